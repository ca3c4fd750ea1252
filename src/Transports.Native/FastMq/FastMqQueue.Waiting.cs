using TypedMq.Interop;
using TypedMq.Waiting;

namespace TypedMq.Transports.FastMq;

/// <summary>
/// Waiting, and the end of waiting. A waiter sets the bit of an event word, fences for those who publish, looks, and sleeps; it takes nothing, so it loses
/// nothing. After a slice without a wake-up it looks by itself, and whether somebody has died: who was killed between publishing and waking would
/// otherwise keep it asleep.
/// </summary>
internal abstract unsafe partial class FastMqQueue
{
    /// <summary>The first slice of a sleep.</summary>
    internal static readonly TimeSpan FirstSlice = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest, while nothing happens.</summary>
    internal static readonly TimeSpan LongestSlice = TimeSpan.FromSeconds(1);

    /// <summary>How long a handle sleeps that cannot fence for those who publish, and so may miss what they do.</summary>
    private static readonly TimeSpan BlindSlice = TimeSpan.FromMilliseconds(2);

    /// <summary>The priority for which this thread found no room last, and in which queue: who waits for room must not be told of slots that it may not take.</summary>
    [ThreadStatic]
    private static (HandleGate? Queue, int Priority) _missed;

    private readonly FutexFlag _closed = new();
    private readonly FastMqWaiters _receivers;
    private readonly FastMqWaiters _senders;

    /// <summary>Those who may take reserved slots.</summary>
    private readonly FastMqWaiters _urgentSenders;

    /// <summary>Whether a look may miss what was published before it.</summary>
    private bool IsBlind => Memory.SleepersFence && !_settings.HasMembarrier;

    /// <inheritdoc/>
    public sealed override bool Wait(MqDirection direction, MqDeadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int priority = TakeMissedPriority();
        if (!Gate.TryHold())
        {
            throw Disposed();
        }

        CancellationFlag? cancellation = cancellationToken.CanBeCanceled ? CancellationFlag.ForThisThread() : null;
        CancellationTokenRegistration registration = default;
        uint* word = Word(direction);
        Sleepers sleepers = SleepersOf(direction);
        bool hasSlept = false;
        int takes = 0;
        sleepers.Enter();
        try
        {
            registration = cancellation?.Watch(cancellationToken) ?? default;
            if (direction == MqDirection.Send)
            {
                // Perhaps the dead hold what we want.
                LookAfterOthers(atOnce: false);
            }

            for (TimeSpan slice = FirstSlice; ;)
            {
                uint armed = EventWord.Arm(word);
                if (hasSlept && sleepers.IsAlone && EndedBecause() is null && Available(direction, priority, enough: 1) > 0)
                {
                    takes = 1;
                    return true;
                }

                FenceForOthers();
                if (Gate.IsClosed)
                {
                    throw Disposed();
                }

                ThrowIfUnusable();
                if (cancellation?.Flag.IsSet == true)
                {
                    throw new OperationCanceledException(cancellationToken);
                }

                if (Available(direction, priority, enough: 1) > 0)
                {
                    takes = 1;
                    return true;
                }

                TimeSpan left = deadline.Remaining;
                if (left == TimeSpan.Zero)
                {
                    return false;
                }

                TimeSpan longest = IsBlind && slice > BlindSlice ? BlindSlice : slice;
                bool isWhole = left > longest;
                hasSlept = true;
                if (Sleep(word, armed, cancellation?.Flag, isWhole ? longest : left) && isWhole)
                {
                    LookAfterOthers(atOnce: true);
                    if (direction == MqDirection.Send)
                    {
                        NoteHeld();
                    }

                    slice = slice * 2 < LongestSlice ? slice * 2 : LongestSlice;
                }
            }
        }
        finally
        {
            cancellation?.EndWatch(registration);

            // The baton: whatever ended this wait, if there is more than it takes, the next sleeper is to know.
            if (Available(direction, priority, takes + 1) > takes)
            {
                RingNext(direction);
            }

            sleepers.Leave();
            Gate.Release();
        }
    }

