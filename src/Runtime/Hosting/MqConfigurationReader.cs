using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TypedMq;

/// <summary>Reads options from configuration by hand: without reflection, and with errors that name key, value and fix.</summary>
internal static partial class MqConfigurationReader
{
    private const string Root = "TypedMq";

    public static void Read(IConfiguration configuration, MqOptions options)
    {
        // A root holds everything else too, down to the environment's variables: only its own section is for us.
        IConfigurationSection own = configuration.GetSection(Root);
        foreach (IConfigurationSection section in (configuration is IConfigurationSection && !own.Exists() ? configuration : own).GetChildren())
        {
            switch (section.Key.ToUpperInvariant())
            {
                case "TRANSPORT":
                    options.Transport = Single(section);
                    break;
                case "SCOPE":
                    options.Scope = Single(section);
                    break;
                case "SCOPEGROUP":
                    options.ScopeGroup = Single(section);
                    break;
                case "CHANNELS":
                    foreach (IConfigurationSection channel in Children(section, "It is a section of channels: { \"orders\": { \"Capacity\": 10 } }."))
                    {
                        if (!options.Channels.TryGetValue(channel.Key, out MqChannelOptions? settings))
                        {
                            options.Channels[channel.Key] = settings = new();
                        }

                        ReadChannel(channel, settings);
                    }

                    break;
                default:
                    throw new MqConfigurationException(section.Path, section.Value, $"There is no such option. Known here: Transport, Scope, ScopeGroup, Channels.");
            }
        }
    }

    private static void ReadChannel(IConfigurationSection channel, MqChannelOptions settings)
    {
        foreach (IConfigurationSection section in Children(channel, "It is a section of the channel's settings: { \"Capacity\": 10 }."))
        {
            switch (section.Key.ToUpperInvariant())
            {
                case "NAME":
                    settings.Name = Single(section);
                    break;
                case "TRANSPORT":
                    settings.Transport = Single(section);
                    break;
                case "SCOPE":
                    settings.Scope = Single(section);
                    break;
                case "SCOPEGROUP":
                    settings.ScopeGroup = Single(section);
                    break;
                case "CAPACITY":
                    settings.Capacity = Integer(section);
                    break;
                case "MAXMESSAGEBYTES":
                    settings.MaxMessageBytes = Integer(section);
                    break;
                case "ENVELOPE":
                    settings.Envelope = Choice<MqEnvelopeMode>(section);
                    break;
                case "DELIVERY":
                    settings.Delivery = Choice<MqDelivery>(section);
                    break;
                case "FULLMODE":
                    settings.FullMode = Choice<MqFullMode>(section);
                    break;
                case "TOPOLOGY":
                    settings.Topology = Choice<MqTopology>(section);
                    break;
                case "MAXPRIORITIES":
                    settings.MaxPriorities = Integer(section);
                    break;
                case "RESERVEDSLOTS":
                    settings.ReservedSlots = Integer(section);
                    break;
                case "RESERVEDFORPRIORITY":
                    settings.ReservedForPriority = Integer(section);
                    break;
                case "TIMETOLIVE":
                    settings.TimeToLive = Time(section);
                    break;
                case "REQUESTTIMEOUT":
                    settings.RequestTimeout = Time(section);
                    break;
                case "OPENMODE":
                    settings.OpenMode = Choice<MqOpenMode>(section);
                    break;
                case "MODE":
                    settings.Mode = Octal(section);
                    break;
                case "SPINTIME":
                    settings.SpinTime = Time(section);
                    break;
                case "CACHEDSTRINGS":
                    settings.CachedStrings = Integer(section);
                    break;
                case "HANDLER":
                    ReadConsumer(section, settings.Handler ??= new());
                    break;
                case "SERVER":
                    ReadServer(section, settings.Server ??= new());
                    break;
                default:
                    throw new MqConfigurationException(
                        section.Path,
                        section.Value,
                        "There is no such option. Known here: Name, Transport, Scope, ScopeGroup, Capacity, MaxMessageBytes, Envelope, Delivery, FullMode, Topology, MaxPriorities, ReservedSlots, ReservedForPriority, TimeToLive, RequestTimeout, OpenMode, Mode, SpinTime, CachedStrings, Handler, Server.");
            }
        }
    }

    private static IEnumerable<IConfigurationSection> Children(IConfigurationSection section, string remedy) => string.IsNullOrEmpty(section.Value)
        ? section.GetChildren()
        : throw new MqConfigurationException(section.Path, section.Value, remedy);

    private static string? Single(IConfigurationSection section)
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            throw new MqConfigurationException(child.Path, child.Value, $"{section.Path} is a single value, not a section.");
        }

        return section.Value;
    }

    // A number alone would be days.
    private static TimeSpan Time(IConfigurationSection section) =>
        Single(section) is { } text && text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time)
            ? time
            : throw new MqConfigurationException(section.Path, section.Value, "Write a time as hours:minutes:seconds, for example 00:00:00.000050.");

    private static int Integer(IConfigurationSection section) => int.TryParse(Single(section), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value)
        ? value
        : throw new MqConfigurationException(section.Path, section.Value, "Write a whole number.");

    private static T Choice<T>(IConfigurationSection section)
        where T : struct, Enum => Enum.TryParse(Single(section), ignoreCase: true, out T value) && Enum.IsDefined(value)
        ? value
        : throw new MqConfigurationException(section.Path, section.Value, $"Write one of: {string.Join(", ", Enum.GetNames<T>())}.");

    private static UnixFileMode Octal(IConfigurationSection section)
    {
        int mode = 0;
        string? digits = Single(section);
        bool valid = digits is { Length: > 0 and <= 5 };
        foreach (char digit in digits ?? "")
        {
            valid &= digit is >= '0' and <= '7';
            mode = (mode << 3) | (digit - '0');
        }

        return valid ? (UnixFileMode)mode : throw new MqConfigurationException(section.Path, section.Value, "Write permission bits in octal, for example 0660.");
    }
}
