using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Native;

/// <summary>
/// A System V message queue, as <c>msgget(2)</c>, <c>msgop(2)</c> and <c>msgctl(2)</c> have it: bytes and a type above zero, no more. For
/// messages of contracts use a channel.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Nothing is open and nothing has to be closed: a queue is its id, and it stays until somebody removes it.</para>
/// <para>
/// A call that waits does so in the kernel, with its thread, until there is room or a message or the queue is removed. A signal does not end
/// it. <c>msgop(2)</c> knows neither timeouts nor cancellation: who needs them tries again and again, or uses a channel.
/// </para>
/// <para>
/// Everything that the kernel refuses is an <see cref="MqSystemCallException"/> with its errno. Every call can fail with EINVAL or EIDRM
/// once the queue is removed, and with EACCES when its mode denies it.
/// </para>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed partial class SysVMq
{
    /// <summary>The bytes of the type in front of a message, in <see cref="SendRaw"/> and <see cref="ReceiveRaw"/>: a native <c>long</c>.</summary>
    public const int TypeSize = SystemVCalls.TypeSize;

    private const int OnStack = 1024;

    // msgmax, where nobody changed it.
    private const int UsualLimit = 8192;

    private SysVMq(int id)
    {
        SysVObject.CheckPlatform();
        Id = id;
    }

    /// <summary>The id by which the kernel knows the queue. It is not reused soon, but does not survive a boot either.</summary>
    public int Id { get; }

    /// <summary>Whether this process can use System V queues: not on other systems, on kernels without them, or where a filter forbids them. Never throws.</summary>
    /// <param name="reason">Why not.</param>
    /// <returns>Whether it can.</returns>
    [SupportedOSPlatformGuard("linux")]
    public static bool IsSupported([NotNullWhen(false)] out string? reason)
    {
        reason = SysVSupport.FindReasonAgainst();
        return reason is null;
    }

    /// <summary>Opens the queue with a key (<c>msgget(2)</c>).</summary>
    /// <param name="key">Its key, not <see cref="SysVKey.Private"/>.</param>
    /// <exception cref="ArgumentException">The key is <see cref="SysVKey.Private"/>.</exception>
    /// <exception cref="MqSystemCallException">There is none (ENOENT).</exception>
    public static SysVMq Open(SysVKey key)
    {
        SysVObject.CheckKey(key);
        return Get(key, flags: 0);
    }

    /// <summary>Creates a queue; with <see cref="SysVKey.Private"/> another one every time.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="mode">Who may read and write, 0600 by default. The umask does not count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode has bits other than 0777.</exception>
    /// <exception cref="MqSystemCallException">There is one with the key already (EEXIST); there are too many queues (ENOSPC).</exception>
    public static SysVMq Create(SysVKey key, UnixFileMode mode = SysVObject.DefaultMode) => Get(key, SysVObject.Creation(mode, exclusive: true));

    /// <summary>Opens the queue with a key, or creates it; with <see cref="SysVKey.Private"/> creates another one every time.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="MqSystemCallException">The mode of the one that exists denies what this mode asks for (EACCES); there are too many queues (ENOSPC).</exception>
    public static SysVMq OpenOrCreate(SysVKey key, UnixFileMode mode = SysVObject.DefaultMode) => Get(key, SysVObject.Creation(mode, exclusive: false));

    /// <summary>The queue with an id, for example a private one of another process. Whether there is one shows with the first call.</summary>
    /// <param name="id">The id.</param>
    public static SysVMq FromId(int id) => new(id);

    /// <summary>The limits of this IPC namespace, and what is used of them (<c>msgctl(2)</c>, <c>IPC_INFO</c> and <c>MSG_INFO</c>).</summary>
    public static SysVMqLimits GetLimits()
    {
        SysVObject.CheckPlatform();
        SysVObject.Check(SystemVCalls.GetQueueLimits(out SystemVQueueLimits limits), "msgctl", "IPC_INFO");
        SysVObject.Check(SystemVCalls.GetQueueTotals(out SystemVQueueLimits totals), "msgctl", "MSG_INFO");
        return new(limits.MaxMessageBytes, limits.MaxQueueBytes, limits.MaxQueues, totals.Queues, totals.Messages, totals.TotalBytes);
    }

    /// <summary>Sends a message (<c>msgsnd(2)</c>), and waits for room.</summary>
    /// <param name="type">Its type: above zero.</param>
    /// <param name="message">Its bytes; may be empty.</param>
    /// <param name="flags"><see cref="SysVMqFlags.NoWait"/> or nothing.</param>
    /// <exception cref="MqSystemCallException">
    /// The type is not above zero, or the message larger than msgmax (EINVAL); no room (EAGAIN, only with <see cref="SysVMqFlags.NoWait"/>);
    /// the queue was removed meanwhile (EIDRM).
    /// </exception>
    public void Send(long type, ReadOnlySpan<byte> message, SysVMqFlags flags = SysVMqFlags.None) => Check(SendCopy(type, message, flags), "msgsnd");

    /// <summary>Sends a message if there is room.</summary>
    /// <param name="type">Its type: above zero.</param>
    /// <param name="message">Its bytes; may be empty.</param>
    /// <returns>False when there is none (EAGAIN).</returns>
    /// <exception cref="MqSystemCallException">The type is not above zero, or the message larger than msgmax (EINVAL).</exception>
    public bool TrySend(long type, ReadOnlySpan<byte> message)
    {
        int result = SendCopy(type, message, SysVMqFlags.NoWait);
        return result != -Errno.EAGAIN && Check(result, "msgsnd") == 0;
    }

    /// <summary>Receives a message (<c>msgrcv(2)</c>), and waits for one.</summary>
    /// <param name="buffer">Gets its bytes. Bytes behind them are left alone.</param>
    /// <param name="type">Its type.</param>
    /// <param name="selection">0: the oldest; n: the oldest of type n; -n: the oldest of the lowest type up to n.</param>
    /// <param name="flags">See <see cref="SysVMqFlags"/>.</param>
    /// <returns>The length of the message.</returns>
    /// <exception cref="MqSystemCallException">
    /// The message is larger than the buffer, and stays (E2BIG, unless <see cref="SysVMqFlags.NoError"/>); no such message (ENOMSG, only with
    /// <see cref="SysVMqFlags.NoWait"/>); the queue was removed meanwhile (EIDRM).
    /// </exception>
    public int Receive(Span<byte> buffer, out long type, long selection = 0, SysVMqFlags flags = SysVMqFlags.None) =>
        Check(ReceiveCopy(buffer, out type, selection, flags), "msgrcv", flags);

    /// <summary>Receives a message if there is one.</summary>
    /// <param name="buffer">Gets its bytes. Bytes behind them are left alone.</param>
    /// <param name="length">Its length.</param>
    /// <param name="type">Its type.</param>
    /// <param name="selection">As for <see cref="Receive(Span{byte}, out long, long, SysVMqFlags)"/>.</param>
    /// <param name="flags">See <see cref="SysVMqFlags"/>.</param>
    /// <returns>False when there is none such (ENOMSG).</returns>
    /// <exception cref="MqSystemCallException">The message is larger than the buffer, and stays (E2BIG, unless <see cref="SysVMqFlags.NoError"/>).</exception>
    public bool TryReceive(Span<byte> buffer, out int length, out long type, long selection = 0, SysVMqFlags flags = SysVMqFlags.None)
    {
        int result = ReceiveCopy(buffer, out type, selection, flags | SysVMqFlags.NoWait);
        length = Math.Max(result, 0);
        return result != -Errno.ENOMSG && Check(result, "msgrcv", flags) >= 0;
    }

    /// <summary>Receives a message whole, of whatever size, and waits for one.</summary>
    /// <param name="selection">As for <see cref="Receive(Span{byte}, out long, long, SysVMqFlags)"/>.</param>
    /// <param name="flags">See <see cref="SysVMqFlags"/>; a message is never cut.</param>
    /// <exception cref="MqSystemCallException">No such message (ENOMSG, only with <see cref="SysVMqFlags.NoWait"/>); the queue was removed meanwhile (EIDRM).</exception>
    public SysVMessage Receive(long selection = 0, SysVMqFlags flags = SysVMqFlags.None)
    {
        // msgmax may be larger, and may have been when the message was sent: E2BIG leaves it in the queue for a larger buffer.
        for (int size = UsualLimit; ; size = checked(size * 2))
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(TypeSize + size);
            try
            {
                int result = SystemVCalls.Receive(Id, buffer, selection, (int)(flags & ~SysVMqFlags.NoError));
                if (result != -Errno.E2BIG)
                {
                    Check(result, "msgrcv", flags);
                    return new(ReadType(buffer), buffer.AsSpan(TypeSize, result).ToArray());
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Looks at a message and leaves it in the queue (<c>MSG_COPY</c>).</summary>
    /// <param name="index">Which one, in the order of sending: 0 is the oldest.</param>
    /// <param name="buffer">Gets its bytes.</param>
    /// <param name="length">Its length.</param>
    /// <param name="type">Its type.</param>
    /// <returns>False when there are fewer messages (ENOMSG).</returns>
    /// <exception cref="MqSystemCallException">
    /// The message is larger than the buffer (E2BIG); the kernel was built without CONFIG_CHECKPOINT_RESTORE, and cannot (ENOSYS).
    /// </exception>
    public bool TryPeek(int index, Span<byte> buffer, out int length, out long type)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return TryReceive(buffer, out length, out type, index, SysVMqFlags.Copy);
    }

    /// <summary><c>msgsnd(2)</c> without a copy.</summary>
    /// <param name="message"><c>struct msgbuf</c>: the type in the first <see cref="TypeSize"/> bytes (native byte order), and the message.</param>
    /// <param name="flags"><see cref="SysVMqFlags.NoWait"/> or nothing.</param>
    /// <exception cref="MqSystemCallException">As for <see cref="Send"/>; a buffer without room for the type is of negative size (EINVAL).</exception>
    public void SendRaw(ReadOnlySpan<byte> message, SysVMqFlags flags = SysVMqFlags.None) =>
        Check(message.Length < TypeSize ? -Errno.EINVAL : SystemVCalls.Send(Id, message, (int)flags), "msgsnd");

    /// <summary><c>msgrcv(2)</c> without a copy.</summary>
    /// <param name="buffer">Gets <c>struct msgbuf</c>: the type in the first <see cref="TypeSize"/> bytes (native byte order), and the message.</param>
    /// <param name="selection">As for <see cref="Receive(Span{byte}, out long, long, SysVMqFlags)"/>; with <see cref="SysVMqFlags.Copy"/> the index.</param>
    /// <param name="flags">See <see cref="SysVMqFlags"/>.</param>
    /// <returns>The length of the message, without its type.</returns>
    /// <exception cref="MqSystemCallException">
    /// As for <see cref="Receive(Span{byte}, out long, long, SysVMqFlags)"/>; a buffer without room for the type is of negative size (EINVAL).
    /// </exception>
    public int ReceiveRaw(Span<byte> buffer, long selection = 0, SysVMqFlags flags = SysVMqFlags.None) =>
        Check(buffer.Length < TypeSize ? -Errno.EINVAL : SystemVCalls.Receive(Id, buffer, selection, (int)flags), "msgrcv", flags);

    /// <summary>"System V queue" and its id.</summary>
    public override string ToString() => $"System V queue {Id}";

    private static SysVMq Get(SysVKey key, int flags)
    {
        SysVObject.CheckPlatform();
        int result = SystemVCalls.GetQueue(key.Value, flags);
        return result >= 0 ? new(result) : throw new MqSystemCallException("msgget", result == -Errno.ENOSPC ? Crowded(key) : $"key {key}", -result);
    }

    private static string Crowded(SysVKey key)
    {
        SysVMqLimits limits = GetLimits();
        return $"key {key}, because there are too many queues on this host ({limits.Queues} of at most {limits.MaxQueues}; remove some with ipcrm(1), or raise the limit: sysctl kernel.msgmni)";
    }

    private int SendCopy(long type, ReadOnlySpan<byte> message, SysVMqFlags flags)
    {
        byte[]? rented = null;
        Span<byte> buffer = TypeSize + message.Length <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(TypeSize + message.Length);
        try
        {
            WriteType(buffer, type);
            message.CopyTo(buffer[TypeSize..]);
            return SystemVCalls.Send(Id, buffer[..(TypeSize + message.Length)], (int)flags);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private int ReceiveCopy(Span<byte> destination, out long type, long selection, SysVMqFlags flags)
    {
        byte[]? rented = null;
        Span<byte> buffer = TypeSize + destination.Length <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(TypeSize + destination.Length);
        try
        {
            int result = SystemVCalls.Receive(Id, buffer[..(TypeSize + destination.Length)], selection, (int)flags);
            type = result < 0 ? 0 : ReadType(buffer);
            buffer.Slice(TypeSize, Math.Max(result, 0)).CopyTo(destination);
            return result;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private static void WriteType(Span<byte> buffer, long type) => MemoryMarshal.Write(buffer, in type);

    private static long ReadType(ReadOnlySpan<byte> buffer) => MemoryMarshal.Read<long>(buffer);

    // What it was is told only when it fails: a call that succeeds allocates nothing.
    private int Check(int result, string call, SysVMqFlags flags = SysVMqFlags.None) => result >= 0 ? result : throw Refused(result, call, flags);

    private MqSystemCallException Refused(int result, string call, SysVMqFlags flags) => new(
        call,
        result == -Errno.ENOSYS && (flags & SysVMqFlags.Copy) != 0
            ? $"{this}, because this kernel cannot copy messages (MSG_COPY needs CONFIG_CHECKPOINT_RESTORE)"
            : ToString(),
        -result);
}
