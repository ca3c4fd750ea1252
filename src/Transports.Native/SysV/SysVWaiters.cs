using System.Runtime.Versioning;
using TypedMq.Waiting;

namespace TypedMq.Transports.SysV;

/// <summary>The asynchronous waiters of one handle in one direction. Thread-safe.</summary>
/// <remarks>
/// As many are woken as there are messages, or as there is room for, those first who have waited longest. They may be woken for what somebody else
/// takes; but what is there, or comes by a bell, is told to somebody, and what is still there, or came without one, 5 ms later.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class SysVWaiters(SysVQueue queue, SysVDoorbell doorbell, MqDirection direction) : FutexSource
{
    private readonly Lock _lock = new();
    private readonly MqWaiterQueue _waiters = new();

    // Receivers that choose, and found nothing for them: what lies in the queue concerns them only after a change, or after some time.
    private readonly MqWaiterQueue _choosers = new();
    private FutexReactor? _reactor;
    private Func<Exception>? _closed;

    // The smallest message that is waited for room for; exact when the first one comes to wait.
    private int _smallest;

    public override uint* Word => doorbell.Word(direction);

    public override bool HasWaiters => _waiters.Count > 0 || _choosers.Count > 0;

    public override bool Polls => true;

    public ValueTask WaitAsync(bool chooses, int size, CancellationToken cancellationToken)
    {
        ValueTask task;
        FutexReactor? reactor;
        Func<Exception>? closed;
        lock (_lock)
        {
            _smallest = HasWaiters ? Math.Min(_smallest, size) : size;
            task = (chooses ? _choosers : _waiters).WaitAsync(cancellationToken);
            closed = _closed;
            reactor = _reactor ??= closed is null ? FutexReactor.Add(this) : null;
        }

        if (closed is not null)
        {
            FailAll(closed);
            return task;
        }

        // The waiter is counted; now, as everybody who sleeps: arm, and look.
        bool held = false;
        try
        {
            doorbell.DangerousAddRef(ref held);
            EventWord.Arm(Word);
            SysVLook look = queue.Look();
            if (look.IsRemoved)
            {
                FailAll(queue.Removed);
            }
            else if (look.IsKnown && !chooses && (direction == MqDirection.Receive ? look.HasMessages : look.HasRoomFor(size)))
            {
                _waiters.SignalOne();
            }

            reactor!.EnsurePolling();
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile, which fails the waiter.
        }
        finally
        {
            if (held)
            {
                doorbell.DangerousRelease();
            }
        }

        return task;
    }

    public override void OnReady()
    {
        if (!HasWaiters)
        {
            return;
        }

        SysVLook look = queue.Look();
        if (look.IsRemoved)
        {
            FailAll(queue.Removed);
            return;
        }

        long count = direction == MqDirection.Send ? look.RoomFor(Volatile.Read(ref _smallest)) : look.IsKnown ? look.Messages : 1;
        for (; count > 0 && _waiters.SignalOne(); count--)
        {
        }

        if (look.HasMessages)
        {
            _choosers.SignalAll();
        }
    }

    /// <summary>Fails those who wait, and those who come later.</summary>
    public void Close(Func<Exception> error)
    {
        lock (_lock)
        {
            _closed = error;
            _reactor?.Remove(this);
        }

        FailAll(error);
    }

    public override void Retain()
    {
        bool held = false;
        doorbell.DangerousAddRef(ref held);
    }

    public override void Release() => doorbell.DangerousRelease();

    private void FailAll(Func<Exception> error)
    {
        _waiters.FailAll(error);
        _choosers.FailAll(error);
    }
}
