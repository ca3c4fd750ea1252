using TypedMq.Interop;
using TypedMq.Waiting;

namespace TypedMq.Transports.Posix;

/// <summary>Waiting, and the end of waiting. Descriptors are non-blocking, and both kinds of waiting only look, so a wait loses no message.</summary>
internal sealed partial class PosixQueue
{
    private readonly DescriptorWaiters _waiters;
    private readonly Lock _closingLock = new();
    private EventSignal? _closing;
    private volatile bool _disposed;

    public override bool Wait(MqDirection direction, MqDeadline deadline, CancellationToken cancellationToken)
    {
        EventSignal closing = GetClosing();
        cancellationToken.ThrowIfCancellationRequested();
        short events = direction == MqDirection.Receive ? PollEntry.In : PollEntry.Out;
        return BlockingWait.Wait(_descriptor, events, closing, deadline, Name.Value, cancellationToken) switch
        {
            WaitOutcome.Ready => true,
            WaitOutcome.DeadlinePassed => false,
            _ => throw Disposed(),
        };
    }

    public override ValueTask WaitAsync(MqDirection direction, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return _waiters.WaitAsync(direction, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        lock (_closingLock)
        {
            if (_disposed)
            {
                return;
            }

            foreach (PosixSubscription subscription in _subscriptions)
            {
                subscription.Silence();
            }

            _disposed = true;
        }

        // Outside the lock: a renewal that is under way asks for nothing more of this queue.
        foreach (PosixSubscription subscription in _subscriptions)
        {
            subscription.Dispose();
        }

        // Wake first, close afterwards: the descriptors themselves go when the last thread has left its call.
        _waiters.Close(Disposed);
        _closing?.Set();
        _closing?.Dispose();
        _descriptor.Dispose();
    }

    /// <summary>The event that wakes blocked threads; made by the first that blocks, since a handle that is only awaited needs none.</summary>
    private EventSignal GetClosing()
    {
        lock (_closingLock)
        {
            ThrowIfDisposed();
            return _closing ??= new(Name.Value);
        }
    }

    private void ThrowIfDisposed()
    {
        if (_disposed)
        {
            throw Disposed();
        }
    }

    private ObjectDisposedException Disposed() => new($"POSIX queue '{Name}'");
}
