using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace TypedMq.Interop;

/// <summary>
/// An open file descriptor. It is closed when the last call that uses it has returned, so no call ever meets a descriptor that
/// belongs to somebody else by now; a call that starts later is an <see cref="ObjectDisposedException"/>.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class DescriptorHandle : SafeHandleMinusOneIsInvalid
{
    public DescriptorHandle(nint descriptor, bool ownsDescriptor = true)
        : base(ownsDescriptor) => SetHandle(descriptor);

    // close(2): never to be retried, the descriptor is gone also after EINTR.
    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
