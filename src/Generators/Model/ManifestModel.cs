namespace TypedMq.Generators.Model;

/// <summary>What two services of a channel must agree on: what is kept with the queue, and compared when it is opened.</summary>
/// <param name="Roots">The contracts that the channel carries.</param>
/// <param name="Contracts">They, and those that they hold; others refer to one by its place here.</param>
internal sealed record ManifestModel(EquatableArray<ManifestRootModel> Roots, EquatableArray<ManifestContractModel> Contracts);

/// <summary>A contract that a channel carries.</summary>
/// <param name="Role"><c>sends</c>, <c>receives</c> or <c>both</c>.</param>
/// <param name="Contract">Its place among the contracts.</param>
/// <param name="Tag">What it is called on the wire.</param>
internal sealed record ManifestRootModel(string Role, int Contract, string Tag);

/// <summary>How the values of a contract look on the wire.</summary>
/// <param name="Kind"><c>array</c>, <c>map</c>, <c>union</c> or <c>raw</c>.</param>
/// <param name="Name">The simple name of its type.</param>
/// <param name="UnknownCaseIsNull">Whether a union takes cases that it does not know for null.</param>
/// <param name="Members">Its members, or the cases of a union.</param>
/// <param name="Layout">The memory of a raw contract; empty for others.</param>
internal sealed record ManifestContractModel(string Kind, string Name, bool UnknownCaseIsNull, EquatableArray<ManifestMemberModel> Members, string Layout);

/// <summary>A member of a contract, or a case of a union.</summary>
/// <param name="Key">Its key, or the tag of the case.</param>
/// <param name="IsRequired">Whether a message without it is refused.</param>
/// <param name="Type">Its type; <c>#1</c> is the contract of that place.</param>
internal sealed record ManifestMemberModel(string Key, bool IsRequired, string Type);
