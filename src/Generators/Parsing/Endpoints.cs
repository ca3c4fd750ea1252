using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>The contracts that a channel sends, or those that it receives: one field of the proxy each.</summary>
internal sealed class Endpoints(Compilation compilation, string suffix)
{
    private readonly Locals _fields = new();
    private readonly List<EndpointModel> _models = [];

    /// <summary>The contracts, in the order of the models.</summary>
    public List<INamedTypeSymbol> Contracts { get; } = [];

    /// <summary>The endpoint of a contract; null, and why, when it has no formatter.</summary>
    public EndpointModel? Get(INamedTypeSymbol contract, out string? problem)
    {
        problem = null;
        for (int i = 0; i < Contracts.Count; i++)
        {
            if (SymbolEqualityComparer.Default.Equals(Contracts[i], contract))
            {
                return _models[i];
            }
        }

        if (ContractLookup.FindFormatter(contract, compilation, out problem) is not { } formatter)
        {
            return null;
        }

        EndpointModel endpoint = new("_" + _fields.Take(contract.Name + suffix).TrimStart('@'), Names.Qualified(contract), contract.Name, formatter, Tag(contract));
        Contracts.Add(contract);
        _models.Add(endpoint);
        return endpoint;
    }

    public EquatableArray<EndpointModel> ToArray() => new(_models);

    /// <summary>What a contract is called on the wire: its own tag, or its simple name.</summary>
    public static string TagText(INamedTypeSymbol contract) =>
        Names.Attribute(contract, "MqContractAttribute") is { ConstructorArguments: [{ Value: string tag }] } ? tag : contract.Name;

    /// <summary>The tag in the envelope. 0 means that there is none.</summary>
    public static uint Tag(INamedTypeSymbol contract) => Math.Max(Hash.Fnv1a(TagText(contract)), 1);
}
