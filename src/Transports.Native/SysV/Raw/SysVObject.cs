using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Native;

/// <summary>What getting an object by its key is like for all three kinds.</summary>
[SupportedOSPlatform("linux")]
internal static class SysVObject
{
    // The bits above are IPC_CREAT and its kin for the kernel.
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF;

    public const UnixFileMode DefaultMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Flags of msgget(2), semget(2), shmget(2) that create.</summary>
    public static int Creation(UnixFileMode mode, bool exclusive)
    {
        CheckMode(mode);
        return (int)mode | SystemVCalls.Create | (exclusive ? SystemVCalls.Exclusive : 0);
    }

    public static void CheckMode(UnixFileMode mode)
    {
        if ((mode & ~Permissions) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "Only permission bits (0777) mean something.");
        }
    }

    /// <summary>Before the first call of any object: elsewhere the numbers would be those of other calls.</summary>
    /// <exception cref="PlatformNotSupportedException">Another system, or an architecture that is not known.</exception>
    public static void CheckPlatform()
    {
        if (SysVSupport.ReasonAgainstPlatform is { } reason)
        {
            throw new PlatformNotSupportedException(reason);
        }
    }

    public static void CheckKey(SysVKey key)
    {
        if (key.IsPrivate)
        {
            throw new ArgumentException("IPC_PRIVATE finds nothing, it only creates. Open by the id instead.", nameof(key));
        }
    }

    public static int Check(int result, string call, string target) => result >= 0 ? result : throw new MqSystemCallException(call, target, -result);
}
