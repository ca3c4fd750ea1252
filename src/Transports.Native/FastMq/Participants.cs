using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using TypedMq.Interop;

namespace TypedMq.Transports.FastMq;

/// <summary>
/// Who uses a queue. A participant is a handle, and its life is a lock on one byte of the queue's file (an OFD lock of <c>fcntl(2)</c>): the kernel drops
/// it when the process is gone, whatever became of it, and never while it is merely stopped. The same lock is the exclusive right to clear up.
/// </summary>
/// <remarks>No process id counts: ids are used again, zombies answer to them, and other namespaces have others. Those in the table are for people.</remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class Participants
{
    /// <summary>Where the bytes of the participants lie: behind any file.</summary>
    private const long FirstByte = 1L << 40;

    private const int JoinRounds = 3;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan JoinPause = TimeSpan.FromMilliseconds(5);

    private readonly FastMqMemory _memory;
    private readonly string _queue;
    private readonly ILogger _logger;

    // Two threads of one handle have the same lock: each would get it while the other one has it.
    private readonly Lock _recovering = new();
    private long _lastRecovery;

    private Participants(FastMqMemory memory, uint me, string queue, ILogger logger)
    {
        _memory = memory;
        Me = me;
        _queue = queue;
        _logger = logger;
    }

    /// <summary>Clears up behind a participant.</summary>
    /// <param name="owner">Its index.</param>
    /// <param name="deliversAgain">What becomes of the messages that it had received.</param>
    public delegate RecoveredSlots Recover(uint owner, bool deliversAgain);

    /// <summary>Our index.</summary>
    public uint Me { get; }

    /// <summary>Takes the first free index. It is not used before <see cref="Enter"/>.</summary>
    /// <exception cref="MqLimitException">All are taken by handles that live.</exception>
    public static Participants Join(FastMqMemory memory, string queue, ILogger logger)
    {
        for (int round = 0; round < JoinRounds; round++)
        {
            for (uint index = 1; index < memory.Geometry.Participants; index++)
            {
                if (FolderCalls.TryLockByte(memory.File, FirstByte + index))
                {
                    return new(memory, index, queue, logger);
                }
            }

            // Somebody may just be clearing up behind one that is dead.
            Thread.Sleep(JoinPause);
        }

        int most = memory.Geometry.Participants - 1;
        throw new MqLimitException(
            queue,
            "open handles of the queue",
            most.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "Close handles that are not needed, open one a process and share it, or delete the queue and create it with more (UseFastMq(o => o.MaxHandles = …)).");
    }

    /// <summary>Whether a participant lives, as somebody sees who takes no lock.</summary>
    public static bool IsAlive(FastMqMemory memory, uint index) => FolderCalls.IsByteLocked(memory.File, FirstByte + index);

    /// <summary>Becomes a participant. A former one of our index that has died is cleared up first.</summary>
    public void Enter(ParticipantState state, MqAccess access, Recover recover)
    {
        ParticipantEntry* entry = _memory.Participant(Me);
        uint former = Volatile.Read(ref entry->State);
        if (former != (uint)ParticipantState.Free)
        {
            ClearUp(Me, former, recover);
        }

        entry->Process = (uint)Environment.ProcessId;
        entry->AttachedAt = DateTime.UtcNow.Ticks;
        entry->ProcessNamespace = Scopes.ProcessNamespace.Current;
        entry->Access = (uint)access;
        Volatile.Write(ref entry->State, (uint)state);
        FaultPoints.Reach(FaultPoint.Attached);
    }

    /// <summary>Is none any more. Nothing of ours is under way.</summary>
    public void Leave(Recover recover)
    {
        ParticipantEntry* entry = _memory.Participant(Me);
        recover(Me, Volatile.Read(ref entry->State) != (uint)ParticipantState.ActiveAtMostOnce);
        Volatile.Write(ref entry->State, (uint)ParticipantState.Free);
        FaultPoints.Reach(FaultPoint.Detached);
        FolderCalls.UnlockByte(_memory.File, FirstByte + Me);
    }

    /// <summary>Clears up behind all who have died. Costs half a microsecond for each who lives.</summary>
    /// <param name="recover">How.</param>
    /// <param name="atOnce">Whether also when that was done less than 20 ms ago.</param>
    public void RecoverDead(Recover recover, bool atOnce = false)
    {
        if (!atOnce && Volatile.Read(ref _lastRecovery) is var last && last != 0 && Stopwatch.GetElapsedTime(last) < Pace)
        {
            return;
        }

        lock (_recovering)
        {
            for (uint index = 1; index < _memory.Geometry.Participants; index++)
            {
                ParticipantEntry* entry = _memory.Participant(index);
                if (index == Me || Volatile.Read(ref entry->State) == (uint)ParticipantState.Free || !FolderCalls.TryLockByte(_memory.File, FirstByte + index))
                {
                    continue;
                }

                // Ours: it is dead, or has just left.
                if (Volatile.Read(ref entry->State) is var state && state != (uint)ParticipantState.Free)
                {
                    ClearUp(index, state, recover);
                }

                FolderCalls.UnlockByte(_memory.File, FirstByte + index);
            }

            Volatile.Write(ref _lastRecovery, Stopwatch.GetTimestamp());
        }
    }

    private void ClearUp(uint index, uint state, Recover recover)
    {
        ParticipantEntry* entry = _memory.Participant(index);
        RecoveredSlots found = recover(index, state != (uint)ParticipantState.ActiveAtMostOnce);
        new Sleepers(_memory.Header, entry, MqDirection.Receive).Forget();
        new Sleepers(_memory.Header, entry, MqDirection.Send).Forget();

        // Whoever was woken by it may not have come to look.
        FastMqHeader.WakeAll(_memory.Header);
        FaultPoints.Reach(FaultPoint.RecoveryRang);
        Interlocked.Increment(ref _memory.Header->ParticipantsReaped);
        uint process = entry->Process;

        // Last: until then the index has no other owner, so that an owner in a slot is always the same one.
        Volatile.Write(ref entry->State, (uint)ParticipantState.Free);
        FaultPoints.Reach(FaultPoint.RecoveryEnded);
        FastMqLog.ParticipantReaped(_logger, _queue, process, found.Aborted, found.Orphaned, found.Lost);
    }
}
