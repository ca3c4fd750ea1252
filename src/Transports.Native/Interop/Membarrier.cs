using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TypedMq.Interop;

/// <summary>
/// A full memory fence on every processor that runs a thread of a registered process (<c>membarrier(2)</c>, GLOBAL_EXPEDITED, since Linux
/// 4.16): who sleeps pays for the fence, so that those who send need none.
/// </summary>
[SupportedOSPlatform("linux")]
internal static partial class Membarrier
{
    private const nint GlobalExpedited = 2;
    private const nint RegisterGlobalExpedited = 4;

    /// <summary>Whether this process may issue fences and is registered to be fenced: not on old kernels, nor where a filter of system calls forbids it.</summary>
    public static bool IsUsable { get; } = SystemCall(SystemCallNumber.Membarrier, RegisterGlobalExpedited, 0, 0) == 0 && TryFence();

    /// <summary>Fences all.</summary>
    public static void Fence()
    {
        if (!TryFence())
        {
            throw new MqException($"membarrier(2) worked and does so no longer: {Errno.Describe(Errno.Last)}.", Errno.Last);
        }
    }

    private static bool TryFence() => SystemCall(SystemCallNumber.Membarrier, GlobalExpedited, 0, 0) == 0;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint command, nint flags, nint processor);
}
