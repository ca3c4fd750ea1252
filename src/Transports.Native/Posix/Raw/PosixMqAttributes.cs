namespace TypedMq.Native;

/// <summary><c>struct mq_attr</c> of <c>mq_getattr(3)</c>.</summary>
/// <param name="MaxMessages"><c>mq_maxmsg</c>: how many messages the queue can hold.</param>
/// <param name="MessageSize"><c>mq_msgsize</c>: the size of the largest message, in bytes.</param>
/// <param name="Messages"><c>mq_curmsgs</c>: how many messages it holds. Ignored where attributes are given.</param>
/// <param name="IsNonBlocking"><c>O_NONBLOCK</c> in <c>mq_flags</c>: whether calls on this open description fail instead of waiting. Ignored by a creation.</param>
public readonly record struct PosixMqAttributes(long MaxMessages, long MessageSize, long Messages = 0, bool IsNonBlocking = false);

/// <summary>What a queue says when it is read like a file (<c>mq_overview(7)</c>, "Mounting the message queue filesystem").</summary>
/// <param name="QueuedBytes"><c>QSIZE</c>: the bytes of all messages in the queue; bytes, not messages.</param>
/// <param name="Notification"><c>NOTIFY</c>: how the registered process is told; means nothing while <paramref name="NotifiedProcess"/> is 0.</param>
/// <param name="Signal"><c>SIGNO</c>: the signal by which it is told; 0 with another kind of notification.</param>
/// <param name="NotifiedProcess"><c>NOTIFY_PID</c>: the registered process; 0 when there is none, or when it lives in a PID namespace that is not seen from here.</param>
public readonly record struct PosixMqStatus(long QueuedBytes, PosixMqNotification Notification, int Signal, int NotifiedProcess);

/// <summary><c>sigev_notify</c> of <c>sigevent(3type)</c>: how a process is told of a message.</summary>
public enum PosixMqNotification
{
    /// <summary>SIGEV_SIGNAL: by a signal. Other programs may use it; here it is refused, since most signals end a .NET process.</summary>
    Signal = 0,

    /// <summary>SIGEV_NONE: not at all; the registration only keeps others from registering.</summary>
    None = 1,

    /// <summary>SIGEV_THREAD: by a call on another thread.</summary>
    Thread = 2,
}
