using System.Runtime.Versioning;
using TypedMq.Waiting;

namespace TypedMq.Transports.FastMq;

/// <summary>The asynchronous waiters of one handle in one direction. Thread-safe.</summary>
/// <param name="queue">The queue.</param>
/// <param name="direction">What they wait for.</param>
/// <param name="priority">With which priority they send, at least: it tells which slots they may take.</param>
/// <remarks>
/// As many are woken as there is something for, those first who have waited longest; what is left over is told to the next sleeper of another handle. A
/// waiter that was woken tries before it looks at its token, so what it was woken for is taken, or found taken.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class FastMqWaiters(FastMqQueue queue, MqDirection direction, int priority = 0) : FutexSource
{
    private readonly Lock _lock = new();
    private readonly MqWaiterQueue _waiters = new();
    private FutexReactor? _reactor;
    private bool _closed;

    public override uint* Word => queue.Word(direction);

    public override bool HasWaiters => _waiters.Count > 0;

    public override bool IsWokenAlone => true;

    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (!queue.TryHold())
        {
            throw queue.Disposed();
        }

        try
        {
            ValueTask task;
            FutexReactor? reactor;
            lock (_lock)
            {
                if (_closed)
                {
                    throw queue.Disposed();
                }

                reactor = _reactor ??= FutexReactor.Add(this);

                // Counted under the lock: who closes fails it, or has closed before.
                task = _waiters.WaitAsync(cancellationToken);
            }

            // Now, as everybody who sleeps: arm, fence, and look.
            reactor.Expect(this);
            EventWord.Arm(Word);
            queue.FenceForOthers();
            if (direction == MqDirection.Send)
            {
                queue.LookAfterOthers(atOnce: false);
            }

            WakeThoseConcerned();
            return task;
        }
        finally
        {
            queue.ReleaseHold();
        }
    }

    /// <inheritdoc/>
    public override void OnReady()
    {
        if (queue.SleepersOf(direction).IsAlone)
        {
            // Nobody is owed a fence but those of ours who wait on; who comes later fences by itself.
            WakeThoseConcerned();
            if (!HasWaiters)
            {
                return;
            }
        }

        queue.FenceForOthers();
        WakeThoseConcerned();
    }

    /// <inheritdoc/>
    public override void OnSilence()
    {
        queue.LookAfterOthers(atOnce: true);
        if (direction == MqDirection.Send)
        {
            queue.NoteHeld();
        }

        queue.FenceForOthers();
        WakeThoseConcerned();
    }

    public override void OnParked()
    {
        // As everybody who was woken and leaves: the bit, for who sleeps elsewhere, and then a look.
        EventWord.Arm(Word);
        queue.FenceForOthers();
        if (queue.Available(direction, int.MaxValue, enough: 1) > 0)
        {
            queue.RingNext(direction);
        }
    }

    /// <summary>Fails those who wait, and those who come later.</summary>
    public void Close()
    {
        FutexReactor? reactor;
        lock (_lock)
        {
            _closed = true;
            reactor = _reactor;
        }

        reactor?.Remove(this);
        _waiters.FailAll(queue.Disposed);
    }

    public override void Retain()
    {
        if (!queue.TryHold())
        {
            throw queue.Disposed();
        }

        queue.SleepersOf(direction).Enter();
    }

    public override void Release()
    {
        queue.SleepersOf(direction).Leave();
        queue.ReleaseHold();
    }

    /// <summary>The word was armed before.</summary>
    private void WakeThoseConcerned()
    {
        if (queue.EndedBecause() is not null)
        {
            _waiters.FailAll(() => queue.EndedBecause() ?? queue.Corrupt());
            return;
        }

        // Also when nobody waits any more: then all of it is for others.
        int waiting = _waiters.Count;
        int there = queue.Available(direction, priority, waiting + 1);
        int woken = 0;
        while (woken < there && _waiters.SignalOne())
        {
            woken++;
        }

        if (there > woken)
        {
            queue.RingNext(direction);
        }
    }
}
