using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Transports.Posix;

/// <summary>Whether this process can use POSIX message queues at all. Asked once.</summary>
internal static class PosixSupport
{
    private static readonly Lazy<string?> Reason = new(FindReasonAgainst);

    /// <summary>Why it cannot; null when it can.</summary>
    public static string? ReasonAgainst => Reason.Value;

    [SupportedOSPlatformGuard("linux")]
    public static bool IsUsable => OperatingSystem.IsLinux() && ReasonAgainst is null;

    private static string? FindReasonAgainst()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "POSIX message queues are reached as Linux has them; this is another system.";
        }

        if (!SystemCallNumber.IsKnownArchitecture)
        {
            return $"The system calls of {RuntimeInformation.ProcessArchitecture} are not known here; x64, arm64, riscv64 and loongarch64 are.";
        }

        int errno = -MessageQueueCalls.Probe();
        return errno switch
        {
            Errno.EBADF => null,
            Errno.ENOSYS => "The kernel, or the sandbox around this process, has no POSIX message queues (ENOSYS).",
            _ => $"A filter of system calls forbids POSIX message queues: {Errno.Describe(errno)}.",
        };
    }
}
