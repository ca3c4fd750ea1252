using TypedMq.Scopes;

namespace TypedMq.Tests.Support;

/// <summary>
/// All tests that use queues of the kernel, one after the other: its limits are per user. Scopes live in a folder of this run, so that
/// nothing is left on the host and no other run is met.
/// </summary>
[CollectionDefinition(Name)]
public sealed class PosixCollection : ICollectionFixture<ScopeRoot>
{
    public const string Name = "POSIX queues";
}

public sealed class ScopeRoot : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable(ScopeFolder.RootVariable);

    public ScopeRoot() => Environment.SetEnvironmentVariable(ScopeFolder.RootVariable, FullPath);

    public string FullPath { get; } = Directory.CreateTempSubdirectory("typedmq-tests-").FullName;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(ScopeFolder.RootVariable, _before);
        Directory.Delete(FullPath, recursive: true);
    }
}
