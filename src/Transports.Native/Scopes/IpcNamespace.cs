using System.Globalization;

namespace TypedMq.Scopes;

/// <summary>The IPC namespace of this process (<c>ipc_namespaces(7)</c>): where its POSIX and System V queues live.</summary>
internal static class IpcNamespace
{
    /// <summary>Its inode, which no other namespace has at the same time; 0 when /proc does not tell.</summary>
    public static ulong Current { get; } = Read();

    private static ulong Read()
    {
        // A link of the form ipc:[4026531839].
        string? target;
        try
        {
            target = new FileInfo("/proc/self/ns/ipc").LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }

        int start = target?.IndexOf('[', StringComparison.Ordinal) ?? -1;
        return start >= 0 && target!.EndsWith(']') && ulong.TryParse(target.AsSpan(start + 1, target.Length - start - 2), NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode)
            ? inode
            : 0;
    }
}
