using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>The type parameters of generic contracts.</summary>
internal static class TypeParameters
{
    public static EquatableArray<TypeParameterModel> Model(INamedTypeSymbol contract)
    {
        List<TypeParameterModel> models = [];
        foreach (ITypeParameterSymbol parameter in contract.TypeParameters)
        {
            models.Add(new(Names.Escape(parameter.Name), FormatterOf(parameter), Constraints(parameter)));
        }

        return new(models);
    }

    /// <summary>The type parameter for the formatter of a type parameter: <c>T</c> has <c>TFormatter</c>.</summary>
    public static string FormatterOf(ITypeParameterSymbol parameter)
    {
        string name = parameter.Name + "Formatter";
        while (IsTaken(parameter, name))
        {
            name += "Formatter";
        }

        return name;
    }

    /// <summary>Whether a type is, or holds, a type parameter.</summary>
    public static bool IsOpen(ITypeSymbol type)
    {
        switch (type)
        {
            case ITypeParameterSymbol:
                return true;
            case IArrayTypeSymbol array:
                return IsOpen(array.ElementType);
            case INamedTypeSymbol named:
                foreach (ITypeSymbol argument in named.TypeArguments)
                {
                    if (IsOpen(argument))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    private static bool IsTaken(ITypeParameterSymbol parameter, string name)
    {
        foreach (ITypeParameterSymbol other in parameter.DeclaringType!.TypeParameters)
        {
            if (other.Name == name || (other.Ordinal < parameter.Ordinal && FormatterOf(other) == name))
            {
                return true;
            }
        }

        return false;
    }

    private static string Constraints(ITypeParameterSymbol parameter)
    {
        List<string> constraints = [];
        if (parameter.HasReferenceTypeConstraint)
        {
            constraints.Add(parameter.ReferenceTypeConstraintNullableAnnotation == NullableAnnotation.Annotated ? "class?" : "class");
        }
        else if (parameter.HasUnmanagedTypeConstraint)
        {
            constraints.Add("unmanaged");
        }
        else if (parameter.HasValueTypeConstraint)
        {
            constraints.Add("struct");
        }
        else if (parameter.HasNotNullConstraint)
        {
            constraints.Add("notnull");
        }

        foreach (ITypeSymbol type in parameter.ConstraintTypes)
        {
            constraints.Add(Names.Annotated(type));
        }

        if (parameter.HasConstructorConstraint)
        {
            constraints.Add("new()");
        }

        return string.Join(", ", constraints);
    }
}
