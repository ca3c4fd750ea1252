using System.Text;

namespace TypedMq.Generators.Parsing;

/// <summary>The rules of <c>mq_overview(7)</c> for names and of <c>mq_send(3)</c> for priorities, as the runtime checks them at start.</summary>
internal static class QueueNameRules
{
    public const int MaxPriority = 32767;

    private const int MaxBytes = 254;
    private const string ReservedPrefix = "typedmq:";

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? FindProblem(string? name)
    {
        string bare = name is ['/', ..] ? name.Substring(1) : name ?? "";
        return bare switch
        {
            "" => "a queue name has at least one character besides the leading slash",
            "." or ".." => "'.' and '..' are no queue names",
            _ when bare.IndexOf('/') >= 0 => "a queue name has no slash inside",
            _ when bare.IndexOf('\0') >= 0 => "a queue name has no NUL character inside",
            _ when Encoding.UTF8.GetByteCount(bare) > MaxBytes => "a queue name has at most 254 bytes of UTF-8",
            _ when bare.StartsWith(ReservedPrefix, StringComparison.Ordinal) => "names that start with 'typedmq:' belong to named scopes. Set Scope instead.",
            _ => null,
        };
    }
}
