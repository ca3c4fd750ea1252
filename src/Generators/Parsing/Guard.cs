using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Runs a parser for one annotated type, and keeps its failure to that type.</summary>
internal static class Guard
{
    /// <summary>Parses; an exception becomes TMQ0009. An attribute on a second part of a partial type becomes null, and so does a type that is still being named.</summary>
    public static ParseResult<T>? Run<T>(
        GeneratorAttributeSyntaxContext context,
        Action<ISymbol> before,
        Func<GeneratorAttributeSyntaxContext, CancellationToken, ParseResult<T>?> parse,
        CancellationToken cancellationToken)
        where T : class, IEquatable<T>
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.TargetSymbol;
        if (!IsFirst(context, type) || !HasNameOfItsOwn(type))
        {
            return null;
        }

        try
        {
            before(type);
            return parse(context, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return Failed<T>(Places.Identifier(type), Names.Display(type), error);
        }
    }

    /// <summary>What becomes of a type whose parser failed.</summary>
    public static ParseResult<T> Failed<T>(LocationInfo? place, string type, Exception error)
        where T : class, IEquatable<T>
    {
        DiagnosticList diagnostics = new();
        diagnostics.Add(Descriptors.GeneratorFailed, place, type, $"{error.GetType().Name}: {OneLine(error.Message)}");
        return new(null, diagnostics.ToArray());
    }

    /// <summary>The attribute may stand on two parts of a partial type; that is the compiler's error (CS0579), and one model is enough.</summary>
    private static bool IsFirst(GeneratorAttributeSyntaxContext context, INamedTypeSymbol type)
    {
        INamedTypeSymbol? attributeClass = context.Attributes[0].AttributeClass;
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, attributeClass))
            {
                return attribute.ApplicationSyntaxReference is not { } first || first.GetSyntax().Parent?.Parent == context.TargetNode;
            }
        }

        return true;
    }

    /// <summary>
    /// While source is being typed, a type may have no name yet, or that of another type or namespace. The compiler says so (CS1001, CS0101); a
    /// second file of the same name would stop the whole generator.
    /// </summary>
    private static bool HasNameOfItsOwn(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.Name.Length == 0 || !IsFirstOfItsName(outer))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsFirstOfItsName(INamedTypeSymbol type)
    {
        INamespaceOrTypeSymbol container = (INamespaceOrTypeSymbol?)type.ContainingType ?? type.ContainingNamespace;
        INamedTypeSymbol? first = null;
        foreach (ISymbol member in container.GetMembers(type.Name))
        {
            if (member is INamespaceSymbol)
            {
                return false;
            }

            first ??= member is INamedTypeSymbol named && named.Arity == type.Arity ? named : null;
        }

        return SymbolEqualityComparer.Default.Equals(first, type);
    }

    private static string OneLine(string text) => text.Replace("\r", "").Replace('\n', ' ');
}
