using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>Hands out names for the members of a view that clash neither with each other nor with what the view has already.</summary>
internal sealed class ViewNames(INamedTypeSymbol view)
{
    private readonly HashSet<string> _taken = new(view.MemberNames, StringComparer.Ordinal) { view.Name };

    public string Take(string name)
    {
        string free = name;
        for (int i = 2; !_taken.Add(free); i++)
        {
            free = name + Names.Literal(i);
        }

        return free;
    }
}
