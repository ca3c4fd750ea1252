using Microsoft.Extensions.Configuration;

namespace TypedMq;

/// <summary>How messages are consumed, from configuration: <c>Channels:orders:Handler</c>.</summary>
internal static partial class MqConfigurationReader
{
    private static void ReadConsumer(IConfigurationSection consumer, MqConsumerOptions settings)
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
                default:
                    throw new MqConfigurationException(section.Path, section.Value, "There is no such option. Known here: Concurrency, MaxAttempts, Backoff, MaxBackoff, ShutdownTimeout, DeadLetter.");
            }
        }
    }

    private static bool Flag(IConfigurationSection section) => bool.TryParse(Single(section), out bool value)
        ? value
        : throw new MqConfigurationException(section.Path, section.Value, "Write true or false.");
}
