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

/// <summary>
/// The system calls of <c>mq_overview(7)</c>. Names have no leading slash: the C library strips it before the kernel sees it. A result
/// below zero is the negated errno. Descriptors are non-blocking: a call returns at once, and waiting is a matter of poll(2).
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class MessageQueueCalls
{
    /// <summary>mq_open(3); the result is the descriptor.</summary>
    public static nint Open(string name, int flags, uint mode, in MessageQueueAttributes attributes)
    {
        fixed (MessageQueueAttributes* pointer = &attributes)
        {
            return Result(SystemCall(SystemCallNumber.MqOpen, name, (nuint)(uint)flags, mode, pointer));
        }
    }

    /// <summary>mq_unlink(3): as the C library does, a refusal is always EACCES.</summary>
    public static int Unlink(string name)
    {
        int result = (int)Result(SystemCall(SystemCallNumber.MqUnlink, name));
        return result == -Errno.EPERM ? -Errno.EACCES : result;
    }

    /// <summary>mq_send(3).</summary>
    public static int Send(DescriptorHandle queue, ReadOnlySpan<byte> message, uint priority)
    {
        fixed (byte* pointer = message)
        {
            nint result;
            do
            {
                result = Result(SystemCall(SystemCallNumber.MqTimedSend, queue, pointer, (nuint)message.Length, priority, timeout: 0));
            }
            while (result == -Errno.EINTR);
            return (int)result;
        }
    }

    /// <summary>mq_receive(3); the result is the length of the message.</summary>
    public static int Receive(DescriptorHandle queue, Span<byte> buffer, out int priority)
    {
        fixed (byte* pointer = buffer)
        {
            uint taken;
            nint result;
            do
            {
                result = Result(SystemCall(SystemCallNumber.MqTimedReceive, queue, pointer, (nuint)buffer.Length, &taken, timeout: 0));
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

    /// <summary>Whether the kernel can send at all: some offer mq_open, and nothing to go with it. EBADF when it can.</summary>
    public static int Probe() => (int)Result(SystemCall(SystemCallNumber.MqTimedSend, -1, null, 0, 0, timeout: 0));

    private static nint Result(nint result) => result >= 0 ? result : -Errno.Last;

    // syscall(2) is variadic in C; on the architectures of SystemCallNumber its arguments travel as those of any other function.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SystemCall(nint number, string name, nuint flags, nuint mode, MessageQueueAttributes* attributes);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SystemCall(nint number, string name);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, DescriptorHandle queue, byte* message, nuint length, nuint priority, nint timeout);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, DescriptorHandle queue, byte* buffer, nuint length, uint* priority, nint timeout);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, DescriptorHandle queue, MessageQueueAttributes* changed, MessageQueueAttributes* attributes);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint queue, byte* message, nuint length, nuint priority, nint timeout);
}
