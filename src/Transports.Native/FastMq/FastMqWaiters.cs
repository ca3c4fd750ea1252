using System.Runtime.Versioning;
using TypedMq.Waiting;

namespace TypedMq.Transports.FastMq;

/// <summary>The asynchronous waiters of one handle in one direction. Thread-safe.</summary>
/// <remarks>
/// As many are woken as there is something for, those first who have waited longest; what is left over is told to the next sleeper of another handle. A
/// waiter that was woken tries before it looks at its token, so what it was woken for is taken, or found taken.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class FastMqWaiters(FastMqQueue queue, MqDirection direction) : FutexSource
{
    private readonly Lock _lock = new();
    private readonly MqWaiterQueue _waiters = new();
    private FutexReactor? _reactor;
    private bool _closed;

    // The highest priority that somebody waits to send with; exact when the first one comes to wait.
    private int _priority;

    public override uint* Word => queue.Word(direction);

    public override bool HasWaiters => _waiters.Count > 0;

    public override bool IsWokenAlone => true;

    public ValueTask WaitAsync(int priority, CancellationToken cancellationToken)
    {
        if (!queue.TryHold())
        {
            throw queue.DisposedError();
        }

        try
        {
            ValueTask task;
            FutexReactor? reactor;
            lock (_lock)
            {
                if (_closed)
                {
                    throw queue.DisposedError();
                }

                _priority = HasWaiters ? Math.Max(_priority, priority) : priority;
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
        // We were woken, and nobody here waits any more: the next one is to know.
        if (queue.Available(direction, int.MaxValue, enough: 1) > 0)
        {
            EventWord.Arm(Word);
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
        _waiters.FailAll(queue.DisposedError);
    }

    public override void Retain()
    {
        if (!queue.TryHold())
        {
            throw queue.DisposedError();
        }
    }

    public override void Release() => queue.ReleaseHold();

    /// <summary>The word was armed before.</summary>
    private void WakeThoseConcerned()
    {
        if (queue.EndedBecause() is not null)
        {
            _waiters.FailAll(() => queue.EndedBecause() ?? queue.Corrupt());
            return;
        }

        int waiting = _waiters.Count;
        if (waiting == 0)
        {
            return;
        }

        int there = queue.Available(direction, Volatile.Read(ref _priority), waiting + 1);
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
