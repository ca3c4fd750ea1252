using System.Diagnostics.CodeAnalysis;

namespace TypedMq.Transports.InProcess;

/// <summary>Queues in the memory of one node: for tests, and for services that share a process.</summary>
/// <remarks>
/// Names belong to the transport's instance, so to one <see cref="MqNode"/>: two nodes never meet, and tests run in parallel. Messages are
/// bytes here too, so that what works here works between processes.
/// </remarks>
public sealed class InProcessTransport : MqTransport
{
    /// <summary>The capacity of a queue for which none is set, in messages.</summary>
    public const int DefaultCapacity = 1024;

    /// <summary>The message size of a queue for which none is set and whose contracts have no bound, in bytes.</summary>
    public const int DefaultMaxMessageBytes = 8192;

    /// <summary>The largest capacity, in messages.</summary>
    public const int MaxCapacity = 1_048_575;

    /// <summary>The largest message size, in bytes.</summary>
    public const int MaxMaxMessageBytes = 1 << 30;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, InProcessStore> _stores = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string Name => "inprocess";

    /// <inheritdoc/>
    public override MqCapabilities Capabilities { get; } = new()
    {
        MaxPriority = InProcessStore.MaxPriority,
        AtLeastOnce = true,
        AsyncWithoutThread = true,
        ForeignPeers = false,
        RemovedKeepsWorking = false,
        Survives = MqSurvival.Nothing,
        SpinTime = Environment.ProcessorCount > 1 ? TimeSpan.FromMicroseconds(20) : TimeSpan.Zero,
    };

    /// <inheritdoc/>
    public override bool IsSupported([NotNullWhen(false)] out string? reason)
    {
        reason = null;
        return true;
    }

    /// <inheritdoc/>
    public override MqQueue Open(MqQueueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        string name = options.Name.Value;
        lock (_lock)
        {
            if (_stores.TryGetValue(name, out InProcessStore? store))
            {
                if (options.OpenMode == MqOpenMode.CreateNew)
                {
                    throw new MqQueueExistsException(name, Name);
                }

                if (options.Capacity > store.Capacity || options.MaxMessageBytes > store.MaxMessageBytes)
                {
                    throw new MqQueueMismatchException(name, options.Capacity, store.Capacity, options.MaxMessageBytes, store.MaxMessageBytes);
                }
            }
            else
            {
                if (options.OpenMode == MqOpenMode.OpenExisting)
                {
                    throw new MqQueueNotFoundException(name, Name);
                }

                store = new InProcessStore(
                    name,
                    Limited(options, nameof(options.Capacity), options.Capacity ?? DefaultCapacity, MaxCapacity),
                    Limited(options, nameof(options.MaxMessageBytes), options.MaxMessageBytes ?? options.ContractBytes ?? DefaultMaxMessageBytes, MaxMaxMessageBytes));
                _stores.Add(name, store);
            }

            return new InProcessQueue(store, options);
        }
    }

    /// <inheritdoc/>
    public override bool Delete(MqQueueName name)
    {
        InProcessStore? store;
        lock (_lock)
        {
            _stores.Remove(name.Value, out store);
        }

        store?.Remove();
        return store is not null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MqQueueName> List()
    {
        lock (_lock)
        {
            return [.. _stores.Keys.Select(MqQueueName.Parse)];
        }
    }

    private static int Limited(MqQueueOptions options, string what, int value, int limit) => value <= limit
        ? value
        : throw new MqLimitException(options.Name.Value, $"{what} of an in-process queue", limit.ToString(System.Globalization.CultureInfo.InvariantCulture), $"Ask for less than {value}.");
}
