using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Waiting;

/// <summary>A flag that poll(2) can wait for: an eventfd(2). Stays set until it is cleared. Thread-safe.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class EventSignal : IDisposable
{
    private const int NonBlockingCloseOnExec = Libc.OpenNonBlocking | Libc.OpenCloseOnExec;

    /// <exception cref="MqLimitException">No more descriptors.</exception>
    public EventSignal(string queue)
    {
        int descriptor = Libc.EventDescriptor(0, NonBlockingCloseOnExec);
        Descriptor = descriptor >= 0 ? new(descriptor) : throw DescriptorErrors.For(Errno.Last, queue, "eventfd");
    }

    public DescriptorHandle Descriptor { get; }

    public void Set()
    {
        ulong one = 1;

        // EAGAIN: set as often as can be counted, which is as good.
        while (Libc.Write(Descriptor, &one, sizeof(ulong)) < 0 && Errno.Last == Errno.EINTR)
        {
        }
    }

    public void Clear()
    {
        ulong count;

        // EAGAIN: it was not set.
        while (Libc.Read(Descriptor, &count, sizeof(ulong)) < 0 && Errno.Last == Errno.EINTR)
        {
        }
    }

    public void Dispose() => Descriptor.Dispose();
}
