using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TypedMq;

/// <summary>Reads options from configuration by hand: without reflection, and with errors that name key, value and fix.</summary>
internal static class MqConfigurationReader
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
                    options.Transport = section.Value;
                    break;
                case "SCOPE":
                    options.Scope = section.Value;
                    break;
                case "SCOPEGROUP":
                    options.ScopeGroup = section.Value;
                    break;
                case "CHANNELS":
                    foreach (IConfigurationSection channel in section.GetChildren())
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
        foreach (IConfigurationSection section in channel.GetChildren())
        {
            switch (section.Key.ToUpperInvariant())
            {
                case "NAME":
                    settings.Name = section.Value;
                    break;
                case "TRANSPORT":
                    settings.Transport = section.Value;
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
                case "OPENMODE":
                    settings.OpenMode = Choice<MqOpenMode>(section);
                    break;
                case "MODE":
                    settings.Mode = Octal(section);
                    break;
                case "SPINTIME":
                    settings.SpinTime = TimeSpan.TryParse(section.Value, CultureInfo.InvariantCulture, out TimeSpan time)
                        ? time
                        : throw new MqConfigurationException(section.Path, section.Value, "Write a time as hours:minutes:seconds, for example 00:00:00.000050.");
                    break;
                default:
                    throw new MqConfigurationException(
                        section.Path,
                        section.Value,
                        "There is no such option. Known here: Name, Transport, Capacity, MaxMessageBytes, Envelope, Delivery, FullMode, OpenMode, Mode, SpinTime.");
            }
        }
    }

    private static int Integer(IConfigurationSection section) => int.TryParse(section.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value)
        ? value
        : throw new MqConfigurationException(section.Path, section.Value, "Write a whole number.");

    private static T Choice<T>(IConfigurationSection section)
        where T : struct, Enum => Enum.TryParse(section.Value, ignoreCase: true, out T value) && Enum.IsDefined(value)
        ? value
        : throw new MqConfigurationException(section.Path, section.Value, $"Write one of: {string.Join(", ", Enum.GetNames<T>())}.");

    private static UnixFileMode Octal(IConfigurationSection section)
    {
        int mode = 0;
        bool valid = section.Value is { Length: > 0 and <= 5 };
        foreach (char digit in section.Value ?? "")
        {
            valid &= digit is >= '0' and <= '7';
            mode = (mode << 3) | (digit - '0');
        }

        return valid ? (UnixFileMode)mode : throw new MqConfigurationException(section.Path, section.Value, "Write permission bits in octal, for example 0660.");
    }
}
