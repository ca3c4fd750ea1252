using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.FindSymbols;

namespace TypedMq.Generators.CodeFixes;

/// <summary>
/// TMQ0101: gives a member the next key that neither its type nor a type above or below it has. The first key in a positional record ends
/// the numbering by the order of its parameters, so they are given the keys that they had by it. A type with the annotations of
/// MessagePack-CSharp gets one of those.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddKeyFix))]
public sealed class AddKeyFix : SourceFix
{
    /// <summary>Made by the editor.</summary>
    public AddKeyFix()
        : base("TMQ0101")
    {
    }

    private protected override async Task<string?> FixAsync(SolutionEditor solution, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        string? title = null;
        List<(INamedTypeSymbol Type, int Key)> taken = [];
        HashSet<ISymbol> done = new(SymbolEqualityComparer.Default);
        foreach (Diagnostic diagnostic in diagnostics.Sort(static (left, right) => Compare(left.Location, right.Location)))
        {
            if (await solution.FindDocumentAsync(diagnostic.Location.SourceTree, cancellationToken).ConfigureAwait(false) is not { } editor
                || FindDeclaration(editor.FindNode(diagnostic)) is not { } declaration
                || FindMember(editor.SemanticModel, declaration, cancellationToken) is not { } member
                || await FindAttributeAsync(member.ContainingType, declaration, editor.SemanticModel.Compilation, solution.OriginalSolution, cancellationToken).ConfigureAwait(false) is not { } attribute
                || IsMap(member.ContainingType)
                || !done.Add(member))
            {
                continue;
            }

            INamedTypeSymbol type = member.ContainingType;
            if (!HasKeys(type) && !SolutionEditing.IsMessagePack(type) && SolutionEditing.PositionalParameters(type, cancellationToken) is { } parameters && declaration is not ParameterSyntax && done.Add(type))
            {
                if (await solution.FindDocumentAsync(parameters.SyntaxTree, cancellationToken).ConfigureAwait(false) is not { } recordEditor)
                {
                    continue;
                }

                for (int i = 0; i < parameters.Parameters.Count; i++)
                {
                    // One that stands for a member of the base type declares none here, and has its key there.
                    if (!type.GetMembers(parameters.Parameters[i].Identifier.ValueText).IsEmpty)
                    {
                        recordEditor.AddAttribute(parameters.Parameters[i], attribute, i);
                    }

                    taken.Add((type, i));
                }
            }

            int key = await NextKeyAsync(type, taken, solution.OriginalSolution, cancellationToken).ConfigureAwait(false);
            taken.Add((type, key));
            editor.AddAttribute(declaration, attribute, key);
            title = $"Add [{attribute.Name.Substring(0, attribute.Name.Length - "Attribute".Length)}({key})]";
        }

        return title;
    }

