using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Waiting;

namespace TypedMq.Transports.SysV;

/// <summary>
/// Looks every 5 ms at the queues that are awaited in this process, for what programs did that ring no bell; on one thread, which sleeps while nobody waits.
/// Apart from the reactor, whose long sleep is dear to begin.
/// </summary>
/// <remarks>
/// First it looks at the totals of the IPC namespace: while no queue holds a message, one system call tells it for all receivers. So hundreds of idle queues cost next
/// to nothing.
/// </remarks>
[SupportedOSPlatform("linux")]
internal static unsafe class SysVPoller
{
    /// <summary>The name of the thread.</summary>
    public const string ThreadName = "TypedMq poller";

    private const long Interval = 5_000_000;

    // A queue that is removed in the moment in which another one is made does not change the totals: now and then all are looked at.
    private const int LongestSilence = 20;

    private static readonly Lock Changing = new();
    private static readonly FutexFlag Control = new();
    private static readonly List<SysVWaiters> Sources = [];
    private static bool _started;
    private static volatile bool _polling;

    // Used by the thread alone.
    private static int _queues;
    private static int _silentRounds;

    /// <summary>Has it looked at from now on while somebody waits.</summary>
    public static void Add(SysVWaiters source)
    {
        lock (Changing)
        {
            Sources.Add(source);
            if (!_started)
            {
                _started = true;
                new Thread(Run) { IsBackground = true, Name = ThreadName }.UnsafeStart();
            }
        }
    }

    public static void Remove(SysVWaiters source)
    {
        lock (Changing)
        {
            Sources.Remove(source);
        }
    }

    /// <summary>To be called when a waiter was added.</summary>
    public static void Ensure()
    {
        // The waiter was counted with a full fence before this; the thread looks for waiters after it has said that it stops.
        if (!_polling)
        {
            Control.Set();
        }
    }

    private static void Run()
    {
        List<SysVWaiters> sources = [];
        while (true)
        {
            bool timePassed = FutexCalls.Wait(Control.Address, 0, _polling ? Interval : long.MaxValue, isPrivate: true) == -Errno.ETIMEDOUT;
            Control.Clear();
            lock (Changing)
            {
                CollectionsMarshal.SetCount(sources, Sources.Count);
                CollectionsMarshal.AsSpan(Sources).CopyTo(CollectionsMarshal.AsSpan(sources));
            }

            bool isSilent = IsSilent();
            foreach (SysVWaiters source in sources)
            {
                source.Poll(isSilent);
            }

            // Who was woken for a waiter that is gone by now waits an interval for the next one, or each would wake it again.
            _polling = !timePassed;
            Interlocked.MemoryBarrier();
            _polling = !timePassed || HaveWaiters(sources);

            // Keeps no handle alive that was closed meanwhile.
            sources.Clear();
        }
    }

    /// <summary>Whether no queue holds a message, and none was removed since the last round, as far as the totals show.</summary>
    private static bool IsSilent()
    {
        bool known = SystemVCalls.GetQueueTotals(out SystemVQueueLimits totals) >= 0;
        _silentRounds = known && totals.Messages == 0 && totals.Queues == _queues && _silentRounds < LongestSilence ? _silentRounds + 1 : 0;
        _queues = totals.Queues;
        return _silentRounds > 0;
    }

    private static bool HaveWaiters(List<SysVWaiters> sources)
    {
        foreach (SysVWaiters source in sources)
        {
            if (source.HasWaiters)
            {
                return true;
            }
        }

        return false;
    }
}
