namespace TypedMq.Native;

/// <summary>Flags of <c>msgop(2)</c>, with the kernel's values.</summary>
[Flags]
public enum SysVMqFlags
{
    /// <summary>Wait in the kernel for room or for a message.</summary>
    None = 0,

    /// <summary><c>IPC_NOWAIT</c>: fail with EAGAIN or ENOMSG instead of waiting.</summary>
    NoWait = 0x800,

    /// <summary><c>MSG_NOERROR</c>: cut a message that is larger than the buffer. The rest is lost.</summary>
    NoError = 0x1000,

    /// <summary><c>MSG_EXCEPT</c>: with a type above zero, the first message of any other type.</summary>
    Except = 0x2000,

    /// <summary><c>MSG_COPY</c>: the type is the index of a message, which stays in the queue. Only together with <see cref="NoWait"/>.</summary>
    Copy = 0x4000,
}

/// <summary>A message of a System V queue.</summary>
/// <param name="Type">Its type, above zero.</param>
/// <param name="Bytes">Its bytes, without the type.</param>
public readonly record struct SysVMessage(long Type, byte[] Bytes);

/// <summary><c>struct msqid_ds</c> of <c>msgctl(2)</c>: a queue as it was at that moment. Times have seconds.</summary>
/// <param name="Permissions">Who owns it, and who may use it.</param>
/// <param name="LastSend">When a message was sent last; null before the first.</param>
/// <param name="LastReceive">When a message was received last; null before the first.</param>
/// <param name="Changed">When it was created, or changed by <c>IPC_SET</c>.</param>
/// <param name="Bytes">The bytes of all messages in it, without their types.</param>
/// <param name="Messages">How many messages are in it.</param>
/// <param name="MaxBytes">How many bytes it holds, and as many messages when they are empty.</param>
/// <param name="LastSender">The process that sent last; 0 before the first.</param>
/// <param name="LastReceiver">The process that received last; 0 before the first.</param>
public sealed record SysVMqStatus(
    SysVPermissions Permissions,
    DateTimeOffset? LastSend,
    DateTimeOffset? LastReceive,
    DateTimeOffset? Changed,
    long Bytes,
    long Messages,
    long MaxBytes,
    int LastSender,
    int LastReceiver);

/// <summary>The limits of System V queues in this IPC namespace (<c>msgctl(2)</c>, <c>IPC_INFO</c>), and what is used (<c>MSG_INFO</c>).</summary>
/// <param name="MaxMessageBytes">The largest message, in bytes: <c>/proc/sys/kernel/msgmax</c>.</param>
/// <param name="MaxQueueBytes">The bytes that a new queue holds: <c>/proc/sys/kernel/msgmnb</c>.</param>
/// <param name="MaxQueues">How many queues there may be: <c>/proc/sys/kernel/msgmni</c>.</param>
/// <param name="Queues">How many queues there are.</param>
/// <param name="Messages">How many messages lie in all of them.</param>
/// <param name="Bytes">How many bytes lie in all of them.</param>
public readonly record struct SysVMqLimits(int MaxMessageBytes, int MaxQueueBytes, int MaxQueues, int Queues, int Messages, int Bytes);
