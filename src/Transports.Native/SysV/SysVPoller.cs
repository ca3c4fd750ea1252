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

    private const int Interval = 5;

    // A queue that is removed in the moment in which another one is made does not change the totals: now and then all are looked at.
    private const int LongestSilence = 20;

    private static readonly Lock Changing = new();
    private static readonly List<SysVWaiters> Sources = [];
    private static bool _started;

    // Set by who comes to wait; cleared before the thread looks whether somebody does.
    private static readonly FutexFlag Awaited = new();

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
        // The waiter was counted with a full fence before this. A flag that is set was not cleared yet, and who clears it looks for waiters afterwards.
        if (!Awaited.IsSet)
        {
            Awaited.Set();
        }
    }

    private static void Run()
    {
        List<SysVWaiters> sources = [];
        while (true)
        {
            Awaited.Clear();
            if (!HaveWaiters())
            {
                _ = FutexCalls.Wait(Awaited.Address, 0, long.MaxValue, isPrivate: true);
                continue;
            }

            // Always the whole time: who is woken for nothing and comes back does not make it look again at once.
            Thread.Sleep(Interval);
            lock (Changing)
            {
                sources.AddRange(Sources);
            }

            bool isSilent = IsSilent();
            foreach (SysVWaiters source in sources)
            {
                source.Poll(isSilent);
            }

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

    /// <summary>Looks at all that there are, also at those that were added a moment ago: nobody else would ever make it look at them.</summary>
    private static bool HaveWaiters()
    {
        lock (Changing)
        {
            foreach (SysVWaiters source in Sources)
            {
                if (source.HasWaiters)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
