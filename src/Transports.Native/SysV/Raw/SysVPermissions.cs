using TypedMq.Interop;

namespace TypedMq.Native;

/// <summary><c>struct ipc_perm</c> of <c>sysvipc(7)</c>: who owns an object, and who may use it.</summary>
/// <param name="Key">The key that finds the object; <see cref="SysVKey.Private"/> when none does.</param>
/// <param name="User">The owner.</param>
/// <param name="Group">The owning group.</param>
/// <param name="Creator">Who created it: may always change and remove it, as the owner may.</param>
/// <param name="CreatorGroup">The group of who created it.</param>
/// <param name="Mode">The permission bits. Execution means nothing.</param>
public readonly record struct SysVPermissions(SysVKey Key, uint User, uint Group, uint Creator, uint CreatorGroup, UnixFileMode Mode)
{
    private const uint PermissionBits = 0x1FF;

    internal static SysVPermissions From(in SystemVPermissions native) => new(
        native.Key == SystemVCalls.PrivateKey ? SysVKey.Private : new(native.Key),
        native.User,
        native.Group,
        native.Creator,
        native.CreatorGroup,
        (UnixFileMode)(native.Mode & PermissionBits));

    /// <summary>Seconds since 1970, as the kernel keeps them; 0 means never.</summary>
    internal static DateTimeOffset? Time(long seconds) => seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);
}
