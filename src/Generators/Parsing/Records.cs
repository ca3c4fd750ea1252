using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedMq.Generators.Parsing;

/// <summary>What the compiler makes of positional records.</summary>
internal static class Records
{
    /// <summary>The constructor that the parameters of a positional record make; null when the type is none.</summary>
    public static IMethodSymbol? PrimaryConstructor(INamedTypeSymbol type)
    {
        foreach (IMethodSymbol constructor in type.InstanceConstructors)
        {
            if (constructor.Parameters.IsEmpty)
            {
                continue;
            }

            bool isPrimary = constructor.DeclaringSyntaxReferences is [{ } declaration, ..]
                ? declaration.GetSyntax() is RecordDeclarationSyntax
                : constructor.Locations is [{ IsInMetadata: true }, ..] && HasMatchingDeconstruct(type, constructor);
            if (isPrimary)
            {
                return constructor;
            }
        }

        return null;
    }

    /// <summary>The parameter of a positional record that declares a member.</summary>
    public static IParameterSymbol? ParameterOf(ISymbol member, IMethodSymbol? primary)
    {
        if (primary is not null)
        {
            foreach (IParameterSymbol parameter in primary.Parameters)
            {
                if (parameter.Name == member.Name)
                {
                    return parameter;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Metadata does not say which types are positional records; the deconstructor that the compiler writes for them does. A user may have
    /// written it for a record class, which metadata knows as a record.
    /// </summary>
    private static bool HasMatchingDeconstruct(INamedTypeSymbol type, IMethodSymbol constructor)
    {
        foreach (ISymbol member in type.GetMembers("Deconstruct"))
        {
            if (member is IMethodSymbol method
                && (type.IsRecord || IsWrittenByCompiler(method))
                && method.Parameters.Length == constructor.Parameters.Length
                && Matches(method, constructor))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(IMethodSymbol deconstruct, IMethodSymbol constructor)
    {
        for (int i = 0; i < constructor.Parameters.Length; i++)
        {
            if (deconstruct.Parameters[i].Name != constructor.Parameters[i].Name
                || !SymbolEqualityComparer.Default.Equals(deconstruct.Parameters[i].Type, constructor.Parameters[i].Type))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWrittenByCompiler(IMethodSymbol method)
    {
        foreach (AttributeData attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "CompilerGeneratedAttribute")
            {
                return true;
            }
        }

        return false;
    }
}
