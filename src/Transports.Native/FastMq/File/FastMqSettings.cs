using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Transports.FastMq;

/// <summary>What the host lets queues do, and what new ones are like. Tests take away what the host has.</summary>
[SupportedOSPlatform("linux")]
internal sealed record FastMqSettings
{
    /// <summary>How many handles a new queue lets be open at once.</summary>
    public int MaxHandles { get; init; } = FastMqOptions.DefaultMaxHandles;

    /// <summary>Whether <c>membarrier(2)</c> may be used.</summary>
    public bool HasMembarrier { get; init; } = Membarrier.IsUsable;

    /// <summary>Whether <c>futex_waitv(2)</c> may be used.</summary>
    public bool HasFutexWaitVector { get; init; } = FutexCalls.CanWaitForAny;

    /// <summary>Whether <c>futex(2)</c> may be used; without it, who waits looks every millisecond.</summary>
    public bool HasFutex { get; init; } = FutexCalls.CanWait;

    /// <summary>Whether files may be made without a name.</summary>
    public bool HasNamelessFiles { get; init; } = true;

    /// <summary>What a new queue is like.</summary>
    /// <exception cref="MqConfigurationException">It cannot be made.</exception>
    public FastMqGeometry GeometryFor(MqQueueOptions options)
    {
        string name = options.Name.Value;
        FastMqGeometry geometry = new(
            options.Topology == MqTopology.OneToOne ? FastMqEngine.OneToOne : FastMqEngine.Pool,
            options.Capacity ?? FastMqTransport.DefaultCapacity,
            options.MaxMessageBytes ?? Math.Clamp(options.ContractBytes ?? FastMqTransport.DefaultMaxMessageBytes, 1, FastMqGeometry.MaxMaxMessageBytes),
            options.Topology == MqTopology.OneToOne ? 1 : options.MaxPriorities ?? FastMqTransport.DefaultMaxPriorities,
            MaxHandles + 1);
        if (geometry.Capacity > FastMqGeometry.MaxCapacity)
        {
            throw Limit(name, "Capacity", FastMqGeometry.MaxCapacity, "Ask for less, or use several queues.");
        }

        if (geometry.MaxMessageBytes > FastMqGeometry.MaxMaxMessageBytes)
        {
            throw Limit(name, "MaxMessageBytes", FastMqGeometry.MaxMaxMessageBytes, "Send large things in parts, or send where they are.");
        }

        if (geometry.FileSize > FastMqGeometry.MaxFileSize)
        {
            throw new MqLimitException(
                name, "bytes of a queue", FastMqGeometry.MaxFileSize.ToString(System.Globalization.CultureInfo.InvariantCulture), "Ask for a smaller Capacity or MaxMessageBytes.");
        }

        if (options.ReservedSlots > 0 && options.Topology == MqTopology.OneToOne)
        {
            throw new MqNotSupportedException(name, FastMqTransport.TransportName, "reserved slots with Topology = OneToOne", "It has no priorities: leave one of both unset.");
        }

        if (options.ReservedSlots >= geometry.Capacity)
        {
            throw new MqConfigurationException($"Channels:{name}:ReservedSlots", Text(options.ReservedSlots.Value), $"Some slots must be left for all messages: the capacity is {geometry.Capacity}.");
        }

        return geometry;
    }

    private static MqLimitException Limit(string queue, string limit, int value, string remedy) => new(queue, limit, Text(value), remedy);

    private static string Text(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
