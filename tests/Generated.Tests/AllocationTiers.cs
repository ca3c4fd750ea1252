using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>The table in docs/contracts.md, row by row: what a message allocates once everything is warm. True of optimised code (Release).</summary>
public sealed class AllocationTiers : IDisposable
{
    private const int Messages = 2_000;

    private readonly MqNode _node = MqNode.Create(static options => options.UseInProcess());

    public void Dispose() => _node.Dispose();

    [Fact]
    public void Tier_0_sending_allocates_nothing_whatever_the_contract()
    {
        IBaskets baskets = _node.Open<IBaskets>();
        ITrades trades = _node.Open<ITrades>();
        IHeadlines headlines = _node.Open<IHeadlines>();
        using Drain drain = new(_node, "baskets", "trades", "headlines");
        Basket basket = IntoTests.Filled(1);
        Trade trade = Trade(1);
        Headline headline = new(1, "ACME rises", [1, 2]);

        Assert.Equal(0, AllocatedByMessage(() =>
        {
            baskets.Send(basket);
            trades.TrySend(in trade);
            headlines.Send(headline, TimeSpan.Zero);
            ValueTask sent = headlines.SendAsync(headline);
            Assert.True(sent.IsCompletedSuccessfully);
            sent.GetAwaiter().GetResult();
            drain.Empty();
        }));
    }

    [Fact]
    public void Tier_1_a_struct_of_values_is_received_without_an_allocation()
    {
        ITrades trades = _node.Open<ITrades>();
        Trade trade = Trade(1);

        Assert.Equal(0, AllocatedByMessage(() =>
        {
            trades.Send(in trade);
            trades.TryReceive(out _);
        }));
    }

    [Fact]
    public void Tier_2_an_object_is_received_into_without_an_allocation_while_its_capacity_suffices_and_its_strings_repeat()
    {
        IBaskets baskets = _node.Open<IBaskets>();
        Basket[] sent = [IntoTests.Filled(1), IntoTests.Filled(1)];
        (sent[1].Id, sent[1].Levels[0], sent[1].Raw[1]) = (2, 9.5, 9);
        (sent[1].Lines[0].Number, sent[1].Prices[1], sent[1].Set) = (9, 4.5, [3]);
        Basket? received = IntoTests.Filled(1);
        int next = 0;

        Assert.Equal(0, AllocatedByMessage(() =>
        {
            baskets.Send(sent[next++ % 2]);
            baskets.TryReceiveInto(ref received);
        }));
    }

    [Fact]
    public void Tier_2_costs_the_strings_that_change_and_no_more()
    {
        IBaskets baskets = _node.Open<IBaskets>();
        Basket[] sent = [IntoTests.Filled(1), IntoTests.Filled(1).With("SYM2")];
        Basket? received = null;
        int next = 0;

        Assert.Equal(StringOf(4), AllocatedByMessage(() =>
        {
            baskets.Send(sent[next++ % 2]);
            baskets.TryReceiveInto(ref received);
        }));
    }

    [Fact]
    public void Tier_3_a_message_is_seen_in_place_without_an_allocation()
    {
        ISeenHeadlines headlines = _node.Open<ISeenHeadlines>();
        Headline headline = new(1, "ACME rises", [1, 2]);
        long[] sum = [0];

        Assert.Equal(0, AllocatedByMessage(() =>
        {
            headlines.Send(headline);
            headlines.TryReceiveView(sum, static (view, sum) =>
            {
                foreach (int code in view.Codes)
                {
                    sum[0] += code + view.Text.Length;
                }
            });
        }));
        Assert.NotEqual(0, sum[0]);
    }

    [Fact]
    public void Tier_4_objects_weigh_what_they_weigh()
    {
        IHeadlines headlines = _node.Open<IHeadlines>();
        Headline headline = new(1, "ACME rises", [1, 2]);

        // Headers take 16 bytes, in an array and a string more; objects are multiples of 8 bytes.
        long record = 16 + 8 + 8 + 8;
        long list = 16 + 8 + 4 + 4;
        long array = 24 + (2 * 4);
        Assert.Equal(152, record + StringOf(10) + list + array);
        Assert.Equal(152, AllocatedByMessage(() =>
        {
            headlines.Send(headline);
            headlines.Receive();
        }));
    }

    [Fact]
    public void Tier_4_with_cached_strings_costs_everything_but_them()
    {
        ICachedHeadlines headlines = _node.Open<ICachedHeadlines>();
        Headline headline = new(1, "ACME rises", [1, 2]);

        Assert.Equal(152 - StringOf(10), AllocatedByMessage(() =>
        {
            headlines.Send(headline);
            headlines.Receive();
        }));
    }

    private static Trade Trade(long quantity) => new("ACME", 2.5, quantity, DateTime.UnixEpoch, Guid.NewGuid(), Side.Buy);

    private static long StringOf(int length) => (22 + (2 * length) + 7) / 8 * 8;

    /// <summary>The least of several rounds: now and then the runtime allocates something for itself on any thread.</summary>
    private static double AllocatedByMessage(Action message)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Messages; i++)
            {
                message();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least / (double)Messages;
    }

    /// <summary>Empties queues without decoding what is in them.</summary>
    private sealed class Drain(MqNode node, params string[] queues) : IDisposable
    {
        private readonly MqByteChannel[] _queues = [.. queues.Select(name => node.OpenBytes(name, static options => options.Envelope = MqEnvelopeMode.Standard))];
        private readonly byte[] _buffer = new byte[65536];

        public void Empty()
        {
            foreach (MqByteChannel queue in _queues)
            {
                while (queue.TryReceive(_buffer, out _, out _))
                {
                }
            }
        }

        public void Dispose()
        {
            foreach (MqByteChannel queue in _queues)
            {
                queue.Dispose();
            }
        }
    }
}
