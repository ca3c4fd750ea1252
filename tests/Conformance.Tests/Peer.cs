namespace TypedMq.Conformance;

/// <summary>The program of the other processes.</summary>
internal static class Peer
{
    public static IReadOnlyList<string> Command(string transport) => ["dotnet", Path.Combine(AppContext.BaseDirectory, "TypedMq.Peer.dll"), transport];
}
