using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Native;

/// <summary>
/// Attached shared memory. It is detached when it is disposed of and the last use of its memory has ended, or by the finalizer: no use
/// ever meets memory that is gone.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class AttachmentHandle : SafeHandle
{
    private AttachmentHandle(nint address)
        : base(invalidHandleValue: 0, ownsHandle: true) => SetHandle(address);

    /// <summary>The bytes that were asked for when it was created; the rest of the last page is nobody's.</summary>
    public long Length { get; private set; }

    public override bool IsInvalid => handle == 0;

    /// <summary>shmat(2).</summary>
    public static AttachmentHandle Attach(int id, bool readOnly)
    {
        nint address = SystemVCalls.Attach(id, readOnly ? SystemVCalls.AttachReadOnly : 0);
        if (address is < 0 and > -4096)
        {
            throw new MqSystemCallException("shmat", SysVSharedMemory.Describe(id), (int)-address);
        }

        AttachmentHandle handle = new(address);

        // It is attached, so the id cannot belong to anything else by now.
        int result = SystemVCalls.GetStatus(id, out SystemVMemoryStatus status);
        if (result < 0)
        {
            handle.Dispose();
            throw new MqSystemCallException("shmctl", SysVSharedMemory.Describe(id), -result);
        }

        handle.Length = (long)status.Size;
        return handle;
    }

    /// <summary>Keeps the memory attached until <see cref="SafeHandle.DangerousRelease"/>.</summary>
    /// <exception cref="ObjectDisposedException">It is detached.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie within the memory.</exception>
    public Span<byte> Hold(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (offset > Length - length)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The shared memory has {Length} bytes, and these begin at {offset}.");
        }

        bool held = false;
        DangerousAddRef(ref held);
        return new((byte*)handle + offset, length);
    }

    /// <summary>All of it, as one span.</summary>
    /// <inheritdoc cref="Hold(long, int)"/>
    public Span<byte> Hold() => Length <= int.MaxValue
        ? Hold(0, (int)Length)
        : throw new InvalidOperationException($"The shared memory has {Length} bytes, more than a span: use parts of it.");

    protected override bool ReleaseHandle() => SystemVCalls.Detach(handle) == 0;
}
