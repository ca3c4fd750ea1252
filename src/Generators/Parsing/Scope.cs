using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>What generated code may name: what the assembly may, or, where the formatter lies inside of its contract, what the contract may.</summary>
internal sealed class Scope(Compilation compilation, ISymbol within)
{
    public static Scope Of(INamedTypeSymbol contract, Compilation compilation) =>
        new(compilation, Nesting.IsInside(contract, compilation) ? contract : compilation.Assembly);

    public Compilation Compilation { get; } = compilation;

    /// <summary>Whether the formatter lies inside of its contract.</summary>
    public bool IsInside => within is not IAssemblySymbol;

    public bool CanName(ISymbol symbol) => Compilation.IsSymbolAccessibleWithin(symbol, within);

    /// <summary>Whether a constructor may be chosen. A formatter inside of its contract can name private ones, too, but they are private for a reason.</summary>
    public bool CanConstruct(IMethodSymbol constructor) => IsInside
        ? constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal
        : CanName(constructor);
}
