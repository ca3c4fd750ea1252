using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Channels that receive into a message that is there.</summary>
public sealed class IntoChannelTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly MqNode _node = MqNode.Create(static options => options.UseInProcess());

    public void Dispose() => _node.Dispose();

    [Fact]
    public void A_message_is_received_into_the_object_that_is_there()
    {
        IBaskets baskets = _node.Open<IBaskets>();
        Basket? existing = IntoTests.Filled(1);
        Basket before = existing;
        baskets.Send(IntoTests.Filled(2));

        Assert.True(baskets.TryReceiveInto(ref existing));

        Assert.Same(before, existing);
        Assert.Equal(2, existing!.Id);
    }

    [Fact]
    public void An_empty_queue_leaves_the_object_alone()
    {
        IBaskets baskets = _node.Open<IBaskets>();
        Basket existing = IntoTests.Filled(1);
        Basket? nothing = null;

        Assert.False(baskets.TryReceiveInto(ref nothing));
        Assert.False(baskets.TryReceiveIntoWithin(ref existing, TimeSpan.Zero));

        Assert.Null(nothing);
        Assert.Equal(1, existing.Id);
    }

    [Fact]
    public void Null_is_received_into_a_new_object()
    {
        IBaskets baskets = _node.Open<IBaskets>();
        Basket? nothing = null;
        baskets.Send(IntoTests.Filled(2));

        Assert.True(baskets.TryReceiveInto(ref nothing));

        Assert.Equal(2, nothing!.Id);
    }

    [Fact]
    public async Task A_receive_with_a_timeout_waits_for_the_message()
    {
        IBaskets baskets = _node.Open<IBaskets>();
        Basket existing = IntoTests.Filled(1);
        Task<bool> receiving = Task.Run(() => baskets.TryReceiveIntoWithin(ref existing, Patience));
        baskets.Send(IntoTests.Filled(3));

        Assert.True(await receiving.WaitAsync(Patience));
        Assert.Equal(3, existing.Id);
    }

    [Fact]
    public void What_is_not_the_contract_is_refused_and_gone()
    {
        IBaskets baskets = _node.Open<IBaskets>();
        using MqByteChannel bytes = _node.OpenBytes("baskets", static options =>
        {
            options.Envelope = MqEnvelopeMode.Standard;
            options.MaxMessageBytes = 4096;
        });
        byte[] message = Codec.Write<BasketFormatter, Basket>(IntoTests.Filled(2));
        Basket? existing = IntoTests.Filled(1);
        bytes.Send(message.AsSpan(0, message.Length - 1));
        bytes.Send([.. message, 0]);
        baskets.Send(IntoTests.Filled(3));

        Assert.Throws<MqDecodeException>(() => baskets.TryReceiveInto(ref existing));
        Assert.Throws<MqDecodeException>(() => baskets.TryReceiveInto(ref existing));
        Assert.True(baskets.TryReceiveInto(ref existing));

        Assert.Equal((3, "SYM3"), (existing!.Id, existing.Symbol));
    }

    [Fact]
    public void A_struct_is_received_into()
    {
        ITotals totals = _node.Open<ITotals>();
        BasketTotal total = new() { Currency = "EUR", Mine = 5 };
        totals.Send(new() { Currency = "USD", Amount = 3 });

        Assert.True(totals.TryReceiveInto(ref total));

        Assert.Equal(new BasketTotal { Currency = "USD", Amount = 3, Mine = 5 }, total);
    }
}
