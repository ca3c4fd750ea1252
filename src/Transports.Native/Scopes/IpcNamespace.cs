namespace TypedMq.Scopes;

/// <summary>The IPC namespace of this process (<c>ipc_namespaces(7)</c>): where its POSIX and System V queues live.</summary>
internal static class IpcNamespace
{
    /// <summary>Its inode; 0 when /proc does not tell.</summary>
    public static ulong Current { get; } = NamespaceLink.Read("ipc");
}
