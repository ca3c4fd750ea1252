using System.Runtime.InteropServices;
using TypedMq.Interop;

namespace TypedMq.Native;

/// <summary>Whether this process can use System V IPC at all.</summary>
internal static class SysVSupport
{
    /// <summary>Why the numbers of the system calls are not known here; null when they are.</summary>
    public static string? ReasonAgainstPlatform { get; } =
        !OperatingSystem.IsLinux() ? "System V IPC is reached as Linux has it; this is another system."
        : !SystemCallNumber.IsKnownArchitecture ? $"The system calls of {RuntimeInformation.ProcessArchitecture} are not known here; x64, arm64, riscv64 and loongarch64 are."
        : null;

    /// <summary>Why there are no queues; null when there are.</summary>
    public static string? FindReasonAgainst()
    {
        if (ReasonAgainstPlatform is not null || !OperatingSystem.IsLinux())
        {
            return ReasonAgainstPlatform;
        }

        return SystemVCalls.GetQueueTotals(out _) switch
        {
            >= 0 => null,
            -Errno.ENOSYS => "The kernel, or the sandbox around this process, has no System V message queues (ENOSYS).",
            int result => $"A filter of system calls forbids System V message queues: {Errno.Describe(-result)}.",
        };
    }
}
