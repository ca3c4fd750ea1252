using System.Runtime.InteropServices;

namespace TypedMq.Interop;

/// <summary>
/// The numbers of the system calls that are made directly: <c>mq_*</c> lies in librt before glibc 2.34 and elsewhere in musl, and others
/// came late to both. The kernel has them at one place for ever (<c>syscall(2)</c>).
/// </summary>
internal static class SystemCallNumber
{
    private static readonly bool IsX64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Whether the numbers and the structures here are those of this architecture: x64, or one that uses the kernel's generic 64-bit table.</summary>
    public static bool IsKnownArchitecture { get; } =
        RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64 or Architecture.LoongArch64 or Architecture.RiscV64;

    public static nint MqOpen { get; } = IsX64 ? 240 : 180;

    public static nint MqUnlink { get; } = IsX64 ? 241 : 181;

    public static nint MqTimedSend { get; } = IsX64 ? 242 : 182;

    public static nint MqTimedReceive { get; } = IsX64 ? 243 : 183;

    public static nint MqNotify { get; } = IsX64 ? 244 : 184;

    public static nint MqGetSetAttr { get; } = IsX64 ? 245 : 185;

    public static nint Futex { get; } = IsX64 ? 202 : 98;

    /// <summary>Since Linux 5.16.</summary>
    public static nint FutexWaitVector => 449;

    public static nint MsgGet { get; } = IsX64 ? 68 : 186;

    public static nint MsgControl { get; } = IsX64 ? 71 : 187;

    public static nint MsgReceive { get; } = IsX64 ? 70 : 188;

    public static nint MsgSend { get; } = IsX64 ? 69 : 189;

    public static nint SemGet { get; } = IsX64 ? 64 : 190;

    public static nint SemControl { get; } = IsX64 ? 66 : 191;

    public static nint SemTimedOperation { get; } = IsX64 ? 220 : 192;

    public static nint ShmGet { get; } = IsX64 ? 29 : 194;

    public static nint ShmControl { get; } = IsX64 ? 31 : 195;

    public static nint ShmAttach { get; } = IsX64 ? 30 : 196;

    public static nint ShmDetach { get; } = IsX64 ? 67 : 197;

    /// <summary>Since Linux 4.3.</summary>
    public static nint Membarrier { get; } = IsX64 ? 324 : 283;

    public static nint RenameAt2 { get; } = IsX64 ? 316 : 276;

    public static nint Statx { get; } = IsX64 ? 332 : 291;
}
