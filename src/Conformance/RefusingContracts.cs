namespace TypedMq.Conformance;

/// <summary>A contract whose constructor refuses some values.</summary>
[MqContract]
internal sealed class Share
{
    public Share(int percent)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        Percent = percent;
    }

    [MqKey(0)]
    public int Percent { get; }
}

/// <summary>A contract whose setter refuses some values.</summary>
[MqContract]
internal sealed class Holding
{
    private string _owner = "";

    [MqKey(0)]
    public string Owner
    {
        get => _owner;
        set => _owner = value switch
        {
            "nobody" => throw new InvalidOperationException("Nobody owns nothing."),
            "everybody" => throw new InsufficientMemoryException(),
            _ => value,
        };
    }

    [MqKey(1)]
    public List<Share> Shares { get; set; } = [];

    [MqKey(2)]
    public Share? Largest { get; set; }
}

[MqView(typeof(Holding))]
internal readonly ref partial struct HoldingView;

[MqChannel("holdings")]
internal interface IHoldings : IMqReceiver<Holding>, IMqViewReceiver<HoldingView>
{
    bool TryReceiveInto(ref Holding holding);
}
