using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TypedMq.Interop;

/// <summary><c>struct mq_attr</c>, of 64-bit systems.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct MessageQueueAttributes
{
    public long Flags;
    public long MaxMessages;
    public long MessageSize;
    public long Messages;
}

/// <summary><c>struct sigevent</c>, as the kernel reads it on 64-bit systems.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal unsafe struct NotificationRequest
{
    /// <summary>How long the cookie is that comes back through a netlink socket, in bytes.</summary>
    public const int CookieSize = 32;

    /// <summary>What the kernel writes into the last byte of a cookie.</summary>
    public const byte Fired = 1, Removed = 2;

    public byte* Cookie;
    public int Signal;
    public int Kind;
}

/// <summary>
/// The system calls of <c>mq_overview(7)</c>. Names have no leading slash: the C library strips it before the kernel sees it. A result
/// below zero is the negated errno. Whether a call waits is up to the descriptor (O_NONBLOCK), unless it is told not to.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class MessageQueueCalls
{
    // Read and write at once, which is neither: mq_open(3) opens nothing with it.
    private const int NoAccess = 3;

    /// <summary>mq_open(3); the result is the descriptor.</summary>
    /// <param name="name">The name.</param>
    /// <param name="flags">O_CREAT and the others.</param>
    /// <param name="mode">The permission bits of a queue that is created, before the umask.</param>
    /// <param name="attributes">Its capacity and message size; null leaves both to the host.</param>
    public static nint Open(string name, int flags, uint mode, MessageQueueAttributes? attributes = null)
    {
        MessageQueueAttributes given = attributes.GetValueOrDefault();
        return Result(SystemCall(SystemCallNumber.MqOpen, name, (nuint)(uint)flags, mode, attributes is null ? null : &given));
    }

    /// <summary>
    /// Whether there is a queue of that name, whoever owns it. Nothing is opened, since closing a queue ends the notifications that any
    /// other part of the process asked for on it.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="errno">Why not: ENOENT, or what kept the kernel from looking, like EMFILE.</param>
    public static bool Exists(string name, out int errno)
    {
        errno = (int)-Open(name, NoAccess, mode: 0);
        return errno == Errno.EINVAL;
    }

    /// <summary>mq_unlink(3): as the C library does, a refusal is always EACCES.</summary>
    public static int Unlink(string name)
    {
        int result = (int)Result(SystemCall(SystemCallNumber.MqUnlink, name));
        return result == -Errno.EPERM ? -Errno.EACCES : result;
    }

    /// <summary>mq_send(3); after a signal it is called again.</summary>
    public static int Send(DescriptorHandle queue, ReadOnlySpan<byte> message, uint priority) => Send(queue, message, priority, null);

    /// <summary>mq_send(3) that does not wait, whatever the descriptor does: ETIMEDOUT, or EAGAIN when it would not wait anyway.</summary>
    public static int SendNow(DescriptorHandle queue, ReadOnlySpan<byte> message, uint priority)
    {
        TimeSpec past = default;
        return Send(queue, message, priority, &past);
    }

    /// <summary>mq_timedsend(3); after a signal it is called again.</summary>
    public static int Send(DescriptorHandle queue, ReadOnlySpan<byte> message, uint priority, TimeSpec* deadline)
    {
        fixed (byte* pointer = message)
        {
            nint result;
            do
            {
                result = Result(SystemCall(SystemCallNumber.MqTimedSend, queue, pointer, (nuint)message.Length, priority, deadline));
            }
            while (result == -Errno.EINTR);
            return (int)result;
        }
    }

    /// <summary>mq_receive(3); after a signal it is called again. The result is the length of the message.</summary>
    public static int Receive(DescriptorHandle queue, Span<byte> buffer, out int priority) => Receive(queue, buffer, out priority, null);

    /// <summary>mq_receive(3) that does not wait, whatever the descriptor does: ETIMEDOUT, or EAGAIN when it would not wait anyway.</summary>
    public static int ReceiveNow(DescriptorHandle queue, Span<byte> buffer, out int priority)
    {
        TimeSpec past = default;
        return Receive(queue, buffer, out priority, &past);
    }

    /// <summary>mq_timedreceive(3); after a signal it is called again. The result is the length of the message.</summary>
    public static int Receive(DescriptorHandle queue, Span<byte> buffer, out int priority, TimeSpec* deadline)
    {
        fixed (byte* pointer = buffer)
        {
            uint taken;
            nint result;
            do
            {
                result = Result(SystemCall(SystemCallNumber.MqTimedReceive, queue, pointer, (nuint)buffer.Length, &taken, deadline));
            }
            while (result == -Errno.EINTR);
            priority = result < 0 ? 0 : (int)taken;
            return (int)result;
        }
    }

    /// <summary>mq_getattr(3).</summary>
    public static int GetAttributes(DescriptorHandle queue, out MessageQueueAttributes attributes)
    {
        fixed (MessageQueueAttributes* pointer = &attributes)
        {
            return (int)Result(SystemCall(SystemCallNumber.MqGetSetAttr, queue, null, pointer));
        }
    }

    /// <summary>mq_setattr(3), which heeds only the flags; what they were comes back.</summary>
    public static int SetAttributes(DescriptorHandle queue, in MessageQueueAttributes changed, out MessageQueueAttributes previous)
    {
        fixed (MessageQueueAttributes* pointer = &previous, set = &changed)
        {
            return (int)Result(SystemCall(SystemCallNumber.MqGetSetAttr, queue, set, pointer));
        }
    }

    /// <summary>mq_notify(3); null ends the registration of this process, and does nothing when it has none.</summary>
    public static int Notify(DescriptorHandle queue, NotificationRequest* request) => (int)Result(SystemCall(SystemCallNumber.MqNotify, queue, request));

    /// <summary>Whether the kernel can send at all: some offer mq_open, and nothing to go with it. EBADF when it can.</summary>
    public static int Probe() => (int)Result(SystemCall(SystemCallNumber.MqTimedSend, -1, null, 0, 0, timeout: 0));

    private static nint Result(nint result) => result >= 0 ? result : -Errno.Last;

    // syscall(2) is variadic in C; on the architectures of SystemCallNumber its arguments travel as those of any other function.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SystemCall(nint number, string name, nuint flags, nuint mode, MessageQueueAttributes* attributes);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SystemCall(nint number, string name);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, DescriptorHandle queue, byte* message, nuint length, nuint priority, TimeSpec* deadline);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, DescriptorHandle queue, byte* buffer, nuint length, uint* priority, TimeSpec* deadline);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, DescriptorHandle queue, MessageQueueAttributes* changed, MessageQueueAttributes* attributes);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, DescriptorHandle queue, NotificationRequest* request);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint queue, byte* message, nuint length, nuint priority, nint timeout);
}
