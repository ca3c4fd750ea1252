namespace TypedMq.Tests.Zoo;

/// <summary>A member of a type that only the contract itself can name: the formatter lies inside of it.</summary>
[MqContract]
public sealed partial class WithPrivateTypes
{
    [MqKey(0)]
    private Side _side;

    [MqKey(1)]
    private List<Part?> _parts = [];

    public WithPrivateTypes()
    {
    }

    public WithPrivateTypes(bool isSell, params int[] parts)
    {
        _side = isSell ? Side.Sell : Side.Buy;
        _parts = [.. parts.Select(static part => part < 0 ? null : new Part(part))];
    }

    public override string ToString() => $"{_side}: {string.Join(", ", _parts.Select(static part => part?.ToString() ?? "none"))}";

    private enum Side
    {
        Buy,
        Sell,
    }

    [MqContract]
    private sealed partial record Part(int Number) : IPart;

    [MqContract, MqUnion(0, typeof(Part))]
    private partial interface IPart;
}
