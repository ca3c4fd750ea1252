using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>A constructor, and the members that its arguments come from; null for a parameter that has its default.</summary>
internal sealed class ConstructorChoice(IMethodSymbol constructor, KeyedMember?[] arguments)
{
    public IMethodSymbol Constructor { get; } = constructor;

    public KeyedMember?[] Arguments { get; } = arguments;

    public bool Uses(KeyedMember member) => Array.IndexOf(Arguments, member) >= 0;
}

/// <summary>
/// Chooses the constructor: the marked one; that of a positional record; the parameterless one; the one with the most parameters. All of its
/// parameters must match keyed members, and what cannot be set later must be among them.
/// </summary>
internal sealed class ConstructorSelector(INamedTypeSymbol type, List<KeyedMember> members, Scope scope, DiagnosticList diagnostics)
{
    private readonly bool _readsMessagePack = MessagePackAnnotations.Count(type);

    public ConstructorChoice? Select()
    {
        List<IMethodSymbol> marked = [];
        List<IMethodSymbol> markedThere = [];
        List<IMethodSymbol> candidates = [];
        foreach (IMethodSymbol constructor in type.InstanceConstructors)
        {
            if (Names.Attribute(constructor, "MqConstructorAttribute") is not null)
            {
                marked.Add(constructor);
            }
            else if (_readsMessagePack && MessagePackAnnotations.IsConstructor(constructor))
            {
                markedThere.Add(constructor);
            }

            if (scope.CanConstruct(constructor) && !IsCopy(constructor))
            {
                candidates.Add(constructor);
            }
        }

        marked = marked.Count == 0 ? markedThere : marked;
        switch (marked.Count)
        {
            case 0:
                return SelectAmong(candidates);
            case 1:
                return SelectOnly(marked[0]);
            default:
                diagnostics.Add(Descriptors.ConstructorAmbiguous, Places.Identifier(marked[1]), Names.Display(type));
                return null;
        }
    }

    private ConstructorChoice? SelectAmong(List<IMethodSymbol> candidates)
    {
        ConstructorChoice? best = null;
        ConstructorChoice? bestThatLeavesSome = null;
        bool tied = false;
        foreach (IMethodSymbol constructor in candidates)
        {
            if (Match(constructor) is not { } choice)
            {
                continue;
            }

            if (FirstLeftOut(choice) is not null)
            {
                bestThatLeavesSome = Rank(choice) > Rank(bestThatLeavesSome) ? choice : bestThatLeavesSome;
            }
            else if (Rank(choice) >= Rank(best))
            {
                tied = Rank(choice) == Rank(best);
                best = choice;
            }
        }

        if (best is not null && !tied)
        {
            return best;
        }

        if (tied)
        {
            diagnostics.Add(Descriptors.ConstructorAmbiguous, Places.Identifier(type), Names.Display(type));
        }
        else if (bestThatLeavesSome is not null)
        {
            ReportLeftOut(bestThatLeavesSome);
        }
        else if (candidates.Count == 1)
        {
            ReportUnmatched(candidates[0]);
        }
        else
        {
            diagnostics.Add(Descriptors.NoConstructor, Places.Identifier(type), Names.Display(type));
        }

        return null;
    }

    private ConstructorChoice? SelectOnly(IMethodSymbol constructor)
    {
        if (Match(constructor) is not { } choice)
        {
            ReportUnmatched(constructor);
            return null;
        }

        ReportLeftOut(choice);
        return choice;
    }

    private int Rank(ConstructorChoice? choice) => choice switch
    {
        null => -1,
        _ when SymbolEqualityComparer.Default.Equals(choice.Constructor, Records.PrimaryConstructor(type)) => int.MaxValue,
        { Arguments.Length: 0 } => int.MaxValue - 1,
        _ => choice.Arguments.Length,
    };

    private ConstructorChoice? Match(IMethodSymbol constructor) =>
        Match(constructor, FindMember) ?? (ContractLookup.ReadsMessagePack(type) ? Match(constructor, FindMemberByPlace) : null);

    private static ConstructorChoice? Match(IMethodSymbol constructor, Func<IParameterSymbol, KeyedMember?> findMember)
    {
        KeyedMember?[] arguments = new KeyedMember?[constructor.Parameters.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = findMember(constructor.Parameters[i]);
            if (arguments[i] is null && !constructor.Parameters[i].IsOptional)
            {
                return null;
            }
        }

        return new(constructor, arguments);
    }

    private KeyedMember? FindMember(IParameterSymbol parameter)
    {
        if (parameter.RefKind is not (RefKind.None or RefKind.In))
        {
            return null;
        }

        KeyedMember? found = null;
        foreach (KeyedMember member in members)
        {
            if (string.Equals(member.Symbol.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)
                && SymbolEqualityComparer.Default.Equals(member.Type, parameter.Type)
                && (found is null || member.Symbol.Name == parameter.Name))
            {
                found = member;
            }
        }

        return found;
    }

    /// <summary>To MessagePack-CSharp, parameters of any name belong to the members of an array, in the order of their keys.</summary>
    private KeyedMember? FindMemberByPlace(IParameterSymbol parameter) =>
        parameter.Ordinal < members.Count && members[parameter.Ordinal] is { Text: null } member && SymbolEqualityComparer.Default.Equals(member.Type, parameter.Type)
            ? member
            : null;

    private KeyedMember? FirstLeftOut(ConstructorChoice choice)
    {
        foreach (KeyedMember member in members)
        {
            if (!choice.Uses(member) && Setters.FindObjection(member, type, scope) is not null)
            {
                return member;
            }
        }

        return null;
    }

    private void ReportLeftOut(ConstructorChoice choice)
    {
        foreach (KeyedMember member in members)
        {
            if (!choice.Uses(member) && Setters.FindObjection(member, type, scope) is { } objection)
            {
                diagnostics.Add(Descriptors.MemberCannotBeSet, Places.Identifier(member.Symbol) ?? Places.Identifier(type), Names.Display(type), member.Symbol.Name, objection);
            }
        }
    }

    private void ReportUnmatched(IMethodSymbol constructor)
    {
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            if (FindMember(parameter) is null && !parameter.IsOptional)
            {
                diagnostics.Add(Descriptors.ParameterWithoutKey, Places.Identifier(parameter), Names.Display(type), parameter.Name, Explain(parameter));
            }
        }
    }

    private string Explain(IParameterSymbol parameter)
    {
        foreach (KeyedMember member in members)
        {
            if (string.Equals(member.Symbol.Name, parameter.Name, StringComparison.OrdinalIgnoreCase))
            {
                return parameter.RefKind is RefKind.None or RefKind.In
                    ? $"'{member.Symbol.Name}' is of type '{Names.Display(member.Type)}'. Give both the same type."
                    : "it is passed by reference. Pass it by value.";
            }
        }

        return "none has its name. Give such a member a key, or the parameter a default.";
    }

    private bool IsCopy(IMethodSymbol constructor) =>
        type.IsRecord && constructor.Parameters is [{ } only] && SymbolEqualityComparer.Default.Equals(only.Type, type);
}
