using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedMq.Generators.Parsing;

/// <summary>Names of the runtime, and how names of users become names of generated code.</summary>
internal static class Names
{
    public const string ContractAttribute = "TypedMq.MqContractAttribute";
    public const string ContractForAttribute = "TypedMq.MqContractForAttribute";
    public const string MessagePackObjectAttribute = "MessagePack.MessagePackObjectAttribute";
    public const string MessagePackUnionAttribute = "MessagePack.UnionAttribute";
    public const string ChannelAttribute = "TypedMq.MqChannelAttribute";
    public const string ViewAttribute = "TypedMq.MqViewAttribute";

    private static readonly SymbolDisplayFormat QualifiedFormat = SymbolDisplayFormat.FullyQualifiedFormat;

    private static readonly SymbolDisplayFormat FormatWithoutArguments = QualifiedFormat.WithGenericsOptions(SymbolDisplayGenericsOptions.None);

    private static readonly SymbolDisplayFormat AnnotatedFormat =
        QualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat BareFormat = QualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>The type in C#, from <c>global::</c> on.</summary>
    public static string Qualified(ITypeSymbol type) => type.ToDisplayString(QualifiedFormat);

    /// <summary>The same without type arguments.</summary>
    public static string WithoutArguments(ITypeSymbol type) => type.ToDisplayString(FormatWithoutArguments);

    /// <summary>The same with nullable annotations.</summary>
    public static string Annotated(ITypeSymbol type) => type.ToDisplayString(AnnotatedFormat);

    /// <summary>The type as a message to a person shows it.</summary>
    public static string Display(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    /// <summary>The same with its namespace, where its simple name says too little.</summary>
    public static string FullDisplay(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);

    /// <summary>The namespace of a type; empty when it has none.</summary>
    public static string Namespace(INamedTypeSymbol type) => type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(BareFormat);

    /// <summary>The namespace of what is generated for a type.</summary>
    public static string GeneratedNamespace(INamedTypeSymbol type) => type.ContainingNamespace.IsGlobalNamespace
        ? "TypedMq.Generated.Global"
        : GeneratedNamespace(type.ContainingNamespace.ToDisplayString(BareFormat));

    /// <summary>A user's namespace <c>Global</c> is not where types without a namespace are.</summary>
    private static string GeneratedNamespace(string name) =>
        "TypedMq.Generated." + (name == "Global" || name.StartsWith("Global.", StringComparison.Ordinal) ? "Global." : "") + name;

    /// <summary>
    /// The names of a nested type and of those around it: <c>Outer_Inner</c>; with a suffix where <c>Outer_Inner</c> may be another type.
    /// </summary>
    public static string Joined(INamedTypeSymbol type)
    {
        if (type.ContainingType is null)
        {
            return type.Name;
        }

        string joined = type.Name;
        bool isAmbiguous = joined.IndexOf('_') >= 0;
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            joined = $"{outer.Name}_{joined}";
            isAmbiguous |= outer.Name.IndexOf('_') >= 0;
        }

        isAmbiguous |= !type.ContainingNamespace.GetTypeMembers(joined).IsEmpty;
        return isAmbiguous ? $"{joined}_{Hash.Fnv1a(FullDisplay(type)).ToString("x8", CultureInfo.InvariantCulture)}" : joined;
    }

    /// <summary>The simple name of a contract's formatter.</summary>
    public static string Formatter(INamedTypeSymbol contract) => Joined(contract) + "Formatter";

    /// <summary>
    /// The simple name of a channel's proxy: <c>IOrders</c> has <c>OrdersProxy</c>, unless <c>Orders</c> is there and may have it too. Names with
    /// an underscore stay as they are: nested ones are joined by it.
    /// </summary>
    public static string Proxy(INamedTypeSymbol channel)
    {
        string name = Joined(channel);
        if (channel.ContainingType is null && name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]))
        {
            string bare = name.Substring(1);
            name = bare.IndexOf('_') < 0 && channel.ContainingNamespace.GetTypeMembers(bare).IsEmpty ? bare : name;
        }

        return name + "Proxy";
    }

    /// <summary>The name of a generated file. File systems that ignore case, and Roslyn does so too, must not confuse two of them.</summary>
    public static string Hint(INamedTypeSymbol type)
    {
        string name = FullDisplay(type);
        return $"{name.Replace("@", "").Replace('<', '{').Replace('>', '}')}.{Hash.Fnv1a(name).ToString("x8", CultureInfo.InvariantCulture)}.g.cs";
    }

    /// <summary>A name as C# accepts it.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>A string or number in C#.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Literal(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a type is the one with this namespace, name and number of type parameters.</summary>
    public static bool Is(ITypeSymbol? type, string containingNamespace, string name, int arity = 0) =>
        type is INamedTypeSymbol { ContainingType: null } named
        && named.Arity == arity
        && named.Name == name
        && named.ContainingNamespace.ToDisplayString() == containingNamespace;

    /// <summary>Whether a property of an attribute is set to <c>true</c>.</summary>
    public static bool IsSet(AttributeData attribute, string property)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == property)
            {
                return argument.Value.Value is true;
            }
        }

        return false;
    }

    /// <summary>The attribute of TypedMq with this name.</summary>
    public static AttributeData? Attribute(ISymbol symbol, string name)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (Is(attribute.AttributeClass, "TypedMq", name))
            {
                return attribute;
            }
        }

        return null;
    }
}

/// <summary>FNV-1a, 32 bits: small, stable between versions and machines.</summary>
internal static class Hash
{
    public static uint Fnv1a(string text)
    {
        uint hash = 2166136261;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ value) * 16777619);
        }

        return hash;
    }
}
