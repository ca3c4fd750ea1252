using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Finds out how the type of a member is written and read, and says why not where it is not.</summary>
internal sealed class TypeClassifier(Scope scope, DiagnosticList diagnostics, INamedTypeSymbol contract)
{
    private const string Formatters = "global::TypedMq.Formatters.";

    /// <summary>The compilation that the contract is part of.</summary>
    public Compilation Compilation => scope.Compilation;

    /// <summary>Whether the member that is being classified is compact, all that is inside of it included.</summary>
    private bool _isCompact;

    /// <summary>Classifies the type of a member; reports and returns null when it cannot be sent.</summary>
    /// <param name="member">The member.</param>
    /// <param name="options">What its attributes say.</param>
    /// <param name="limitName">The type that says its greatest length, should it have one.</param>
    public TypeModel? Classify(KeyedMember member, MemberOptions options, string limitName)
    {
        _isCompact = options.IsCompact;
        string name = member.TypePlace.Name;
        LocationInfo? place = Places.Type(member.TypePlace) ?? Places.Identifier(contract);
        bool seesNull = false;
        TypeModel? model;
        if (options.FormatterAttribute is { } custom)
        {
            // One that is declared for T? of a value type writes null itself.
            seesNull = member.Type.IsValueType && CustomFormatters.Of(custom) is { } formatter && CustomFormatters.IsFor(formatter, member.Type);
            model = ClassifyCustom(custom, seesNull ? member.Type : Underlying(member.Type), place, name);
        }
        else
        {
            model = ClassifyNonNullable(Underlying(member.Type), place, name);
        }

        if (model is not null && options.MaxLengthAttribute is { } attribute)
        {
            if (LimitObjection(member.Type, model, options) is { } objection)
            {
                diagnostics.Add(Descriptors.LimitWithoutEffect, Places.Argument(attribute) ?? Places.Identifier(contract), Names.Display(contract), name, objection);
            }
            else
            {
                model = new()
                {
                    Name = model.Name,
                    Formatter = $"{Formatters}BoundedFormatter<{model.Formatter}, {model.Name}, {limitName}>",
                    Limit = new(limitName, options.MaxLength!.Value),
                    MaxSize = TypeModel.AskFormatter,
                };
            }
        }

        model = seesNull ? model : WithNull(member.Type, model);
        return model is null ? null : model with { ReusesMemory = Overwriting.ReusesMemory(member.Type) };
    }

    /// <summary>Classifies a part of a member as its view shows it.</summary>
    public TypeModel? ClassifyPart(ITypeSymbol type, MemberOptions options, string member)
    {
        _isCompact = options.IsCompact;
        return Classify(type, place: null, member);
    }

    /// <summary>Classifies a value that is no member: a parameter, or a reply.</summary>
    public TypeModel? ClassifyValue(ITypeSymbol type, LocationInfo? place, string method)
    {
        _isCompact = false;
        return Classify(type, place, method);
    }

    private TypeModel? Classify(ITypeSymbol type, LocationInfo? place, string member) => WithNull(type, ClassifyNonNullable(Underlying(type), place, member));

