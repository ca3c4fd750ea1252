using System.Globalization;
using TypedMq.Transports;
using TypedMq.Transports.InProcess;

namespace TypedMq;

/// <summary>
/// Where in-process queues live: what the kernel of a host is to its queues. Each node has one of its own, unless several are given the same
/// one: then they are the services of one host, which meet by the names of queues, each as its own user. Thread-safe.
/// </summary>
public sealed class InProcessHost
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, InProcessStore> _stores = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether a queue that is deleted while it is open keeps working for those who have it open, as <c>mq_unlink(3)</c> has it. Otherwise,
    /// which is the default, they get <see cref="MqQueueRemovedException"/>.
    /// </summary>
    public bool RemovedKeepsWorking { get; init; }

    /// <summary>How many queues there can be, as <c>/proc/sys/fs/mqueue/queues_max</c>; null, the default, is no limit. It holds for every user.</summary>
    public int? MaxQueues { get; init; }

    /// <summary>
    /// The greatest capacity that can be asked for, in messages, as <c>/proc/sys/fs/mqueue/msg_max</c>; null, the default, is
    /// <see cref="InProcessTransport.MaxCapacity"/>. It holds for every user.
    /// </summary>
    public int? MaxCapacity { get; init; }

    /// <summary>
    /// The largest message size that can be asked for, in bytes of payload, as <c>/proc/sys/fs/mqueue/msgsize_max</c>; null, the default, is
    /// <see cref="InProcessTransport.MaxMaxMessageBytes"/>. It holds for every user.
    /// </summary>
    public int? MaxMessageBytes { get; init; }

    /// <summary>Opens or creates; the user is asked for only where the kernel asks: creating needs no right, and gives every right to its handle.</summary>
    internal InProcessStore Open(string key, MqQueueOptions options, InProcessUser user, UnixFileMode createdMode)
    {
        string name = options.Name.Value;
        lock (_lock)
        {
            if (!_stores.TryGetValue(key, out InProcessStore? store))
            {
                if (options.OpenMode == MqOpenMode.OpenExisting)
                {
                    throw new MqQueueNotFoundException(name, InProcessTransport.TransportName);
                }

                store = Create(options, new(user.UserId, user.GroupId, createdMode));
                CheckManifest(store, options);
                _stores.Add(key, store);
                return store;
            }

            if (options.OpenMode == MqOpenMode.CreateNew)
            {
                throw new MqQueueExistsException(name, InProcessTransport.TransportName);
            }

            store.Permissions.CheckOpen(name, options.Access, user);
            if (options.Capacity > store.Capacity || options.MaxMessageBytes > store.MaxMessageBytes)
            {
                throw new MqQueueMismatchException(name, options.Capacity, store.Capacity, options.MaxMessageBytes, store.MaxMessageBytes);
            }

            if (options.Topology != store.Topology)
            {
                throw new MqQueueMismatchException(name, nameof(options.Topology), options.Topology.ToString(), store.Topology.ToString());
            }

            if (options.ReservedSlots is { } slots && (slots != store.ReservedSlots || (slots > 0 && options.ReservedForPriority != store.ReservedForPriority)))
            {
                throw new MqQueueMismatchException(name, "ReservedSlots for ReservedForPriority", $"{Text(slots)} for {Text(options.ReservedForPriority ?? 0)}", $"{Text(store.ReservedSlots)} for {Text(store.ReservedForPriority)}");
            }

            CheckManifest(store, options);
            return store;
        }
    }

    internal bool Delete(string key, string name, InProcessUser user)
    {
        InProcessStore? store;
        lock (_lock)
        {
            if (!_stores.TryGetValue(key, out store))
            {
                return false;
            }

            store.Permissions.CheckDelete(name, user);
            _stores.Remove(key);
        }

        if (!RemovedKeepsWorking)
        {
            store.Remove();
        }

        return true;
    }

    /// <summary>Ends a queue for everybody, and frees its name if it still has it.</summary>
    internal bool Destroy(string key, InProcessStore store)
    {
        lock (_lock)
        {
            if (_stores.TryGetValue(key, out InProcessStore? named) && named == store)
            {
                _stores.Remove(key);
            }
        }

        return store.Remove();
    }

    internal string[] List()
    {
        lock (_lock)
        {
            return [.. _stores.Keys];
        }
    }

    private static void CheckManifest(InProcessStore store, MqQueueOptions options)
    {
        if (options.Manifest is { } manifest)
        {
            store.Manifest = MqManifest.Merge(options.Name.Value, store.Manifest, manifest) ?? store.Manifest;
        }
    }

    private InProcessStore Create(MqQueueOptions options, InProcessPermissions permissions)
    {
        string name = options.Name.Value;
        if (_stores.Count >= MaxQueues)
        {
            throw new MqLimitException(name, $"{nameof(MaxQueues)} of the {nameof(InProcessHost)}", Text(MaxQueues.Value), "Delete queues, or raise it.");
        }

        // The contracts' worst case is a wish, not a demand: what is really too large is refused when it is sent.
        int largestCapacity = Math.Min(MaxCapacity ?? int.MaxValue, InProcessTransport.MaxCapacity);
        int largestSize = Math.Min(MaxMessageBytes ?? int.MaxValue, InProcessTransport.MaxMaxMessageBytes);
        int capacity = Limited(name, nameof(MaxCapacity), options.Capacity ?? Math.Min(InProcessTransport.DefaultCapacity, largestCapacity), largestCapacity);
        int size = Limited(name, nameof(MaxMessageBytes), options.MaxMessageBytes ?? Math.Min(options.ContractBytes ?? InProcessTransport.DefaultMaxMessageBytes, largestSize), largestSize);
        (options with { Capacity = capacity }).Validate();
        return new(options, capacity, size, permissions);
    }

    private static int Limited(string queue, string what, int value, int limit) => value <= limit
        ? value
        : throw new MqLimitException(queue, $"{what} of the {nameof(InProcessHost)}", Text(limit), $"Ask for less than {value}.");

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
