using System.Diagnostics;
using Microsoft.Extensions.Logging;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>One thing in a queue that cannot be: it is named, or does no harm.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed unsafe class FastMqDamageTests : FastMqTest
{
    [Theory]
    [InlineData(101)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [Trait("Accepts", "T4")]
    public void A_length_that_has_no_room_ends_the_queue_for_everybody_and_is_reported_once(int length)
    {
        foreach (MqTopology topology in Enum.GetValues<MqTopology>())
        {
            MqQueue queue = Open(Options() with { Topology = topology }), other = Open(Options() with { Topology = topology });
            TrySend(queue, [1]);
            SlotWithMessage(Map())->Length = length;
            MqCorruptQueueException error = Assert.Throws<MqCorruptQueueException>(() => queue.TryReceive(out _));
            Assert.Contains($"has a message of {length} bytes where 100 have room", error.Message, StringComparison.Ordinal);
            Assert.Throws<MqCorruptQueueException>(() => queue.TryReceive(out _));
            Assert.Throws<MqCorruptQueueException>(() => TrySend(other, [1]));
            Assert.Throws<MqCorruptQueueException>(() => other.Wait(MqDirection.Receive, MqDeadline.Infinite, default));
            Assert.True(Look().IsCorrupt);
            Assert.Single(Logger.Entries, entry => entry.Level == LogLevel.Error && entry.Text.Contains("is corrupt", StringComparison.Ordinal));
            Assert.True(Transport.Delete(Name()));
            Logger.Entries.Clear();
        }
    }

    [Fact]
    [Trait("Accepts", "T4")]
    public void A_peeked_length_that_has_no_room_ends_the_queue_too()
    {
        foreach (MqTopology topology in Enum.GetValues<MqTopology>())
        {
            MqQueue queue = Open(Options() with { Topology = topology });
            TrySend(queue, [1]);
            SlotWithMessage(Map())->Length = 101;
            Assert.Throws<MqCorruptQueueException>(() => queue.TryPeek(0, new byte[100], out _, out _));
            Transport.Delete(Name());
        }
    }

    [Fact]
    [Trait("Accepts", "T3")]
    public void A_slot_that_there_is_not_in_a_ring_ends_the_queue()
    {
        MqQueue queue = Open();
        TrySend(queue, [1]);
        FastMqMemory memory = Map();
        *(ulong*)memory.At(memory.Geometry.RingsOffset) = RingEntry.Make(1, 4);
        Assert.Contains("slot 4 of 4 in a ring", Assert.Throws<MqCorruptQueueException>(() => queue.TryReceive(out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Accepts", "T3")]
    public void A_lane_that_there_is_not_in_a_claim_ends_the_queue()
    {
        MqQueue queue = Open();
        MqClaim claim = Claim(queue);
        SlotHeader* slot = (SlotHeader*)((byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref claim.Payload[0]) - SlotHeader.PayloadAlone);
        slot->Lane = 200;
        Assert.Contains("lane 200 of 8", Assert.Throws<MqCorruptQueueException>(() => queue.TryCommit(ref claim, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Envelope_fields_that_nobody_knows_cost_their_message_and_no_other()
    {
        foreach (MqTopology topology in Enum.GetValues<MqTopology>())
        {
            MqQueue queue = Open(Options() with { Topology = topology });
            TrySend(queue, [1]);
            SlotWithMessage(Map())->Fields = 0xF0;
            TrySend(queue, [2]);
            Assert.Throws<MqDecodeException>(() => queue.TryReceive(out _));
            Assert.Equal([2], TryReceive(queue));
            Assert.Null(TryReceive(queue));
            Transport.Delete(Name());
        }
    }

    [Fact]
    public void A_message_whose_lane_lost_its_label_is_delivered_all_the_same()
    {
        MqQueue queue = Open();
        TrySend(queue, [1], 5);
        Map().Header->Labels[0] = 0;
        MqQueue other = Open();
        MqLease lease = Receive(other);
        Assert.Equal((1, 0), (lease.Payload[0], lease.Priority));
        other.Complete(ref lease);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(128)]
    [Trait("Accepts", "R7")]
    public void A_position_that_does_not_fit_its_ring_is_an_error_or_nothing_and_no_timeout_is_missed(int counter)
    {
        for (int distance = -2; distance <= 2000; distance += distance < 4 ? 1 : 666)
        {
            using MqNode node = MqNode.Create(options => options.UseFastMq());
            string name = Name().Value;
            MqByteChannel channel = node.OpenBytes(name, options => (options.Capacity, options.MaxMessageBytes) = (4, 100));
            for (int i = 0; i < 10; i++)
            {
                channel.TrySend([1]);
                channel.TryReceive(new byte[100], out _, out _);
            }

            channel.TrySend([1]);
            FastMqMemory memory = Map();
            ulong* word = (ulong*)memory.At(memory.Geometry.LanesOffset + counter);
            *word = (ulong)((long)*word + distance);
            long start = Stopwatch.GetTimestamp();
            foreach (Action use in (Action[])[Receive, Receive, Send, Receive, Send, Send, Send, Send, Send])
            {
                try
                {
                    use();
                }
                catch (MqCorruptQueueException)
                {
                }
            }

            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Bound / 2);
            node.Delete(name);

            void Receive() => channel.TryReceive(new byte[100], out _, out _, TimeSpan.FromMilliseconds(10));
            void Send() => channel.Send([1], TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>The slot of the only message.</summary>
    private static SlotHeader* SlotWithMessage(FastMqMemory memory)
    {
        FastMqGeometry geometry = memory.Geometry;
        for (long index = 0; index < geometry.Slots; index++)
        {
            SlotHeader* slot = (SlotHeader*)memory.At(geometry.SlotsOffset + (index * geometry.Stride));
            if (geometry.Engine == FastMqEngine.OneToOne ? slot->State != 0 : SlotState.Phase(slot->State) == SlotPhase.Ready)
            {
                return slot;
            }
        }

        throw new InvalidOperationException("No slot holds a message.");
    }
}