    /// <inheritdoc/>
    public sealed override ValueTask WaitAsync(MqDirection direction, CancellationToken cancellationToken)
    {
        int priority = TakeMissedPriority();
        FastMqWaiters waiters = direction == MqDirection.Receive ? _receivers
            : Memory.ReservedSlots > 0 && priority >= Memory.ReservedForPriority ? _urgentSenders
            : _senders;
        return waiters.WaitAsync(cancellationToken);
    }

    /// <summary>The word that sleepers of a direction sleep on. The memory is held.</summary>
    internal uint* Word(MqDirection direction) => direction == MqDirection.Receive ? &Memory.Header->NotEmpty : &Memory.Header->NotFull;

    /// <summary>Those who sleep on the word of a direction. The memory is held.</summary>
    internal Sleepers SleepersOf(MqDirection direction) => new(Memory.Header, Memory.Participant(Participants.Me), direction);

    /// <summary>
    /// Wakes the next sleeper. Where slots are reserved, it might be one that may not take what there is, and it would not know whom to wake instead: then all
    /// who wait for room are woken.
    /// </summary>
    internal void RingNext(MqDirection direction)
    {
        if (direction == MqDirection.Send && Memory.ReservedSlots > 0)
        {
            EventWord.Ring(Word(direction));
        }
        else
        {
            EventWord.RingOne(Word(direction));
        }
    }

    internal bool TryHold() => Gate.TryHold();

    internal void ReleaseHold() => Gate.Release();

    /// <summary>Between arming a word and looking: whoever publishes without a fence is fenced now.</summary>
    internal void FenceForOthers()
    {
        if (Memory.SleepersFence && _settings.HasMembarrier)
        {
            Membarrier.Fence();
        }
    }

    /// <summary>How many messages there are, or slots that a sender of a priority can have; no more than are asked for need be counted. The memory is held.</summary>
    internal abstract int Available(MqDirection direction, int priority, int enough);

    /// <summary>Why the handle can do nothing any more; null while it can. The memory is held.</summary>
    internal Exception? EndedBecause() => Gate.IsClosed ? Disposed() : UnusableBecause();

    /// <summary>What a sleeper does that nobody has woken for a slice. The memory is held.</summary>
    internal void LookAfterOthers(bool atOnce)
    {
        if (Memory.Condition == FastMqCondition.Usable)
        {
            Participants.RecoverDead(_recover, atOnce);
            if (atOnce && Memory.HasLostItsName())
            {
                FastMqFile.MarkRemoved(Memory.Header);
                FastMqLog.LostItsName(Logger, Name.Value, _path);
            }
        }
    }

    /// <summary>Writes down what is held and was not when somebody looked last, for those who ask since when. The memory is held.</summary>
    internal abstract void NoteHeld();

    /// <summary>To be called when there was no room for a message of a priority.</summary>
    protected void Missed(int priority) => _missed = (Gate, priority);

    private int TakeMissedPriority()
    {
        (HandleGate? queue, int priority) = _missed;
        _missed = default;
        return queue == Gate ? priority : 0;
    }

    /// <summary>Sleeps until the word is rung, or something else ends it.</summary>
    /// <returns>Whether the time is over and nothing happened.</returns>
    private bool Sleep(uint* word, uint armed, FutexFlag? cancellation, TimeSpan longest)
    {
        long end = Monotonic.After(longest);
        do
        {
            if (_settings.HasFutex)
            {
                FutexSleep.Sleep(word, armed, _closed, cancellation, longest, _settings.HasFutexWaitVector);
            }
            else
            {
                // No event tells us anything: look every millisecond.
                Thread.Sleep(1);
                if (Available(word == &Memory.Header->NotEmpty ? MqDirection.Receive : MqDirection.Send, int.MaxValue, enough: 1) > 0)
                {
                    return false;
                }
            }

            // Without futex_waitv(2) it was a part of the time only.
        }
        while (!_settings.HasFutexWaitVector && Monotonic.Now < end && EventWord.Read(word) == armed && cancellation?.IsSet != true && !_closed.IsSet);
        return EventWord.Read(word) == armed;
    }
}
