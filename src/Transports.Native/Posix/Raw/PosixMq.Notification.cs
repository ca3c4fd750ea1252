using TypedMq.Interop;
using TypedMq.Transports.Posix;

namespace TypedMq.Native;

/// <summary>Notification: <c>mq_notify(3)</c>.</summary>
public sealed partial class PosixMq
{
    /// <summary>
    /// Registers this process for one notification: the next message that comes into the empty queue, unless a receiver is waiting for it in
    /// <c>mq_receive(3)</c>. The registration is used up by it.
    /// </summary>
    /// <param name="callback">
    /// Called on the thread pool. To be told of every message, register again in it, first of all, and then receive until the queue is empty. It may
    /// meet the queue disposed: the <see cref="ObjectDisposedException"/> then simply ends it. What else it throws ends the process.
    /// </param>
    /// <remarks>
    /// SIGEV_THREAD of the manual page, without its thread: one for all queues of the process waits for the kernel. A registration ends as well
    /// when the process closes any of its descriptors of the queue, or ends; then nobody is told.
    /// </remarks>
    /// <exception cref="MqSystemCallException">
    /// EBUSY: somebody is registered, which may be this process. EBADF. What socket(2) says, when the process may have no netlink socket
    /// (AF_NETLINK), through which the kernel tells.
    /// </exception>
    public void RequestNotification(Action callback) => RequestNotification(PosixMqNotification.Thread, callback);

    /// <inheritdoc cref="RequestNotification(Action)"/>
    /// <param name="kind">
    /// <see cref="PosixMqNotification.Thread"/> with a callback, or <see cref="PosixMqNotification.None"/> without one: a registration of which nobody is told. Of
    /// others the kernel says EINVAL.
    /// </param>
    /// <param name="callback">Called on the thread pool.</param>
    /// <exception cref="MqNotSupportedException">
    /// <see cref="PosixMqNotification.Signal"/>: the kernel sends the signal to any thread that does not block it, and unless the runtime handles it, it ends the process.
    /// </exception>
    public unsafe void RequestNotification(PosixMqNotification kind, Action? callback = null)
    {
        if (kind == PosixMqNotification.Signal)
        {
            throw new MqNotSupportedException(
                Name, PosixTransport.TransportName, "notification by a signal (SIGEV_SIGNAL)", "A signal that the .NET runtime does not handle ends the process. Ask for a callback (PosixMqNotification.Thread), or poll the descriptor.");
        }

        if (kind == PosixMqNotification.Thread)
        {
            ArgumentNullException.ThrowIfNull(callback);
            int errno = GetNotification().Register(fired =>
            {
                if (fired)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(static told => told.Queue.Tell(told.Callback), (Queue: this, Callback: callback), preferLocal: false);
                }
            });
            Check(-errno, "mq_notify");
            return;
        }

        NotificationRequest request = new() { Kind = (int)kind };
        Check(MessageQueueCalls.Notify(_descriptor, &request), "mq_notify");
    }

    /// <summary>Ends the registration that this process has on the queue; does nothing when it has none. What has fired before may still be told, once.</summary>
    /// <exception cref="MqSystemCallException">EBADF.</exception>
    public unsafe void CancelNotification()
    {
        NotificationSocket? notification;
        lock (_lock)
        {
            ThrowIfDisposed();
            notification = _notification;
        }

        Check(notification is null ? MessageQueueCalls.Notify(_descriptor, null) : -notification.Cancel(), "mq_notify");
    }

    private void Tell(Action callback)
    {
        try
        {
            callback();
        }
        catch (ObjectDisposedException) when (_disposed)
        {
            // The queue was closed under a callback that received from it.
        }
    }

    private NotificationSocket GetNotification()
    {
        lock (_lock)
        {
            ThrowIfDisposed();
            return _notification ??= NotificationSocket.TryOpen(_descriptor, Name, out int errno) ?? throw new MqSystemCallException("socket", $"{Name} (AF_NETLINK, for its notifications)", errno);
        }
    }
}
