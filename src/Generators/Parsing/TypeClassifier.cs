using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Finds out how the type of a member is written and read, and says why not where it is not.</summary>
internal sealed class TypeClassifier(Compilation compilation, DiagnosticList diagnostics, INamedTypeSymbol contract)
{
    private const string Formatters = "global::TypedMq.Formatters.";

    /// <summary>Classifies the type of a member; reports and returns null when it cannot be sent.</summary>
    public TypeModel? Classify(ISymbol member, ITypeSymbol type)
    {
        LocationInfo? place = Places.Type(member) ?? Places.Identifier(contract);
        return Classify(type, place, member.Name);
    }

    private TypeModel? Classify(ITypeSymbol type, LocationInfo? place, string member)
    {
        if (type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            ITypeSymbol inner = ((INamedTypeSymbol)type).TypeArguments[0];
            return Classify(inner, place, member) is { } value
                ? new() { Name = value.Name + "?", Formatter = $"{Formatters}NullableFormatter<{value.Formatter}, {value.Name}>", MaxSize = value.MaxSize }
                : null;
        }

        if (type is ITypeParameterSymbol parameter)
        {
            return ClassifyParameter(parameter);
        }

        TypeModel? model = ClassifyNonNullable(type, place, member);
        if (model is null || type.IsValueType)
        {
            return model;
        }

        // Where nullability is not declared (the context is disabled), null is as good as any value.
        return type.NullableAnnotation == NullableAnnotation.NotAnnotated
            ? model with { IsNonNullableReference = true }
            : new() { Name = model.Name + "?", Formatter = $"{Formatters}OptionalFormatter<{model.Formatter}, {model.Name}>", MaxSize = model.MaxSize };
    }

