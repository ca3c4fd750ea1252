using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Transports;
using TypedMq.Transports.Posix;
using TypedMq.Waiting;

namespace TypedMq.Native;

/// <summary>
/// A POSIX message queue as <c>mq_overview(7)</c> has it, and nothing more: one open description of one queue, on which each call is the call of
/// its manual page. For services, typed channels are the better choice; this is for those who need the queue itself.
/// </summary>
/// <remarks>
/// <para>What the kernel refuses is a <see cref="MqSystemCallException"/> with the errno of the manual page. The system calls are made directly, so
/// all C libraries serve. Signals never surface: a call that one interrupts goes on with the time that it has left.</para>
/// <para>All members are safe to be called by any number of threads at once. After disposal they throw <see cref="ObjectDisposedException"/>;
/// the descriptor itself is closed when the last call on it has returned. <see cref="Dispose"/> wakes threads that wait with a timeout or a deadline; one that
/// waits without is in the kernel, and stays there until its message or its room comes, as with <c>mq_close(3)</c>.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed partial class PosixMq : IDisposable
{
    /// <summary>The highest priority that Linux takes; the lowest is 0.</summary>
    public const int MaxPriority = PosixTransport.MaxPriority;

    private readonly DescriptorHandle _descriptor;
    private readonly Lock _lock = new();
    private EventSignal? _closing;
    private NotificationSocket? _notification;
    private volatile bool _disposed;

    private PosixMq(DescriptorHandle descriptor, string name)
    {
        _descriptor = descriptor;
        Name = name;
    }

    /// <summary>The name with its slash, as it was opened; for an adopted descriptor, which has no name, a description.</summary>
    public string Name { get; }

    /// <summary>The descriptor, which poll(2) and epoll(7) can wait for: readable while there is a message, writable while there is room.</summary>
    /// <remarks>It belongs to this object. Use it by P/Invoke as a SafeHandle, so that it is not closed under a call.</remarks>
    public SafeHandle Descriptor => _descriptor;

    /// <summary>Whether this process can use POSIX message queues: not on other systems, on kernels without them (gVisor), or where a filter forbids them. Never throws.</summary>
    /// <param name="reason">Why not.</param>
    /// <returns>Whether it can.</returns>
    [SupportedOSPlatformGuard("linux")]
    public static bool IsSupported([NotNullWhen(false)] out string? reason)
    {
        reason = PosixSupport.ReasonAgainst;
        return reason is null;
    }

    /// <summary>Opens a queue that exists: <c>mq_open(3)</c> without O_CREAT.</summary>
    /// <param name="name">
    /// A slash and up to 255 bytes of UTF-8 without another slash. Without the first one: EINVAL; with another one, or <c>/.</c> and <c>/..</c>: EACCES; <c>/</c>
    /// alone: ENOENT; longer: ENAMETOOLONG.
    /// </param>
    /// <param name="access">What the description may do.</param>
    /// <param name="nonBlocking">O_NONBLOCK: whether calls fail with EAGAIN instead of waiting.</param>
    /// <returns>The queue.</returns>
    /// <exception cref="MqSystemCallException">As mq_open(3) has it: ENOENT, EACCES, EINVAL, EMFILE, ENAMETOOLONG, ENFILE, ENOMEM.</exception>
    public static PosixMq Open(string name, MqAccess access, bool nonBlocking = false) => Open(name, Flags(access, nonBlocking), mode: 0, attributes: null);

    /// <summary>Creates a queue: <c>mq_open(3)</c> with O_CREAT.</summary>
    /// <param name="name">As in <see cref="Open(string, MqAccess, bool)"/>.</param>
    /// <param name="access">What the description may do.</param>
    /// <param name="mode">The permission bits, to which the umask applies. Bits that are no permissions are ignored by the kernel.</param>
    /// <param name="attributes">Capacity and message size; null for what the host has as default (<c>msg_default</c>, <c>msgsize_default</c>).</param>
    /// <param name="exclusive">O_EXCL: whether a queue that exists already is an error. Otherwise it is opened, and mode and attributes are ignored.</param>
    /// <param name="nonBlocking">O_NONBLOCK: whether calls fail with EAGAIN instead of waiting.</param>
    /// <returns>The queue.</returns>
    /// <exception cref="MqSystemCallException">
    /// As mq_open(3) has it. EINVAL: no capacity or size, or more than <c>msg_max</c> or <c>msgsize_max</c>. EMFILE: no descriptor left, or
    /// RLIMIT_MSGQUEUE. ENOSPC: <c>queues_max</c>. EEXIST: it exists, with <paramref name="exclusive"/>. No queue was created.
    /// </exception>
    public static PosixMq Create(
        string name, MqAccess access, UnixFileMode mode, PosixMqAttributes? attributes = null, bool exclusive = false, bool nonBlocking = false)
    {
        int flags = Flags(access, nonBlocking) | Libc.OpenCreate | (exclusive ? Libc.OpenExclusive : 0);
        MessageQueueAttributes? given = attributes is { } asked ? new() { MaxMessages = asked.MaxMessages, MessageSize = asked.MessageSize } : null;
        return Open(name, flags, (uint)mode, given);
    }

    /// <summary>Makes a queue of a descriptor that this process has already, for example by inheritance. It is not looked at: on what is no queue, every call fails with EBADF.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="ownsDescriptor">Whether it is closed with the queue.</param>
    /// <returns>The queue.</returns>
    public static PosixMq FromDescriptor(int descriptor, bool ownsDescriptor) =>
        new(new(descriptor, ownsDescriptor), string.Create(CultureInfo.InvariantCulture, $"descriptor {descriptor}"));

    /// <summary>Removes a name: <c>mq_unlink(3)</c>. The queue goes when nobody has it open any more.</summary>
    /// <param name="name">As in <see cref="Open(string, MqAccess, bool)"/>.</param>
    /// <exception cref="MqSystemCallException">As mq_unlink(3) has it: ENOENT, EACCES (it is somebody else's), EINVAL, ENAMETOOLONG.</exception>
    public static void Unlink(string name)
    {
        int errno = IsRooted(name) ? -MessageQueueCalls.Unlink(name[1..]) : Errno.EINVAL;
        if (errno != 0)
        {
            throw new MqSystemCallException("mq_unlink", name, errno);
        }
    }

    /// <summary>Lists the queues of this IPC namespace.</summary>
    /// <returns>Their names with a slash, in no order.</returns>
    /// <exception cref="MqNotSupportedException">The file system of queues is not mounted; the kernel has no other list.</exception>
    /// <exception cref="MqLimitException">No more descriptors, of which the kernel wants one to look.</exception>
    public static IReadOnlyList<string> List() =>
        MqueueFileSystem.List()?.ConvertAll(static name => "/" + name) ?? throw new MqNotSupportedException(
            "/", PosixTransport.TransportName, "listing queues here", "The file system of queues is not mounted: mkdir -p /dev/mqueue && mount -t mqueue none /dev/mqueue (as root).");

    /// <summary>What the queue is and holds: <c>mq_getattr(3)</c>.</summary>
    /// <returns>The attributes.</returns>
    /// <exception cref="MqSystemCallException">EBADF.</exception>
    public PosixMqAttributes GetAttributes()
    {
        Check(MessageQueueCalls.GetAttributes(_descriptor, out MessageQueueAttributes attributes), "mq_getattr");
        return Attributes(attributes);
    }

    /// <summary>Changes what can be changed, which is <see cref="PosixMqAttributes.IsNonBlocking"/> alone: <c>mq_setattr(3)</c>. The rest is ignored.</summary>
    /// <param name="attributes">The new attributes.</param>
    /// <returns>What they were.</returns>
    /// <exception cref="MqSystemCallException">EBADF.</exception>
    public PosixMqAttributes SetAttributes(PosixMqAttributes attributes)
    {
        MessageQueueAttributes changed = new()
        {
            Flags = attributes.IsNonBlocking ? Libc.OpenNonBlocking : 0,
            MaxMessages = attributes.MaxMessages,
            MessageSize = attributes.MessageSize,
            Messages = attributes.Messages,
        };
        Check(MessageQueueCalls.SetAttributes(_descriptor, in changed, out MessageQueueAttributes previous), "mq_setattr");
        return Attributes(previous);
    }

    /// <summary>Lets calls wait, or fail with EAGAIN instead; for this open description alone.</summary>
    /// <param name="isBlocking">Whether they wait.</param>
    /// <exception cref="MqSystemCallException">EBADF.</exception>
    public void SetBlocking(bool isBlocking) => SetAttributes(new() { IsNonBlocking = !isBlocking });

    /// <summary>Reads what the file system of queues shows of the queue, which need not be mounted for it.</summary>
    /// <returns>The status.</returns>
    /// <exception cref="MqSystemCallException">EBADF: the description was opened to send only.</exception>
    public unsafe PosixMqStatus GetStatus()
    {
        // "QSIZE:129        NOTIFY:2     SIGNO:0     NOTIFY_PID:8260  \n": numbers padded to the right.
        byte* text = stackalloc byte[128];
        nint length = Libc.ReadAt(_descriptor, text, 128, offset: 0);
        Check(length >= 0 ? 0 : -Errno.Last, "read");
        ReadOnlySpan<byte> rest = new(text, (int)length);
        return new(Next(ref rest), (PosixMqNotification)Next(ref rest), (int)Next(ref rest), (int)Next(ref rest));
    }

    /// <summary>Closes the description: <c>mq_close(3)</c>. Ends the registration for notifications that this process has on the queue.</summary>
    /// <exception cref="MqSystemCallException">EBADF: it was closed before.</exception>
    public void Close()
    {
        if (!TryClose())
        {
            throw new MqSystemCallException("mq_close", Name, Errno.EBADF);
        }
    }

    /// <summary>Closes the description; does nothing when it was closed before.</summary>
    public void Dispose() => TryClose();

    private bool TryClose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return false;
            }

            _disposed = true;
        }

        // Wake first, close afterwards: the descriptors themselves go when the last thread has left its call.
        _notification?.Dispose();
        _closing?.Set();
        _closing?.Dispose();
        _descriptor.Dispose();
        return true;
    }

    private static PosixMq Open(string name, int flags, uint mode, MessageQueueAttributes? attributes)
    {
        nint descriptor = IsRooted(name) ? MessageQueueCalls.Open(name[1..], flags, mode, attributes) : -Errno.EINVAL;
        return descriptor >= 0 ? new(new(descriptor), name) : throw new MqSystemCallException("mq_open", name, (int)-descriptor);
    }

    // The C library's part: the kernel never sees the slash. A NUL would end the name where nobody expects it.
    private static bool IsRooted(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith('/') && !name.Contains('\0');
    }

    private static int Flags(MqAccess access, bool nonBlocking) => Libc.OpenCloseOnExec | (nonBlocking ? Libc.OpenNonBlocking : 0) | access switch
    {
        MqAccess.Receive => Libc.OpenReadOnly,
        MqAccess.Send => Libc.OpenWriteOnly,
        MqAccess.Both => Libc.OpenReadWrite,
        _ => throw new ArgumentOutOfRangeException(nameof(access), access, "A queue is opened to receive, to send, or for both."),
    };

    private static PosixMqAttributes Attributes(in MessageQueueAttributes attributes) =>
        new(attributes.MaxMessages, attributes.MessageSize, attributes.Messages, (attributes.Flags & Libc.OpenNonBlocking) != 0);

    private static long Next(ref ReadOnlySpan<byte> text)
    {
        int start = text.IndexOf((byte)':') + 1;
        long number = System.Buffers.Text.Utf8Parser.TryParse(text[start..], out long value, out int used) ? value : 0;
        text = text[(start + used)..];
        return number;
    }

    private void Check(int result, string call)
    {
        if (result < 0)
        {
            throw new MqSystemCallException(call, Name, -result);
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
