using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>The contracts that a channel sends, or those that it receives: one field of the proxy each.</summary>
internal sealed class Endpoints(TypeClassifier classifier, Compilation compilation, string suffix)
{
    private readonly Locals _fields = new();
    private readonly List<EndpointModel> _models = [];

    /// <summary>The contracts, in the order of the models.</summary>
    public List<INamedTypeSymbol> Contracts { get; } = [];

    /// <summary>The endpoint of a contract. Null when it has no formatter: <paramref name="problem"/> says why, or is null when that is reported already.</summary>
    public EndpointModel? Get(INamedTypeSymbol contract, LocationInfo? place, string method, out string? problem)
    {
        problem = null;
        for (int i = 0; i < Contracts.Count; i++)
        {
            if (SymbolEqualityComparer.Default.Equals(Contracts[i], contract))
            {
                return _models[i];
            }
        }

        if (classifier.Classify(contract, place, method, out problem) is not { } model)
        {
            return null;
        }

        EndpointModel endpoint = new("_" + _fields.Take(contract.Name + suffix).TrimStart('@'), model.Name, contract.Name, MessageFormatter(contract, model), Tag(contract));
        Contracts.Add(contract);
        _models.Add(endpoint);
        return endpoint;
    }

    /// <summary>As a message, a raw contract is its memory and nothing else.</summary>
    public static string MessageFormatter(INamedTypeSymbol contract, TypeModel model) =>
        RawLayouts.Find(contract) is null ? model.Formatter : $"global::TypedMq.Formatters.RawMessageFormatter<{model.Formatter}, {model.Name}>";

    public bool IsContract(INamedTypeSymbol type) => ContractLookup.IsContract(type, compilation);

    /// <summary>The worst-case size of a contract in bytes.</summary>
    public int MaxSize(INamedTypeSymbol contract) => ContractGraph.MaxSize(contract, compilation);

    /// <summary>Why no object of a contract can be received into; null when one can.</summary>
    public string? FindObjectionToOverwriting(ITypeSymbol contract) => Overwriting.FindObjection((INamedTypeSymbol)contract, classifier.Compilation);

    public EquatableArray<EndpointModel> ToArray() => new(_models);

    /// <summary>What a contract is called on the wire: its own tag, or its simple name; a generic one with what it is closed over.</summary>
    public string TagText(INamedTypeSymbol contract) => (ContractLookup.FindTag(contract, compilation) ?? contract.Name) + ArgumentsText(contract);

    private string ArgumentsText(INamedTypeSymbol type)
    {
        string text = "";
        foreach (ITypeSymbol argument in type.TypeArguments)
        {
            text += (text.Length == 0 ? "<" : ", ") + ArgumentText(argument);
        }

        return text.Length == 0 ? "" : text + ">";
    }

    /// <summary>What any type is called in a tag.</summary>
    public string ArgumentText(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => ArgumentText(array.ElementType) + "[]",
        INamedTypeSymbol named => TagText(named),
        _ => type.Name,
    };

    /// <summary>The tag in the envelope. 0 means that there is none. That of a raw contract covers its layout, so that two never mix.</summary>
    public uint Tag(INamedTypeSymbol contract) => Math.Max(Hash.Fnv1a(TagText(contract) + RawLayouts.Find(contract)?.Fields), 1);
}
