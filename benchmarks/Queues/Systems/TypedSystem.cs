using System.Runtime.CompilerServices;
using TypedMq.Benchmarks.Host;
using TypedMq.Transports;

namespace TypedMq.Benchmarks.Systems;

/// <summary>One of TypedMq's transports as services use it: a record through the generated proxy of a channel.</summary>
/// <param name="kind">Which one.</param>
internal sealed class TypedSystem(TransportKind kind) : QueueSystem<TypedEnd>
{
    private const string TransportName = "benchmarked";

    private readonly MqNode _node = MqNode.Create(options =>
    {
        options.AddTransport(TransportName, _ => kind.Create());
        options.Transport = TransportName;
        options.Scope = TransportKind.ScopeName;
    });

    public override string Name => kind.Name + "-typed";

    public override TransportKind Kind => kind;

    public override string? Reference => AllowsForCodec ? kind.Name : kind.Reference;

    public override bool IsTyped => true;

    public override bool AllowsForCodec => !kind.IsOfKernel;

    public override bool CrossesProcesses => kind.CrossesProcesses;

    public override bool IsManyToMany => kind.Topology == MqTopology.ManyToMany;

    public override bool CanSleep => false;

    protected override IOpenQueue<TypedEnd> OpenQueue(QueueShape shape, MqAccess access, bool creates, SharedRoom room)
    {
        switch (access)
        {
            case MqAccess.Send:
                return new OpenTypedQueue(_node.Open<IQuoteSender>(Configure), null);
            case MqAccess.Receive:
                return new OpenTypedQueue(null, _node.Open<IQuoteReceiver>(Configure));
            default:
                IQuotes both = _node.Open<IQuotes>(Configure);
                return new OpenTypedQueue(both, both);
        }

        void Configure(MqChannelOptions options)
        {
            options.Name = shape.Name;
            options.OpenMode = creates ? MqOpenMode.CreateNew : MqOpenMode.OpenExisting;
            options.Capacity = Math.Min(shape.Capacity, kind.MaxCapacity(shape.MessageBytes + MqEnvelopePrefix.ReservedBytes));
            options.MaxMessageBytes = shape.MessageBytes;
            options.Topology = kind.Topology;
            options.SpinTime = TimeSpan.Zero;
        }
    }

    protected override void DeleteQueue(string name) => _node.Delete(name);
}

internal sealed class OpenTypedQueue(IMqSender<Quote>? sender, IMqReceiver<Quote>? receiver) : IOpenQueue<TypedEnd>
{
    public TypedEnd CreateEnd() => new(sender!, receiver!);

    public void Sleep(TimeSpan longest) => throw new BenchmarkException("How a typed channel sleeps is its transport's business.");

    public async ValueTask<long> ReceiveAsync(TypedEnd end) => (await receiver!.ReceiveAsync()).Number;

    public void Dispose()
    {
        ((IMqChannel?)sender)?.Dispose();
        ((IMqChannel?)receiver)?.Dispose();
    }
}

/// <param name="sender">Null where only <paramref name="receiver"/> is used.</param>
/// <param name="receiver">Null where only <paramref name="sender"/> is used.</param>
internal readonly struct TypedEnd(IMqSender<Quote> sender, IMqReceiver<Quote> receiver) : IMessageEnd
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySend(long number, int priority) => sender.TrySend(Quote.Numbered(number));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReceive(out long number)
    {
        bool received = receiver.TryReceive(out Quote quote);
        number = quote.Number;
        return received;
    }
}
