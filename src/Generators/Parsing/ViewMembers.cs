using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Finds out how a view shows each keyed member of its contract.</summary>
internal sealed class ViewMembers(INamedTypeSymbol view, INamedTypeSymbol contract, Scope scope, DiagnosticList problems)
{
    private const string Bytes = "global::System.ReadOnlySpan<byte>";

    private readonly TypeClassifier _classifier = new(scope, problems, contract);
    private readonly ViewNames _names = new(view);
    private readonly Locals _locals = new("reader", "count", "i", "start", "key");

    /// <summary>How a member is shown.</summary>
    /// <param name="Kind">As what.</param>
    /// <param name="TypeName">The type of the property in C#.</param>
    /// <param name="ReadCall">What reads it, in C#.</param>
    /// <param name="IsNullable">Whether null is told by a property of its own.</param>
    private sealed record Shown(ViewMemberKind Kind, string TypeName, string ReadCall, bool IsNullable);

    /// <summary>The members by key.</summary>
    /// <param name="unreadable">One that no generated code here can read; null when there is none.</param>
    public EquatableArray<ViewMemberModel> Parse(out string? unreadable)
    {
        unreadable = null;
        List<KeyedMember> members = KeyCollector.Collect(contract, scope.Compilation);
        List<string> properties = [];
        foreach (KeyedMember member in members)
        {
            properties.Add(_names.Take(PropertyName(member.Symbol)));
        }

        List<ViewMemberModel> models = [];
        for (int i = 0; i < members.Count; i++)
        {
            KeyedMember member = members[i];
            MemberOptions options = MemberOptions.Of(member);
            if (Show(member, options) is not { } shown)
            {
                unreadable ??= member.Symbol.Name;
                continue;
            }

            string pascal = char.ToUpperInvariant(properties[i][0]) + properties[i].Substring(1);
            string camel = char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
            models.Add(new()
            {
                Key = member.Key,
                Text = member.Text,
                Name = member.Symbol.Name,
                Property = Names.Escape(properties[i]),
                HasProperty = shown.IsNullable ? _names.Take("Has" + pascal) : null,
                Field = shown.Kind == ViewMemberKind.Plain ? "" : _names.Take("_" + camel),
                HasLocal = _locals.Take("has" + pascal),
                Kind = shown.Kind,
                TypeName = shown.TypeName,
                ReadCall = shown.ReadCall,
                MaxLength = LimitOf(member, options),
                IsRequired = member.IsRequired,
                Modifier = IsPublic(member, options) ? "public" : IsHidden(member.Type) ? "private" : "internal",
            });
        }

        return new(models);
    }

    private Shown? Show(KeyedMember member, MemberOptions options)
    {
        ITypeSymbol type = member.Type;
        ITypeSymbol underlying = Underlying(type);
        if (options.FormatterAttribute is not null || CustomFormatters.Find(underlying) is not null)
        {
            return _classifier.Classify(member, options, "") is { } custom ? ShowValue(underlying, custom, isNullable: false) : null;
        }

        bool isNullable = type.IsValueType ? !ReferenceEquals(type, underlying) : type.NullableAnnotation != NullableAnnotation.NotAnnotated;
        if (underlying.SpecialType == SpecialType.System_String)
        {
            return new(ViewMemberKind.Plain, Bytes, "reader.ReadValidUtf8Span()", isNullable);
        }

        if (underlying is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } || CollectionTypes.FindMemory(underlying) is not null)
        {
            return new(ViewMemberKind.Plain, Bytes, "reader.ReadBinarySpan()", isNullable);
        }

        if (IsValue(underlying))
        {
            return Classify(type, options) is { } value ? ShowValue(underlying, value, isNullable: false) : null;
        }

