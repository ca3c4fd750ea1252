using System.Text;

namespace TypedMq.Conformance;

/// <summary>Contracts whose own code refuses values: receivers have one kind of error for what cannot be decoded, and settle it.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    public async Task What_a_contract_refuses_is_a_decode_error_whichever_way_it_is_received()
    {
        IHoldings holdings = OpenHoldings(out MqByteChannel bytes);
        Holding existing = new();

        foreach ((string owner, byte percent, Type cause) in new[] { ("nobody", (byte)1, typeof(InvalidOperationException)), ("me", (byte)101, typeof(ArgumentOutOfRangeException)) })
        {
            Func<Task>[] ways =
            [
                () => Task.FromResult(holdings.Receive(default)),
                () => Task.FromResult(holdings.TryReceive(out _)),
                () => Task.FromResult(holdings.TryReceive(out _, Patience)),
                () => Task.FromResult(holdings.TryReceiveInto(ref existing)),
                async () => await holdings.ReceiveAsync(default),
                async () =>
                {
                    await foreach (Holding holding in holdings.ReceiveAllAsync(default))
                    {
                        Assert.Fail($"{holding.Owner} owns too much.");
                    }
                },
            ];
            foreach (Func<Task> receive in ways)
            {
                SendHolding(bytes, owner, percent);
                MqDecodeException error = await Assert.ThrowsAsync<MqDecodeException>(receive);

                Assert.Equal(("Holding", null), (error.Contract, error.Member));
                Assert.Contains($"refused by the contract itself: {cause}", error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("101", error.Message, StringComparison.Ordinal);
                Assert.IsType(cause, error.InnerException);
                Assert.Equal(0, bytes.GetAttributes().Count);
            }
        }

        SendHolding(bytes, "you", 7);
        Assert.True(holdings.TryReceiveInto(ref existing));
        Assert.Equal(("you", 7, 1), (existing.Owner, existing.Shares[0].Percent, existing.Shares.Count));
    }

    [Fact]
    public void Want_of_memory_is_no_refusal()
    {
        IHoldings holdings = OpenHoldings(out MqByteChannel bytes);
        Holding existing = new();
        SendHolding(bytes, "everybody", 1);
        SendHolding(bytes, "everybody", 1);

        Assert.Throws<InsufficientMemoryException>(() => holdings.TryReceive(out _));
        Assert.Throws<InsufficientMemoryException>(() => holdings.TryReceiveInto(ref existing));
        Assert.Equal(0, bytes.GetAttributes().Count);
    }

    [Fact]
    public void What_a_contract_refuses_in_a_part_of_a_view_is_a_decode_error_in_the_handler()
    {
        IHoldings holdings = OpenHoldings(out MqByteChannel bytes);
        SendHolding(bytes, "me", 101);
        SendHolding(bytes, "me", 101);

        MqDecodeException items = Assert.Throws<MqDecodeException>(() => holdings.TryReceiveView(0, static (view, _) =>
        {
            foreach (Share share in view.Shares)
            {
                Assert.Fail($"{share.Percent} is no share.");
            }
        }));
        MqDecodeException part = Assert.Throws<MqDecodeException>(() => holdings.TryReceiveView(0, static (view, _) => view.Largest.Decode()));

        Assert.Equal(("Holding", "Shares"), (items.Contract, items.Member));
        Assert.Equal(("Holding", "Largest"), (part.Contract, part.Member));
        Assert.IsType<ArgumentOutOfRangeException>(items.InnerException);
        Assert.IsType<ArgumentOutOfRangeException>(part.InnerException);
        Assert.Equal(0, bytes.GetAttributes().Count);
    }

    private IHoldings OpenHoldings(out MqByteChannel bytes)
    {
        string name = NewName();
        bytes = Create(name, size: 256);
        return Open<IHoldings>(name, OtherNode(), size: 256, configure: static options => options.Envelope = MqEnvelopeMode.None);
    }

    private static void SendHolding(MqByteChannel bytes, string owner, byte percent)
    {
        byte[] text = Encoding.UTF8.GetBytes(owner);
        byte[] share = [0x91, percent];
        bytes.Send([0x93, (byte)(0xA0 | text.Length), .. text, 0x91, .. share, .. share]);
    }
}
