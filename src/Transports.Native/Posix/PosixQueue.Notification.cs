using TypedMq.Interop;

namespace TypedMq.Transports.Posix;

/// <summary>Being told of the first message in an empty queue, by <c>mq_notify(3)</c>.</summary>
internal sealed partial class PosixQueue
{
    // Guarded by _closingLock until the queue is disposed. The kernel has one registration for a queue, so there is hardly ever more than one.
    private readonly List<PosixSubscription> _subscriptions = [];

    /// <inheritdoc/>
    /// <remarks>
    /// Receivers of this library wait in poll(2), not in mq_receive(3): a notification comes also while one of them waits. A receiver of another
    /// program that blocks in mq_receive(3) takes the message, and nobody is told.
    /// </remarks>
    public override IDisposable Notify(Action callback, bool once)
    {
        ArgumentNullException.ThrowIfNull(callback);
        ThrowIfDisposed();
        NotificationSocket socket = NotificationSocket.TryOpen(_descriptor, Name.Value, out int errno) ?? throw PosixErrors.ForNotificationSocket(errno, Name.Value);
        PosixSubscription subscription = new(_descriptor, socket, callback, once, () => PosixLog.NotificationDisplaced(_logger, Name.Value));
        try
        {
            lock (_closingLock)
            {
                ThrowIfDisposed();
                _subscriptions.RemoveAll(static earlier => earlier.HasEnded);
                errno = subscription.Start();
                if (errno != 0)
                {
                    throw errno == Errno.EBUSY ? new MqNotificationTakenException(Name.Value, errno) : PosixErrors.Unexpected(errno, Name.Value, "mq_notify");
                }

                _subscriptions.Add(subscription);
            }
        }
        catch
        {
            subscription.Dispose();
            throw;
        }

        return subscription;
    }
}