    /// <summary>The type without <c>?</c> where that is a type of its own.</summary>
    private static ITypeSymbol Underlying(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    private static TypeModel? WithNull(ITypeSymbol type, TypeModel? model)
    {
        if (model is not null && type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return new() { Name = model.Name + "?", Formatter = $"{Formatters}NullableFormatter<{model.Formatter}, {model.Name}>", Limit = model.Limit, MaxSize = model.MaxSize };
        }

        // The formatter that a type parameter is closed with knows whether null may be there.
        if (model is null || type.IsValueType || type is ITypeParameterSymbol)
        {
            return model;
        }

        // Where nullability is not declared (the context is disabled), null is as good as any value.
        return type.NullableAnnotation == NullableAnnotation.NotAnnotated
            ? model with { IsNonNullableReference = true }
            : new() { Name = model.Name + "?", Formatter = $"{Formatters}OptionalFormatter<{model.Formatter}, {model.Name}>", Limit = model.Limit, MaxSize = model.MaxSize };
    }

    private static string? LimitObjection(ITypeSymbol type, TypeModel model, MemberOptions options) => options.MaxLength switch
    {
        _ when options.FormatterAttribute is not null => "a formatter of its own writes it, and knows its length. Remove one of the two.",
        null or < 0 => "a length is 0 or more. Give the greatest length that is sent.",
        _ when model.IsCounted => null,
        _ when Names.Is(type, "System.Collections.Generic", "IEnumerable", 1) => "an IEnumerable<T> has no length before it is gone through. Declare an IReadOnlyCollection<T>.",
        _ when InlineArrays.FindTextBuffer(Underlying(type)) is not null => "its buffer is its limit. Remove the attribute.",
        _ => $"'{Names.Display(type)}' has no length. Remove the attribute.",
    };

    private TypeModel? ClassifyNonNullable(ITypeSymbol type, LocationInfo? place, string member)
    {
        if (type is ITypeParameterSymbol parameter)
        {
            return ClassifyParameter(parameter);
        }

        if (CustomFormatters.Find(type) is { } custom)
        {
            return ClassifyCustom(custom, type, place, member);
        }

        if (BuiltInTypes.Find(type, _isCompact) is { } builtIn)
        {
            return new()
            {
                Name = Names.Qualified(type),
                Formatter = $"{Formatters}{builtIn.Suffix}Formatter",
                Primitive = builtIn.Suffix,
                IsCounted = type.SpecialType == SpecialType.System_String,
                MaxSize = builtIn.MaxSize,
            };
        }

        if (!IsAccessible(type, place, member))
        {
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
                return new() { Name = "byte[]", Formatter = Formatters + "BinaryFormatter", Primitive = "Binary", IsCounted = true, MaxSize = TypeModel.Unbounded };
            case IArrayTypeSymbol { Rank: 1 } array:
                return Classify(array.ElementType, place, member) is { } element
                    ? new() { Name = element.Name + "[]", Formatter = $"{Formatters}ArrayFormatter<{element.Formatter}, {element.Name}>", IsCounted = true, MaxSize = TypeModel.Unbounded }
                    : null;
            case INamedTypeSymbol memory when CollectionTypes.FindMemory(memory) is { } name:
                return new() { Name = Names.Qualified(type), Formatter = $"{Formatters}{name}Formatter", IsCounted = true, MaxSize = TypeModel.Unbounded };
            case INamedTypeSymbol collection when CollectionTypes.Find(collection) is { } shape:
                return ClassifyCollection(collection, shape, place, member);
            case INamedTypeSymbol text when InlineArrays.FindTextBuffer(text) is { } buffer:
                return new() { Name = Names.Qualified(type), Formatter = $"{Formatters}FixedUtf8Formatter<{Names.Qualified(buffer)}>", MaxSize = TypeModel.AskFormatter };
            case INamedTypeSymbol inline when InlineArrays.Find(inline) is { IsBuiltIn: true } shape:
                return Classify(shape.Element, place, member) is { } part
                    ? new() { Name = Names.Qualified(type), Formatter = $"{Formatters}InlineArrayFormatter<{part.Formatter}, {part.Name}, {Names.Qualified(type)}>", MaxSize = TypeModel.AskFormatter }
                    : null;
            case INamedTypeSymbol named when ContractLookup.IsContract(named, scope.Compilation):
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

    private bool IsAccessible(ITypeSymbol type, LocationInfo? place, string member)
    {
        if (scope.CanName(type) || type.TypeKind == TypeKind.Error)
        {
            return true;
        }

        diagnostics.Add(Descriptors.NotAccessible, place, $"{Names.Display(contract)}.{member}", Names.Display(type), "not accessible outside of the type that it is nested in");
        return false;
    }

    private TypeModel? ClassifyCustom(AttributeData attribute, ITypeSymbol type, LocationInfo? place, string member)
    {
        INamedTypeSymbol? formatter = CustomFormatters.Of(attribute);
        if (type.TypeKind == TypeKind.Error || formatter?.TypeKind == TypeKind.Error)
        {
            diagnostics.LeaveToCompiler();
            return null;
        }

        if (!IsAccessible(type, place, member))
        {
            return null;
        }

        if (CustomFormatters.FindObjection(formatter, type, scope) is { } objection)
        {
            string named = formatter is null ? "null" : Names.Display(formatter);
            diagnostics.Add(Descriptors.InvalidFormatter, Places.Argument(attribute) ?? place, named, $"{Names.Display(contract)}.{member}", objection);
            return null;
        }

        string name = Names.Annotated(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated));
        return new() { Name = name, Formatter = $"{Formatters}CustomFormatter<{Names.Qualified(formatter!)}, {name}>", MaxSize = TypeModel.AskFormatter };
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
                IsCounted = shape.IsCounted,
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
        ContractLookup.FindFormatter(type, scope, out problem) is not { } formatter ? null
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