    /// <summary>What the attribute goes on. Several fields in one declaration would share it: those are for a human.</summary>
    private static SyntaxNode? FindDeclaration(SyntaxNode node) => node switch
    {
        PropertyDeclarationSyntax or ParameterSyntax => node,
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax field } } => field,
        _ => null,
    };

    /// <summary>The attribute that the type of a member has keys of. That of MessagePack-CSharp does not go on a parameter: it needs <c>property:</c> there.</summary>
    private static async Task<INamedTypeSymbol?> FindAttributeAsync(
        INamedTypeSymbol type,
        SyntaxNode declaration,
        Compilation compilation,
        Solution solution,
        CancellationToken cancellationToken)
    {
        HashSet<INamedTypeSymbol> relatives = await FindRelativesAsync(type, solution, cancellationToken).ConfigureAwait(false);
        return !relatives.Any(SolutionEditing.IsMessagePack) ? compilation.GetTypeByMetadataName("TypedMq.MqKeyAttribute")
            : declaration is ParameterSyntax ? null
            : compilation.GetTypeByMetadataName("MessagePack.KeyAttribute");
    }

    private static ISymbol? FindMember(SemanticModel model, SyntaxNode declaration, CancellationToken cancellationToken) =>
        model.GetDeclaredSymbol(declaration is FieldDeclarationSyntax field ? field.Declaration.Variables[0] : declaration, cancellationToken);

    private static async Task<int> NextKeyAsync(INamedTypeSymbol type, List<(INamedTypeSymbol Type, int Key)> taken, Solution solution, CancellationToken cancellationToken)
    {
        int next = 0;
        HashSet<INamedTypeSymbol> relatives = await FindRelativesAsync(type, solution, cancellationToken).ConfigureAwait(false);
        foreach (INamedTypeSymbol relative in relatives)
        {
            next = Math.Max(next, LargestReserved(relative) + 1);
            bool keyed = HasKeys(relative);
            foreach (ISymbol member in relative.GetMembers())
            {
                next = Math.Max(next, KeyOf(member) + 1);
                if (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor)
                {
                    foreach (IParameterSymbol parameter in constructor.Parameters)
                    {
                        next = Math.Max(next, KeyOf(parameter) + 1);
                    }
                }
            }

            if (!keyed && SolutionEditing.PositionalParameters(relative, cancellationToken) is { } byOrder)
            {
                next = Math.Max(next, byOrder.Parameters.Count);
            }
        }

        foreach ((INamedTypeSymbol other, int key) in taken)
        {
            if (relatives.Contains(other))
            {
                next = Math.Max(next, key + 1);
            }
        }

        return next;
    }

    /// <summary>A type, those above it, and those below it: what may share keys with it.</summary>
    private static async Task<HashSet<INamedTypeSymbol>> FindRelativesAsync(INamedTypeSymbol type, Solution solution, CancellationToken cancellationToken)
    {
        HashSet<INamedTypeSymbol> relatives = new(SymbolEqualityComparer.Default);
        for (INamedTypeSymbol? above = type; above is not null; above = above.BaseType)
        {
            relatives.Add(above);
        }

        relatives.UnionWith(await SymbolFinder.FindDerivedClassesAsync(type, solution, cancellationToken: cancellationToken).ConfigureAwait(false));
        return relatives;
    }

    /// <summary>Whether a type, or one above it, has a key anywhere.</summary>
    private static bool HasKeys(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? above = type; above is not null; above = above.BaseType)
        {
            foreach (ISymbol member in above.GetMembers())
            {
                if (KeyOf(member) >= 0 || (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor && constructor.Parameters.Any(static parameter => KeyOf(parameter) >= 0)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a type, or one above it, has text for keys: what a member is called there is for a human.</summary>
    private static bool IsMap(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? above = type; above is not null; above = above.BaseType)
        {
            if (above.GetMembers().Any(static member => SolutionEditing.FindKey(member)?.ConstructorArguments.FirstOrDefault().Value is string)
                || above.InstanceConstructors.Any(static constructor => constructor.Parameters.Any(static parameter => SolutionEditing.FindKey(parameter)?.ConstructorArguments.FirstOrDefault().Value is string)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Retired keys are taken too.</summary>
    private static int LargestReserved(INamedTypeSymbol type)
    {
        int largest = -1;
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() == "TypedMq.MqReservedKeysAttribute"
                && attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Array, IsNull: false } keys)
            {
                foreach (TypedConstant key in keys.Values)
                {
                    largest = Math.Max(largest, key.Value is int number ? number : -1);
                }
            }
        }

        return largest;
    }

    private static int KeyOf(ISymbol member) => SolutionEditing.FindKey(member)?.ConstructorArguments.FirstOrDefault().Value is int key ? key : -1;

    /// <summary>In the order of reading, so that the keys are.</summary>
    private static int Compare(Location left, Location right) => string.CompareOrdinal(left.SourceTree?.FilePath, right.SourceTree?.FilePath) is not 0 and var files
        ? files
        : left.SourceSpan.CompareTo(right.SourceSpan);
}
