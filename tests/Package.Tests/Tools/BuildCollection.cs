namespace TypedMq.Tests.Tools;

/// <summary>Tests that run whole builds, one after the other: together they would only be slower.</summary>
[CollectionDefinition(Name)]
public sealed class BuildCollection : ICollectionFixture<PackedPackages>
{
    public const string Name = "builds";
}
