using System.Diagnostics;
using TypedMq.Scopes;
using TypedMq.Transports;

namespace TypedMq.Tests.Support;

/// <summary>A test with queues of its own on one transport: small, with unique names, and gone afterwards also when it fails.</summary>
public abstract class QueueTest : IDisposable
{
    /// <summary>How long a test waits for what must happen, before it fails.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly string _unique = $"test-{Environment.ProcessId}-{Guid.NewGuid():n}";
    private readonly List<MqQueue> _open = [];
    private readonly HashSet<MqQueueName> _names = [];

    /// <param name="make">Makes the transport in the user's own scope.</param>
    protected QueueTest(Func<MqTransportContext, MqTransport> make) => Transport = make(new(MqScope.Default, Logger));

    /// <summary>Where scopes live in this run.</summary>
    protected static string ScopeRoot => Environment.GetEnvironmentVariable(ScopeFolder.RootVariable)!;

    protected RecordingLogger Logger { get; } = new();

    protected MqTransport Transport { get; }

    /// <summary>The name of a queue that is deleted after the test.</summary>
    protected MqQueueName Name(string suffix = "queue")
    {
        MqQueueName name = MqQueueName.Parse($"{_unique}-{suffix}");
        lock (_names)
        {
            _names.Add(name);
        }

        return name;
    }

    protected virtual MqQueueOptions Options(string suffix = "queue") => new() { Name = Name(suffix), Capacity = 4, MaxMessageBytes = 100 };

    protected MqQueue Open(MqQueueOptions options, MqTransport? transport = null)
    {
        MqQueue queue = (transport ?? Transport).Open(options);
        lock (_open)
        {
            _open.Add(queue);
        }

        return queue;
    }

    protected MqQueue Open(MqEnvelopeMode envelope = MqEnvelopeMode.Standard) => Open(Options() with { Envelope = envelope });

    protected static bool TrySend(MqQueue queue, ReadOnlySpan<byte> payload, int priority = 0, MqEnvelope envelope = default)
    {
        if (!queue.TryClaim(in envelope, priority, out MqClaim claim))
        {
            return false;
        }

        payload.CopyTo(claim.Payload);
        bool sent = queue.TryCommit(ref claim, payload.Length);
        queue.Abort(ref claim);
        return sent;
    }

    protected static byte[]? TryReceive(MqQueue queue) => TryReceive(queue, out _);

    protected static byte[]? TryReceive(MqQueue queue, out int priority)
    {
        bool received = queue.TryReceive(out MqLease lease);
        priority = lease.Priority;
        return received ? Take(queue, ref lease) : null;
    }

    protected static byte[]? TryReceive(MqQueue queue, MqSelection selection) => queue.TryReceive(selection, out MqLease lease) ? Take(queue, ref lease) : null;

    /// <summary>Fills it with messages of full size.</summary>
    protected static void Fill(MqQueue queue)
    {
        byte[] full = new byte[queue.MaxMessageBytes];
        while (TrySend(queue, full))
        {
        }

        // Where bytes count, and prefixes are shorter than what is kept for them, the rest takes small ones.
        while (TrySend(queue, []))
        {
        }
    }

    /// <summary>Returns when something has become true.</summary>
    protected static void Until(Func<bool> condition, string what, TimeSpan? within = null)
    {
        for (long start = Stopwatch.GetTimestamp(); !condition();)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < (within ?? Bound), what);
            Thread.Yield();
        }
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (MqQueue queue in _open)
        {
            queue.Dispose();
        }

        foreach (MqQueueName name in _names)
        {
            Transport.Delete(name);
        }

        Transport.Dispose();
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    private static byte[] Take(MqQueue queue, ref MqLease lease)
    {
        byte[] payload = lease.Payload.ToArray();
        queue.Complete(ref lease);
        return payload;
    }
}
