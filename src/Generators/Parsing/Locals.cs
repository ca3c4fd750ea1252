using Microsoft.CodeAnalysis.CSharp;

namespace TypedMq.Generators.Parsing;

/// <summary>Hands out names for locals that look like their members and clash with nothing.</summary>
internal sealed class Locals
{
    /// <summary>Words that mean something at the start of a statement or expression, although they are no keywords.</summary>
    private static readonly HashSet<string> Contextual = new(StringComparer.Ordinal)
    {
        "async", "await", "dynamic", "field", "from", "global", "nameof", "partial", "record", "required", "scoped", "var", "where", "yield",
    };

    private readonly HashSet<string> _taken;

    public Locals(params string[] reserved) => _taken = new(reserved, StringComparer.Ordinal);

    public string Take(string member)
    {
        string bare = member.TrimStart('_');
        string name = bare.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(bare[0]) ? "member" : char.ToLowerInvariant(bare[0]) + bare.Substring(1);
        string free = name;
        for (int i = 2; !_taken.Add(free); i++)
        {
            free = name + Names.Literal(i);
        }

        return Contextual.Contains(free) ? "@" + free : Names.Escape(free);
    }
}
