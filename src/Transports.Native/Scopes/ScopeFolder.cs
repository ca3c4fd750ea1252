using System.Globalization;
using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Transports;

namespace TypedMq.Scopes;

/// <summary>The folder of a scope: what of it is not in the kernel lies there, and it says in which IPC namespace the rest is.</summary>
/// <remarks>
/// <code>
/// /dev/shm/typedmq-1000            0700          the own scope of user 1000
/// /dev/shm/typedmq-1000.test       0700          scope "test", kept by user 1000 for itself
/// /dev/shm/typedmq.desk            2770 :desk    scope "desk" of the group desk
///     .ipc-namespace               the inode of the IPC namespace, in decimal
/// </code>
/// <para>/dev/shm is everybody's: a folder is trusted only when it is no link, has exactly that mode, and belongs to the user, or to the
/// group. (Only a member of a group, or root, can give it a folder.) In it nobody else can create, rename or delete.</para>
/// <para>The variable TYPEDMQ_SCOPE_ROOT puts scopes into another folder than /dev/shm, for tests.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class ScopeFolder
{
    public const string RootVariable = "TYPEDMQ_SCOPE_ROOT";

    /// <summary>The mode of a file or a queue that is its user's alone.</summary>
    public const uint PrivateFileMode = 0b110_000_000;

    private const uint GroupFileMode = 0b110_110_000;

    private const string NamespaceFile = ".ipc-namespace";
    private const uint PrivateMode = 0b000_111_000_000;
    private const uint GroupMode = 0b010_111_111_000;
    private const uint NoReplace = 1;
    private const nint CurrentDirectory = -100;

    private readonly MqScope _scope;

    private ScopeFolder(string path, MqScope scope, uint? group)
    {
        FullPath = path;
        Group = group;
        _scope = scope;
    }

    public string FullPath { get; }

    /// <summary>The group that shares the scope; null when it is one user's.</summary>
    public uint? Group { get; }

    /// <summary>The mode of the files and queues of a scope: for its user alone, or for its group.</summary>
    public static uint FileModeFor(uint? group) => group is null ? PrivateFileMode : GroupFileMode;

    /// <summary>A mode as people write it.</summary>
    public static string Octal(uint mode) => Convert.ToString(mode, 8).PadLeft(4, '0');

    /// <summary>Opens the folder of a scope, or creates it, and checks that it can be trusted.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="queue">The queue that needs it, for errors.</param>
    /// <param name="isOfKernelQueues">Whether it must be of this IPC namespace too, as queues of the kernel are needed.</param>
    /// <exception cref="MqAccessDeniedException">The folder is not as it must be, or not for this process.</exception>
    /// <exception cref="MqConfigurationException">The group does not exist, or the scope's queues live in another IPC namespace.</exception>
    public static ScopeFolder Open(MqScope scope, string queue, bool isOfKernelQueues = true)
    {
        string root = Environment.GetEnvironmentVariable(RootVariable) is { Length: > 0 } other ? other : "/dev/shm";
        uint user = Libc.EffectiveUser();
        uint? group = scope.Group is null
            ? null
            : UnixGroup.Find(scope.Group) ?? throw new MqConfigurationException("ScopeGroup", scope.Group, "There is no such group on this host: create it (groupadd), or correct the name.");
        string path = Path.Combine(root, scope switch
        {
            { Name: null } => $"typedmq-{user}",
            { Group: null } => $"typedmq-{user}.{scope.Name}",
            _ => $"typedmq.{scope.Name}",
        });

        ScopeFolder folder = new(path, scope, group);
        folder.Create(path, scope, queue);
        folder.OpenVerified(path, queue).Dispose();
        if (isOfKernelQueues && IpcNamespace.Current != 0)
        {
            folder.CheckNamespace(scope, queue);
        }

        return folder;
    }

    /// <summary>Creates a folder inside unless it is there; for whom the scope is, that folder is too.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="queue">The queue that needs it, for errors.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="MqAccessDeniedException">It cannot be created, or is not as it must be.</exception>
    public string CreateFolder(string name, string queue)
    {
        string path = Path.Combine(FullPath, name);
        OpenFolder(name, queue).Dispose();
        return path;
    }

    /// <summary>Opens a folder inside, and creates it unless it is there; for whom the scope is, that folder is too.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="queue">The queue that needs it, for errors.</param>
    /// <returns>The folder itself, whatever happens to its name.</returns>
    /// <exception cref="MqAccessDeniedException">It cannot be created, or is not as it must be.</exception>
    public DescriptorHandle OpenFolder(string name, string queue)
    {
        string path = Path.Combine(FullPath, name);
        Create(path, _scope, queue);
        return OpenVerified(path, queue);
    }

    /// <summary>Creates a folder unless it is there. That of a group appears with its group and mode, under its name, at once.</summary>
    private void Create(string path, MqScope scope, string queue)
    {
        if (Group is null)
        {
            if (Libc.MakeDirectory(path, PrivateMode) != 0 && Errno.Last is var errno and not Errno.EEXIST)
            {
                throw Denied(queue, errno, $"its scope's folder {path} cannot be created: {Errno.Describe(errno)}.");
            }

            return;
        }

        if (Directory.Exists(path))
        {
            return;
        }

        string draft = $"{path}.{Guid.NewGuid():n}";
        if (Libc.MakeDirectory(draft, PrivateMode) != 0)
        {
            int errno = Errno.Last;
            throw Denied(queue, errno, $"its scope's folder {path} cannot be created: {Errno.Describe(errno)}.");
        }

        try
        {
            using DescriptorHandle descriptor = OpenNoLink(draft, queue);
            if (Libc.ChangeOwner(descriptor, user: uint.MaxValue, Group.Value) != 0 || Libc.ChangeMode(descriptor, GroupMode) != 0)
            {
                int errno = Errno.Last;
                throw Denied(
                    queue, errno, $"its scope's folder {path} cannot be given to group '{scope.Group}': {Errno.Describe(errno)}. Let the user of this service join the group, or create the folder as root: {Remedy(path)}.");
            }

            // EEXIST: another service of the group was faster.
            if (Libc.SystemCall(SystemCallNumber.RenameAt2, CurrentDirectory, draft, CurrentDirectory, path, NoReplace) != 0 && Errno.Last is var failed and not Errno.EEXIST)
            {
                throw Denied(queue, failed, $"its scope's folder {path} cannot be created: {Errno.Describe(failed)}.");
            }
        }
        finally
        {
            if (Directory.Exists(draft))
            {
                Directory.Delete(draft);
            }
        }
    }

    private DescriptorHandle OpenVerified(string path, string queue)
    {
        DescriptorHandle descriptor = OpenNoLink(path, queue);
        try
        {
            int result = FileStatus.Read(descriptor, out FileStatus status);
            if (result != 0)
            {
                throw Denied(queue, -result, $"its scope's folder {path} cannot be looked at: {Errno.Describe(-result)}.");
            }

            uint user = Libc.EffectiveUser();
            uint mode = Group is null ? PrivateMode : GroupMode;
            bool owned = Group is { } group ? status.Group == group : status.User == user;
            if (!owned || status.Mode != mode)
            {
                throw Denied(
                    queue,
                    0,
                    $"its scope's folder {path} has mode {Octal(status.Mode)}, user {status.User} and group {status.Group}, but must have mode {Octal(mode)} and " +
                    $"{(Group is null ? $"user {user}" : $"group {Group}")}, or others could interfere. Find out who made it; then remove it, or set it right: {Remedy(path)}.");
            }

            return descriptor;
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    private static DescriptorHandle OpenNoLink(string path, string queue)
    {
        int descriptor = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenDirectory | Libc.OpenNoFollow | Libc.OpenCloseOnExec, mode: 0);
        int errno = Errno.Last;
        return descriptor >= 0 ? new(descriptor) : throw errno switch
        {
            Errno.ELOOP or Errno.ENOTDIR => Denied(queue, errno, $"its scope's folder {path} is a link or a file, which somebody else may have put there. Remove it."),
            Errno.EACCES => Denied(queue, errno, $"its scope's folder {path} is not for this user. Join its group, or choose another scope."),
            _ => DescriptorErrors.For(errno, queue, $"opening its scope's folder {path}"),
        };
    }

    /// <summary>The first process of a scope notes its IPC namespace; the queues of the scope live there, and nowhere else.</summary>
    private void CheckNamespace(MqScope scope, string queue)
    {
        string file = Path.Combine(FullPath, NamespaceFile);
        string current = IpcNamespace.Current.ToString(CultureInfo.InvariantCulture);
        string noted;
        try
        {
            int result = SmallFile.Read(file, out noted);
            if (result == -Errno.ENOENT)
            {
                Note(file, current);
                result = SmallFile.Read(file, out noted);
            }

            if (result != 0)
            {
                throw result is -Errno.EMFILE or -Errno.ENFILE ? DescriptorErrors.For(-result, queue, $"opening {file}") : new IOException(Errno.Describe(-result) + ".");
            }

            noted = noted.Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MqException($"Queue '{queue}': {file} cannot be read or written: {error.Message} Make room in {FullPath}, or correct its permissions.", innerException: error);
        }

        if (noted != current)
        {
            throw new MqConfigurationException(
                "Scope",
                scope.Name ?? "(own)",
                $"Its queues live in the IPC namespace {noted} (so says {file}), but this process is in {current}, where queues of the same name are other queues. " +
                $"Start it in the same IPC namespace as the other services, or choose another scope; when none of them runs any more, delete {FullPath}.");
        }
    }

    /// <summary>Written aside and linked, so that it is whole when it appears, and only one process's file stays.</summary>
    private void Note(string file, string current)
    {
        string draft = $"{file}.{Guid.NewGuid():n}";
        try
        {
            File.WriteAllText(draft, current + "\n");
            File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite | (Group is null ? 0 : UnixFileMode.GroupRead));
            if (Libc.Link(draft, file) != 0 && Errno.Last is var errno and not Errno.EEXIST)
            {
                throw new IOException(Errno.Describe(errno) + ".");
            }
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private string Remedy(string path) => Group is null ? $"chmod 700 {path}" : $"install -d -m 2770 -g {_scope.Group} {path}";

    private static MqAccessDeniedException Denied(string queue, int errno, string detail) => new(queue, detail, errno);
}
