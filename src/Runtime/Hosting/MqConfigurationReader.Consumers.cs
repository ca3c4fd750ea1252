using Microsoft.Extensions.Configuration;

namespace TypedMq;

/// <summary>How messages are consumed, from configuration: <c>Channels:orders:Handler</c>.</summary>
internal static partial class MqConfigurationReader
{
    /// <summary>A server has one setting more: <c>Channels:orders:Server</c>.</summary>
    private static void ReadServer(IConfigurationSection server, MqServerOptions settings)
    {
        ReadConsumer(server, settings, section =>
        {
            if (!section.Key.Equals(nameof(MqServerOptions.IncludeExceptionDetails), StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            settings.IncludeExceptionDetails = Flag(section);
            return true;
        });
    }

    private static void ReadConsumer(IConfigurationSection consumer, MqConsumerOptions settings, Func<IConfigurationSection, bool>? readMore = null)
    {
        foreach (IConfigurationSection section in Children(consumer, "It is a section of settings: { \"Concurrency\": 4 }."))
        {
            switch (section.Key.ToUpperInvariant())
            {
                case "CONCURRENCY":
                    settings.Concurrency = Integer(section);
                    break;
                case "MAXATTEMPTS":
                    settings.MaxAttempts = Integer(section);
                    break;
                case "BACKOFF":
                    settings.Backoff = Time(section);
                    break;
                case "MAXBACKOFF":
                    settings.MaxBackoff = Time(section);
                    break;
                case "SHUTDOWNTIMEOUT":
                    settings.ShutdownTimeout = Time(section);
                    break;
                case "DEADLETTER":
                    settings.DeadLetter = Flag(section);
                    break;
                case var _ when readMore?.Invoke(section) == true:
                    break;
                default:
                    throw new MqConfigurationException(section.Path, section.Value, $"There is no such option. Known here: Concurrency, MaxAttempts, Backoff, MaxBackoff, ShutdownTimeout, DeadLetter{(readMore is null ? "" : ", IncludeExceptionDetails")}.");
            }
        }
    }

    private static bool Flag(IConfigurationSection section) => bool.TryParse(Single(section), out bool value)
        ? value
        : throw new MqConfigurationException(section.Path, section.Value, "Write true or false.");
}