        return Classify(underlying.WithNullableAnnotation(NullableAnnotation.NotAnnotated), options) is not { } model ? null
            : ViewOf(underlying) is { } nested ? new(ViewMemberKind.View, nested, "reader.ReadPart()", isNullable)
            : ShowCollection(underlying, options) is { } collection ? collection with { IsNullable = isNullable }
            : ShowValue(underlying, model, isNullable);
    }

    private Shown ShowValue(ITypeSymbol type, TypeModel model, bool isNullable) => IsValue(type)
        ? new(ViewMemberKind.Plain, model.Name, ReadCall(model), isNullable)
        : new(ViewMemberKind.Part, Encoded(model), "reader.ReadPart()", isNullable);

    /// <summary>Values are read at once: nothing is allocated for them, and nothing of them is nested far.</summary>
    private bool IsValue(ITypeSymbol type) =>
        type.IsUnmanagedType && !(type is INamedTypeSymbol named && ContractLookup.IsContract(named, scope.Compilation) && !RawLayouts.IsRaw(named));

    private Shown? ShowCollection(ITypeSymbol type, MemberOptions options)
    {
        ITypeSymbol? element = type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
            INamedTypeSymbol named when CollectionTypes.Find(named) is { IsSum: false, HasKeys: false } => named.TypeArguments[0],
            _ => null,
        };
        if (element is not null)
        {
            return Classify(element, options) is { } item
                ? new(
                    ViewMemberKind.Part,
                    ElementViewOf(element) is { } view ? $"global::TypedMq.MqViews<{view}>" : $"global::TypedMq.MqItems<{item.Formatter}, {item.Name}>",
                    "reader.ReadArrayPart()",
                    IsNullable: false)
                : null;
        }

        if (type is not INamedTypeSymbol dictionary || CollectionTypes.Find(dictionary) is not { HasKeys: true })
        {
            return null;
        }

        ITypeSymbol key = dictionary.TypeArguments[0].WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        ITypeSymbol value = dictionary.TypeArguments[1];
        return Classify(key, options) is { } keyModel && Classify(value, options) is { } valueModel
            ? new(
                ViewMemberKind.Part,
                $"global::TypedMq.MqPairs<{ElementViewOf(key) ?? Encoded(keyModel)}, {ElementViewOf(value) ?? Encoded(valueModel)}>",
                "reader.ReadMapPart()",
                IsNullable: false)
            : null;
    }

    /// <summary>The view of elements that are never null; null when they are decoded instead.</summary>
    private string? ElementViewOf(ITypeSymbol element) => element switch
    {
        { IsValueType: false, NullableAnnotation: not NullableAnnotation.NotAnnotated } => null,
        _ when CustomFormatters.Find(element) is not null => null,
        { SpecialType: SpecialType.System_String } => "global::TypedMq.MqUtf8",
        _ => ViewOf(element),
    };

    private string? ViewOf(ITypeSymbol type) => FindView(type) is { } found ? Names.Qualified(found) : null;

    private INamedTypeSymbol? FindView(ITypeSymbol type) =>
        type is INamedTypeSymbol named && ContractLookup.IsContract(named, scope.Compilation) && !UnionCases.IsUnion(named) && !RawLayouts.IsRaw(named) ? ViewLookup.Find(named, view, scope) : null;

    private TypeModel? Classify(ITypeSymbol type, MemberOptions options) => _classifier.ClassifyPart(type, options, contract.Name);

    private int? LimitOf(KeyedMember member, MemberOptions options) =>
        options.MaxLengthAttribute is not null && _classifier.Classify(member, options, "Limit") is { Limit: { } limit } ? limit.MaxLength : null;

    private static string Encoded(TypeModel model) => $"global::TypedMq.MqEncoded<{model.Formatter}, {model.Name}>";

    private static string ReadCall(TypeModel type) => type switch
    {
        { EnumUnderlying: not null } => $"({type.Name})reader.Read{type.Primitive}()",
        { Primitive: { } primitive } => $"reader.Read{primitive}()",
        _ => $"{type.Formatter}.Read(ref reader)",
    };

    private static ITypeSymbol Underlying(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    /// <summary>A private <c>_count</c> is shown as <c>Count</c>.</summary>
    private static string PropertyName(ISymbol member)
    {
        string bare = member.Name.TrimStart('_');
        return member.DeclaredAccessibility == Accessibility.Public || bare.Length == 0 || !char.IsLetter(bare[0]) ? member.Name : char.ToUpperInvariant(bare[0]) + bare.Substring(1);
    }

    /// <summary>Whether the view is seen by more code than a type that only the code around it can name. What it shows of that is for itself alone.</summary>
    private bool IsHidden(ITypeSymbol type) =>
        !scope.Compilation.IsSymbolAccessibleWithin(type, scope.Compilation.Assembly) && scope.Compilation.IsSymbolAccessibleWithin(view, scope.Compilation.Assembly);

    /// <summary>Whether everything that the property's type names can be named everywhere, as the view can.</summary>
    private bool IsPublic(KeyedMember member, MemberOptions options) =>
        IsPublic(member.Type) && (options.FormatterAttribute is null || (CustomFormatters.Of(options.FormatterAttribute) is { } formatter && IsPublic(formatter)));

    private bool IsPublic(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return IsPublic(array.ElementType);
        }

        if (type is not INamedTypeSymbol named)
        {
            return true;
        }

        foreach (ITypeSymbol argument in named.TypeArguments)
        {
            if (!IsPublic(argument))
            {
                return false;
            }
        }

        // The formatter of an adopted type is for this assembly alone.
        return ContractLookup.IsPublic(named)
            && ContractLookup.FindAdoption(named, scope.Compilation) is null
            && (FindView(named) is not { } nested || ContractLookup.IsPublic(nested))
            && (CustomFormatters.Find(named) is not { } custom || (CustomFormatters.Of(custom) is { } formatter && ContractLookup.IsPublic(formatter)));
    }
}
