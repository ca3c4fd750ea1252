using TypedMq.Transports;

namespace TypedMq.Tests.Versions;

/// <summary>All contracts of <see cref="ChangeTests"/>, for what the generator says of them.</summary>
[MqChannel("changes")]
internal interface IChanges
{
    void Send(Plain1 message);

    void Send(OptionalAdded2 message);

    void Send(DefaultAdded2 message);

    void Send(ValueAdded2 message);

    void Send(StructAdded2 message);

    void Send(InitAdded2 message);

    void Send(Constructed2 message);

    void Send(RequiredAdded2 message);

    void Send(LastRemoved2 message);

    void Send(FirstReserved2 message);

    void Send(OptionalFirst1 message);

    void Send(Reordered2 message);

    void Send(Renamed2 message);

    void Send(MovedToBase2 message);

    void Send(Swapped2 message);

    void Send(NullableName2 message);

    void Send(NullableId2 message);

    void Send(WideId2 message);

    void Send(NarrowId2 message);

    void Send(RealId2 message);

    void Send(TextId2 message);

    void Send(Limited2 message);

    void Send(Mapped2 message);

    void Send(Numbers1 message);

    void Send(Numbers2 message);

    void Send(Longer1 message);

    void Send(Longer2 message);

    void Send(Identified1 message);

    void Send(Identified2 message);

    void Send(Map1 message);

    void Send(MapAdded2 message);

    void Send(MapRenamed2 message);

    void Send(MapTyped2 message);

    void Send(MapRequired2 message);

    void Send(Holder1 message);

    void Send(Holder2 message);
}

/// <summary>What is said of a contract when a queue is opened, as if it were the only one of its channel.</summary>
internal static class Manifests
{
    /// <param name="contract">The contract.</param>
    /// <param name="role"><c>sends</c>, <c>receives</c> or <c>both</c>.</param>
    public static string Of(Type contract, string role)
    {
        string[] lines = Generated.TypedMq.Tests.Versions.ChangesProxy.Descriptor.Manifest!.Split('\n');
        string root = Assert.Single(lines, line => line.StartsWith("sends ", StringComparison.Ordinal) && line.EndsWith(" " + contract.Name, StringComparison.Ordinal));
        return $"manifest 1\n{role} {root.Split(' ')[1]} change\n" + string.Join('\n', lines.Where(static line => !line.StartsWith("sends ", StringComparison.Ordinal) && line != "manifest 1"));
    }

    /// <summary>Whether a queue that is used by the one may be opened by the other.</summary>
    public static bool Fit(string was, string now)
    {
        byte[] kept = MqManifest.Merge("changes", [], was)!;
        try
        {
            _ = MqManifest.Merge("changes", kept, now);
            return true;
        }
        catch (MqContractMismatchException)
        {
            return false;
        }
    }
}
