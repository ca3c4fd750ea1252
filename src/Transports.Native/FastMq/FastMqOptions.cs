using System.Globalization;

namespace TypedMq;

/// <summary>What new FastMq queues are like. Set up once, before the node is made; not thread-safe.</summary>
public sealed class FastMqOptions
{
    /// <summary>How many handles can have a queue open at once when nothing else is said.</summary>
    public const int DefaultMaxHandles = 128;

    /// <summary>The most that can be asked for.</summary>
    public const int MostHandles = 8190;

    private int _maxHandles = DefaultMaxHandles;

    /// <summary>
    /// How many handles, of all processes together, can have a queue open at once: 1 to <see cref="MostHandles"/>. A queue keeps the number
    /// that it was created with; each costs 64 bytes.
    /// </summary>
    /// <exception cref="MqConfigurationException">It is out of range.</exception>
    public int MaxHandles
    {
        get => _maxHandles;
        set => _maxHandles = value is >= 1 and <= MostHandles
            ? value
            : throw new MqConfigurationException(nameof(MaxHandles), value.ToString(CultureInfo.InvariantCulture), $"A FastMq queue can be open 1 to {MostHandles} times at once.");
    }
}
