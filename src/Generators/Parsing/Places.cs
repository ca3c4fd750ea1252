using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Where a diagnostic points at.</summary>
internal static class Places
{
    /// <summary>The name of a type or member where it is declared.</summary>
    public static LocationInfo? Identifier(ISymbol symbol)
    {
        foreach (Location location in symbol.Locations)
        {
            if (location.IsInSource)
            {
                return LocationInfo.From(location);
            }
        }

        return null;
    }

    /// <summary>The type of a member, parameter or result, as it is written.</summary>
    public static LocationInfo? Type(ISymbol member) => member.DeclaringSyntaxReferences.Length == 0 ? null : member.DeclaringSyntaxReferences[0].GetSyntax() switch
    {
        PropertyDeclarationSyntax property => LocationInfo.From(property.Type),
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } => LocationInfo.From(declaration.Type),
        ParameterSyntax { Type: { } type } => LocationInfo.From(type),
        MethodDeclarationSyntax method => LocationInfo.From(method.ReturnType),
        _ => Identifier(member),
    };

    /// <summary>The key of a member, or the member where nothing says it, or the contract where that is of another assembly.</summary>
    public static LocationInfo? Key(KeyedMember member, INamedTypeSymbol contract) =>
        (member.Attribute is null ? Identifier(member.Symbol) : Argument(member.Attribute)) ?? Identifier(contract);

    /// <summary>The argument of an attribute at a position, or the named one; the attribute when it has none.</summary>
    public static LocationInfo? Argument(AttributeData attribute, string? name = null, int position = 0)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax syntax)
        {
            return null;
        }

        if (syntax.ArgumentList is { } list)
        {
            foreach (AttributeArgumentSyntax argument in list.Arguments)
            {
                if (argument.NameEquals?.Name.Identifier.ValueText == name && position-- == 0)
                {
                    return LocationInfo.From(argument.Expression);
                }
            }
        }

        return LocationInfo.From(syntax);
    }
}
