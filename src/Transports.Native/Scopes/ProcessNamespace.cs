namespace TypedMq.Scopes;

/// <summary>The namespace of process ids that this process lives in (<c>pid_namespaces(7)</c>): in another one its id means nothing.</summary>
internal static class ProcessNamespace
{
    /// <summary>Its inode; 0 when /proc does not tell.</summary>
    public static ulong Current { get; } = NamespaceLink.Read("pid");
}
