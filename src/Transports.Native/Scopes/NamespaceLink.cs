using System.Globalization;

namespace TypedMq.Scopes;

/// <summary>Reads which namespace of a kind this process lives in (<c>namespaces(7)</c>).</summary>
internal static class NamespaceLink
{
    /// <summary>The inode of the namespace, which no other one has at the same time; 0 when /proc does not tell.</summary>
    /// <param name="kind">For example <c>ipc</c>.</param>
    public static ulong Read(string kind)
    {
        // A link of the form ipc:[4026531839].
        string? target;
        try
        {
            target = new FileInfo($"/proc/self/ns/{kind}").LinkTarget;
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
