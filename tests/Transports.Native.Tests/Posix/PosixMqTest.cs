using System.Diagnostics;
using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Scopes;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.Posix;

/// <summary>A test with raw queues of its own: small, with unique names, and gone afterwards also when it fails.</summary>
[Collection(PosixCollection.Name)]
public abstract class PosixMqTest : IDisposable
{
    protected const UnixFileMode Private = (UnixFileMode)0b110_000_000;

    /// <summary>How long nothing must happen for a test to believe that it does not.</summary>
    protected static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(200);

    protected static readonly PosixMqAttributes Small = new(4, 16);

    private readonly string _unique = $"/raw-{Environment.ProcessId}-{Guid.NewGuid():n}";
    private readonly List<PosixMq> _open = [];
    private readonly HashSet<string> _names = [];

    /// <summary>How long a test waits for what must happen, before it fails.</summary>
    protected static TimeSpan Bound => PosixTest.Bound;

    /// <summary>Where scopes of children live, for those that need them.</summary>
    protected static string ScopeRoot => Environment.GetEnvironmentVariable(ScopeFolder.RootVariable)!;

    /// <summary>The name of a queue that is deleted after the test.</summary>
    protected string Name(string suffix = "queue") => Track($"{_unique}-{suffix}");

    protected string Track(string name)
    {
        lock (_names)
        {
            _names.Add(name);
        }

        return name;
    }

    protected PosixMq Create(PosixMqAttributes? attributes, string suffix = "queue", MqAccess access = MqAccess.Both, bool exclusive = false, bool nonBlocking = false) =>
        Keep(PosixMq.Create(Name(suffix), access, Private, attributes, exclusive, nonBlocking));

    protected PosixMq Create(bool nonBlocking = false) => Create(Small, nonBlocking: nonBlocking);

    protected PosixMq Open(MqAccess access = MqAccess.Both, string suffix = "queue", bool nonBlocking = false) => Keep(PosixMq.Open(Name(suffix), access, nonBlocking));

    protected PosixMq Keep(PosixMq queue)
    {
        _open.Add(queue);
        return queue;
    }

    protected static void Fill(PosixMq queue)
    {
        while (queue.TrySend([0]))
        {
        }
    }

    protected static byte[]? TryReceive(PosixMq queue)
    {
        byte[] buffer = new byte[queue.GetAttributes().MessageSize];
        return queue.TryReceive(buffer, out int length, out _) ? buffer[..length] : null;
    }

    /// <summary>Expects that a call fails as its manual page has it.</summary>
    internal static MqSystemCallException Fails(int errno, Action call)
    {
        MqSystemCallException error = Assert.Throws<MqSystemCallException>(call);
        Assert.Equal(Errno.Describe(errno), Errno.Describe(error.Errno));
        Assert.Equal(errno is Errno.EAGAIN or Errno.ETIMEDOUT, error.IsTransient);
        return error;
    }

    /// <summary>Expects that a wait lasts as long as it should, never less, and at best hardly more: a loaded machine may run us late, but not every time.</summary>
    protected static void Lasts(TimeSpan expected, Action wait)
    {
        TimeSpan best = TimeSpan.MaxValue;
        TimeSpan bound = expected + TimeSpan.FromMilliseconds(20);
        for (int attempt = 0; attempt < 5 && best > bound; attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            wait();
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            Assert.True(elapsed >= expected, $"It ended after {elapsed}.");
            best = elapsed < best ? elapsed : best;
        }

        Assert.True(best <= bound, $"It ended after {best} at best.");
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (PosixMq queue in _open)
        {
            queue.Dispose();
        }

        foreach (string name in _names)
        {
            try
            {
                PosixMq.Unlink(name);
            }
            catch (MqSystemCallException)
            {
                // Never created, or unlinked by the test.
            }
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }
}
