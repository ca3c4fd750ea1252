using System.Text;

namespace TypedMq.Transports;

/// <summary>
/// The name of a queue, by the rules of <c>mq_overview(7)</c>: 1 to 254 bytes of UTF-8, no slash inside, not <c>.</c> or <c>..</c>.
/// Written <c>orders</c> or <c>/orders</c>, it is the same queue.
/// </summary>
public readonly record struct MqQueueName
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaxBytes = 254;

    /// <summary>Names that start so belong to named scopes.</summary>
    internal const string ReservedPrefix = "typedmq:";

    private readonly string? _value;

    private MqQueueName(string value) => _value = value;

    /// <summary>The name without a leading slash.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This MqQueueName is default; make it with MqQueueName.Parse.");

    /// <summary>Checks a name.</summary>
    /// <param name="name">The name, with or without the leading slash.</param>
    /// <returns>The name.</returns>
    /// <exception cref="MqConfigurationException">The name breaks a rule; the message says which.</exception>
    public static MqQueueName Parse(string? name) => FindProblem(name) is { } problem
        ? throw new MqConfigurationException("Queue name", name, problem)
        : new MqQueueName(name!.StartsWith('/') ? name[1..] : name);

    /// <summary>Checks a name that somebody else made.</summary>
    /// <param name="name">The name, with or without the leading slash.</param>
    /// <param name="result">The name.</param>
    /// <returns>Whether it breaks no rule.</returns>
    public static bool TryParse(string? name, out MqQueueName result)
    {
        bool valid = FindProblem(name) is null;
        result = valid ? Parse(name) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";

    private static string? FindProblem(string? name)
    {
        string bare = name is null ? "" : name.StartsWith('/') ? name[1..] : name;
        return bare switch
        {
            "" => "A queue name has at least one character besides the leading slash.",
            "." or ".." => "'.' and '..' are no queue names.",
            _ when bare.Contains('/') => "A queue name has no slash inside.",
            _ when bare.Contains('\0') => "A queue name has no NUL character inside.",
            _ when !IsUtf16(bare) => "A queue name has no surrogate without its pair; several such names would be one name in UTF-8.",
            _ when Encoding.UTF8.GetByteCount(bare) > MaxBytes => $"A queue name has at most {MaxBytes} bytes of UTF-8.",
            _ when bare.StartsWith(ReservedPrefix, StringComparison.Ordinal) => $"Names that start with '{ReservedPrefix}' belong to named scopes; set Scope instead.",
            _ => null,
        };
    }

    private static bool IsUtf16(string name) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)) == name;
}
