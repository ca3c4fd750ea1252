using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Says how the contracts of a channel, and those that they hold, look on the wire.</summary>
internal sealed class ManifestParser
{
    private const int MaxContracts = 256;

    /// <summary>While a generic contract holds ever larger ones of its kind, which is an error, there are closed types without end: so many type arguments inside each other are enough.</summary>
    private const int MaxNesting = 8;

    /// <summary>How deep the type of a member is followed, as the runtime does.</summary>
    private const int MaxDepth = 16;

    private readonly Compilation _compilation;
    private readonly List<INamedTypeSymbol> _found = [];

    private ManifestParser(Compilation compilation) => _compilation = compilation;

    public static ManifestModel Parse(Endpoints senders, Endpoints receivers, RequestEndpoints requests, Compilation compilation)
    {
        ManifestParser parser = new(compilation);
        List<ManifestRootModel> roots = [];
        foreach (INamedTypeSymbol contract in senders.Contracts)
        {
            roots.Add(new(Contains(receivers.Contracts, contract) ? "both" : "sends", parser.PlaceOf(contract), senders.TagText(contract)));
        }

        foreach (INamedTypeSymbol contract in receivers.Contracts)
        {
            if (!Contains(senders.Contracts, contract))
            {
                roots.Add(new("receives", parser.PlaceOf(contract), receivers.TagText(contract)));
            }
        }

        foreach ((string role, INamedTypeSymbol contract, string tag) in requests.Roots)
        {
            roots.Add(new(role, parser.PlaceOf(contract), tag));
        }

        // Whoever is looked at may find others, which come after.
        List<ManifestContractModel> contracts = [];
        for (int i = 0; i < parser._found.Count; i++)
        {
            contracts.Add(parser.Describe(parser._found[i]));
        }

        return new(new(roots), new(contracts));
    }

    private static bool Contains(List<INamedTypeSymbol> contracts, INamedTypeSymbol contract) =>
        contracts.Exists(other => SymbolEqualityComparer.Default.Equals(other, contract));

    private int PlaceOf(INamedTypeSymbol contract)
    {
        int place = _found.FindIndex(other => SymbolEqualityComparer.Default.Equals(other, contract));
        if (place < 0 && _found.Count < MaxContracts)
        {
            place = _found.Count;
            _found.Add(contract);
        }

        return place;
    }

    private ManifestContractModel Describe(INamedTypeSymbol contract)
    {
        if (RawLayouts.IsRaw(contract))
        {
            return new("raw", contract.Name, UnknownCaseIsNull: false, default, RawLayouts.Find(contract)?.Fields ?? "?");
        }

        List<ManifestMemberModel> members = [];
        if (UnionCases.IsUnion(contract))
        {
            foreach ((int tag, INamedTypeSymbol listed) in UnionCases.CollectTagged(contract))
            {
                members.Add(new(Names.Literal(tag), IsRequired: false, ContractText(listed)));
            }

            bool unknownIsNull = Names.Attribute(contract, "MqContractAttribute") is { } attribute && Names.IsSet(attribute, "UnknownCaseIsNull");
            return new("union", contract.Name, unknownIsNull, new(members), "");
        }

        bool isMap = false;
        bool isElsewhere = !SymbolEqualityComparer.Default.Equals(contract.ContainingAssembly, _compilation.Assembly);
        foreach (KeyedMember member in KeyCollector.Collect(contract, _compilation))
        {
            isMap |= member.Text is not null;

            // Of another assembly's contract only public members are seen here: what seems to be a gap may be a private one.
            while (isElsewhere && !isMap && members.Count < member.Key)
            {
                members.Add(new(Names.Literal(members.Count), IsRequired: false, "custom<hidden>"));
            }

            MemberOptions options = MemberOptions.Of(member);
            string type = options.FormatterAttribute is null ? TypeText(member.Type, options.IsCompact, depth: 0) : CustomText(member.Type);
            members.Add(new(member.Text ?? Names.Literal(member.Key), member.IsRequired, type));
        }

        return new(isMap ? "map" : "array", contract.Name, UnknownCaseIsNull: false, new(members), "");
    }

    /// <summary>The type of a value, with <c>?</c> where null may be there.</summary>
    private string TypeText(ITypeSymbol type, bool isCompact, int depth)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return ValueText(nullable.TypeArguments[0], isCompact, depth) + "?";
        }

        bool takesNull = !type.IsValueType && type.NullableAnnotation != NullableAnnotation.NotAnnotated;
        return ValueText(type, isCompact, depth) + (takesNull ? "?" : "");
    }

    private string ValueText(ITypeSymbol type, bool isCompact, int depth)
    {
        // What a formatter of somebody's own writes is not known here.
        if (depth > MaxDepth || CustomFormatters.Find(type) is not null)
        {
            return CustomText(type);
        }

        return type switch
        {
            _ when BuiltInTypes.Find(type, isCompact) is { } builtIn => builtIn.Suffix.StartsWith("Compact", StringComparison.Ordinal) ? $"compact<{BareName(type)}>" : BareName(type),
            INamedTypeSymbol { EnumUnderlyingType: { } underlying } => $"enum<{type.Name},{BareName(underlying)}>",
            IArrayTypeSymbol { Rank: 1 } array => TypeText(array.ElementType, isCompact, depth + 1) + "[]",
            INamedTypeSymbol memory when CollectionTypes.FindMemory(memory) is { } name => $"{name}<byte>",
            INamedTypeSymbol collection when CollectionTypes.Find(collection) is { } shape => CollectionText(collection, shape, isCompact, depth + 1),
            _ when InlineArrays.FindTextBuffer(type) is not null => "FixedUtf8",
            _ when InlineArrays.Find(type) is { IsBuiltIn: true } inline => $"inline<{TypeText(inline.Element, isCompact, depth + 1)},{Names.Literal(inline.Length)}>",
            INamedTypeSymbol contract when ContractLookup.IsContract(contract, _compilation) => ContractText(contract),
            _ => CustomText(type),
        };
    }

    private string CollectionText(INamedTypeSymbol type, CollectionTypes.Shape shape, bool isCompact, int depth)
    {
        string items = "";
        for (int i = 0; i < type.TypeArguments.Length; i++)
        {
            ITypeSymbol argument = type.TypeArguments[i];
            string item = i == 0 && shape.HasKeys ? ValueText(argument, isCompact, depth) : TypeText(argument, isCompact, depth);
            items += (i == 0 ? "" : ",") + item;
        }

        return type.Name == "ValueTuple" ? $"({items})" : $"{type.Name}<{items}>";
    }

    private string ContractText(INamedTypeSymbol contract) => !IsDeeper(contract, MaxNesting) && PlaceOf(contract) is var place and >= 0 ? "#" + Names.Literal(place) : CustomText(contract);

    private static bool IsDeeper(INamedTypeSymbol type, int depth)
    {
        foreach (ITypeSymbol argument in type.TypeArguments)
        {
            if (argument is INamedTypeSymbol named && (depth == 0 || IsDeeper(named, depth - 1)))
            {
                return true;
            }
        }

        return false;
    }

    private static string CustomText(ITypeSymbol type) => $"custom<{(type.Name.Length == 0 ? "array" : type.Name)}>";

    private static string BareName(ITypeSymbol type) => Names.Display(type.WithNullableAnnotation(NullableAnnotation.None));
}