    private TypeModel? ClassifyNonNullable(ITypeSymbol type, LocationInfo? place, string member)
    {
        if (BuiltInTypes.Find(type) is { } builtIn)
        {
            return new()
            {
                Name = Names.Qualified(type),
                Formatter = $"{Formatters}{builtIn.Suffix}Formatter",
                Primitive = builtIn.Suffix,
                MaxSize = builtIn.MaxSize,
            };
        }

        if (!compilation.IsSymbolAccessibleWithin(type, compilation.Assembly) && type.TypeKind != TypeKind.Error)
        {
            diagnostics.Add(Descriptors.NotAccessible, place, $"{Names.Display(contract)}.{member}", Names.Display(type), "not accessible outside of the type that it is nested in");
            return null;
        }

        switch (type)
        {
            case { TypeKind: TypeKind.Error }:
                diagnostics.LeaveToCompiler();
                return null;
            case INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying }:
                (string suffix, int maxSize) = BuiltInTypes.Find(underlying)!.Value;
                return new()
                {
                    Name = Names.Qualified(type),
                    Formatter = $"{Formatters}EnumFormatter<{Names.Qualified(type)}, {Formatters}{suffix}Formatter, {Names.Qualified(underlying)}>",
                    Primitive = suffix,
                    EnumUnderlying = Names.Qualified(underlying),
                    MaxSize = maxSize,
                };
            case IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte }:
                return new() { Name = "byte[]", Formatter = Formatters + "BinaryFormatter", Primitive = "Binary", MaxSize = TypeModel.Unbounded };
            case IArrayTypeSymbol { Rank: 1 } array:
                return Classify(array.ElementType, place, member) is { } element
                    ? new() { Name = element.Name + "[]", Formatter = $"{Formatters}ArrayFormatter<{element.Formatter}, {element.Name}>", MaxSize = TypeModel.Unbounded }
                    : null;
            case INamedTypeSymbol memory when CollectionTypes.FindMemory(memory) is { } name:
                return new() { Name = Names.Qualified(type), Formatter = $"{Formatters}{name}Formatter", MaxSize = TypeModel.Unbounded };
            case INamedTypeSymbol collection when CollectionTypes.Find(collection) is { } shape:
                return ClassifyCollection(collection, shape, place, member);
            case INamedTypeSymbol named when ContractLookup.IsContract(named):
                return ClassifyContract(named, place, member);
        }

        if (BuiltInTypes.FindObjection(type) is { } objection)
        {
            diagnostics.Add(Descriptors.UnsupportedType, place, Names.Display(contract), member, objection);
        }
        else
        {
            diagnostics.Add(Descriptors.NotAContract, place, Names.Display(type), $"{Names.Display(contract)}.{member}", ContractLookup.Remedy(type));
        }

        return null;
    }

    private TypeModel? ClassifyCollection(INamedTypeSymbol type, CollectionTypes.Shape shape, LocationInfo? place, string member)
    {
        string names = "";
        string formatters = "";
        bool isComplete = true;
        for (int i = 0; i < type.TypeArguments.Length; i++)
        {
            ITypeSymbol argument = type.TypeArguments[i];
            if (Classify(i == 0 && shape.HasKeys ? argument.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : argument, place, member) is not { } item)
            {
                isComplete = false;
                continue;
            }

            string separator = i == 0 ? "" : ", ";
            names += separator + item.Name;
            formatters += $"{separator}{item.Formatter}, {item.Name}";
        }

        return isComplete
            ? new()
            {
                Name = $"{CollectionTypes.NameOf(type)}<{names}>",
                Formatter = $"{Formatters}{shape.Name}Formatter<{formatters}>",
                MaxSize = shape.IsSum ? TypeModel.AskFormatter : TypeModel.Unbounded,
            }
            : null;
    }

    /// <summary>What a type parameter stands for comes with a formatter of its own. It knows null where the type does: <c>Box&lt;string?&gt;</c>.</summary>
    private static TypeModel ClassifyParameter(ITypeParameterSymbol parameter)
    {
        TypeModel model = new() { Name = Names.Escape(parameter.Name), Formatter = TypeParameters.FormatterOf(parameter), MaxSize = TypeModel.AskFormatter };
        return parameter switch
        {
            { IsValueType: true } => model,
            { NullableAnnotation: NullableAnnotation.NotAnnotated } => model,
            _ => model with { Name = model.Name + "?", Formatter = $"{Formatters}DefaultableFormatter<{model.Formatter}, {model.Name}>" },
        };
    }

    /// <summary>
    /// Classifies a contract as a payload, or as a case of a union. Null when it has no formatter: <paramref name="problem"/> says why, or is null when that
    /// is reported already.
    /// </summary>
    public TypeModel? Classify(INamedTypeSymbol type, LocationInfo? place, string member, out string? problem) =>
        ContractLookup.FindFormatter(type, compilation, out problem) is not { } formatter ? null
        : type.Arity == 0 ? new() { Name = Names.Qualified(type), Formatter = formatter, MaxSize = TypeModel.AskFormatter }
        : Close(type, formatter, place, member);

    /// <summary>A generic formatter, closed over the types that its contract is closed over, and over their formatters.</summary>
    private TypeModel? Close(INamedTypeSymbol type, string formatter, LocationInfo? place, string member)
    {
        string names = "";
        string formatters = "";
        foreach (ITypeSymbol argument in type.TypeArguments)
        {
            if (argument is not ITypeParameterSymbol && TypeParameters.IsOpen(argument) && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, contract))
            {
                diagnostics.Add(Descriptors.ParameterWithoutFormatter, place, Names.Display(contract), member, Names.Display(type));
                return null;
            }

            if (Classify(argument, place, member) is not { } model)
            {
                return null;
            }

            names += (names.Length == 0 ? "" : ", ") + model.Name;
            formatters += ", " + model.Formatter;
        }

        return new() { Name = $"{Names.WithoutArguments(type)}<{names}>", Formatter = $"{formatter}<{names}{formatters}>", MaxSize = TypeModel.AskFormatter };
    }

    private TypeModel? ClassifyContract(INamedTypeSymbol type, LocationInfo? place, string member)
    {
        TypeModel? model = Classify(type, place, member, out string? problem);
        if (problem is not null)
        {
            diagnostics.Add(Descriptors.NotAContract, place, Names.Display(type), $"{Names.Display(contract)}.{member}", problem);
        }

        return model;
    }
}
