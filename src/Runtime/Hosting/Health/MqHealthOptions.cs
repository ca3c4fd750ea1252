namespace TypedMq;

/// <summary>When the health check of TypedMq is content.</summary>
public sealed class MqHealthOptions
{
    /// <summary>From which part of its capacity on a queue counts as too full: above 0, at most 1; 0.9 is the default.</summary>
    public double FullFrom { get; set; } = 0.9;

    /// <summary>From which part of its capacity on a dead-letter queue counts as too full: above 0, at most 1; 0.9 is the default.</summary>
    public double DeadLettersFullFrom { get; set; } = 0.9;

    /// <exception cref="MqConfigurationException">A part is out of range.</exception>
    internal void Validate()
    {
        Check(nameof(FullFrom), FullFrom);
        Check(nameof(DeadLettersFullFrom), DeadLettersFullFrom);

        static void Check(string key, double part)
        {
            if (part is not (> 0 and <= 1))
            {
                throw new MqConfigurationException($"Health:{key}", part.ToString(System.Globalization.CultureInfo.InvariantCulture), "It is a part of the queue's capacity: above 0, at most 1.");
            }
        }
    }
}
