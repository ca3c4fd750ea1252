using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Runs a parser for one annotated type, and keeps its failure to that type.</summary>
internal static class Guard
{
    /// <summary>Parses; an exception becomes TMQ0009, and an attribute on a second part of a partial type becomes null.</summary>
    public static ParseResult<T>? Run<T>(
        GeneratorAttributeSyntaxContext context,
        Action<ISymbol> before,
        Func<GeneratorAttributeSyntaxContext, CancellationToken, ParseResult<T>> parse,
        CancellationToken cancellationToken)
        where T : class, IEquatable<T>
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.TargetSymbol;
        if (!IsFirst(context, type))
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
            DiagnosticList diagnostics = new();
            diagnostics.Add(Descriptors.GeneratorFailed, Places.Identifier(type), Names.Display(type), $"{error.GetType().Name}: {OneLine(error.Message)}");
            return new(null, diagnostics.ToArray());
        }
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

    private static string OneLine(string text) => text.Replace("\r", "").Replace('\n', ' ');
}
