using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>Counters that come round: a queue that has been in use for longer than any queue will be goes on as before.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed unsafe class FastMqWrapTests : FastMqTest
{
    private const int Lanes = 3;

    /// <summary>Where the turn of a ring, of 44 bits over 1024 entries, comes round; where a position does; and where none does.</summary>
    public static TheoryData<ulong> Positions => [(1UL << 54) - 700, ulong.MaxValue - 700, (1UL << 63) - 700, 5000];

    [Theory]
    [MemberData(nameof(Positions))]
    public void Rings_slots_orphans_and_events_that_come_round_lose_nothing_and_change_no_order(ulong position)
    {
        MqQueue queue = Open(Options() with { Capacity = 16, MaxPriorities = Lanes });
        Age(Map(), position);
        MqQueue[] handles = [queue, Open(), Open()];
        Queue<int>[] expected = [new(), new(), new()];
        Random random = new(1);
        int next = 0, abandoned = 0;
        for (int i = 0; i < 12_000; i++)
        {
            int lane = random.Next(Lanes);
            if (random.Next(2) == 0 && expected.Sum(static one => one.Count) < 16)
            {
                TrySend(handles[random.Next(3)], BitConverter.GetBytes(next), lane);
                expected[lane].Enqueue(next++);
            }
            else if (handles[random.Next(3)] is var receiver && receiver.TryReceive(out MqLease lease))
            {
                int highest = Array.FindLastIndex(expected, static one => one.Count > 0);
                Assert.Equal((highest, expected[highest].Peek()), (lease.Priority, BitConverter.ToInt32(lease.Payload)));
                if (random.Next(4) == 0)
                {
                    abandoned++;
                    receiver.Abandon(ref lease);
                }
                else
                {
                    expected[highest].Dequeue();
                    receiver.Complete(ref lease);
                }
            }

            Assert.Equal(expected.Sum(static one => one.Count), queue.GetAttributes().Count);
        }

        Assert.InRange(next, 4000, int.MaxValue);
        Assert.InRange(abandoned, 500, int.MaxValue);
        Assert.False(Look().IsCorrupt);
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void Several_that_were_abandoned_around_the_place_keep_their_order(ulong position)
    {
        MqQueue queue = Open(Options() with { Capacity = 16, MaxPriorities = Lanes });
        Age(Map(), position + 695);
        for (byte i = 0; i < 12; i++)
        {
            TrySend(queue, [i]);
        }

        MqLease[] leases = new MqLease[12];
        Assert.Equal(12, queue.TryReceive(leases));
        foreach (int index in (int[])[7, 2, 11, 0, 5, 1, 3, 10, 4, 6, 9, 8])
        {
            queue.Abandon(ref leases[index]);
        }

        byte[] buffer = new byte[100];
        for (byte i = 0; i < 12; i++)
        {
            Assert.True(queue.TryPeek(0, buffer, out _, out _));
            Assert.Equal((i, i), (buffer[0], TryReceive(queue)![0]));
        }
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void What_a_killed_sender_had_in_no_ring_is_told_from_what_it_had_sent(ulong position)
    {
        MqQueue queue = Open(Options() with { Capacity = 16, MaxPriorities = Lanes });
        FastMqMemory memory = Map();
        Age(memory, position + 698);
        PoolEngine dead = new(memory, me: 9);
        for (byte i = 0; i < 6; i++)
        {
            Assert.True(dead.TryReserve(0, out SlotHeader* slot, out ulong state));
            slot->Lane = (byte)dead.LaneOf(0);
            ((byte*)slot)[SlotHeader.PayloadAlone] = i;
            Assert.True(dead.TryGetIndex(slot, out uint index));
            if (i == 5)
            {
                // Killed between the state and the ring.
                slot->State = SlotState.With(state, SlotPhase.Ready, 9);
                break;
            }

            Assert.Equal(PoolOutcome.Done, dead.Commit(slot, state, index, 1));
        }

        Assert.Equal(new RecoveredSlots(1, 0, 0), new PoolEngine(memory, me: 1).RecoverSlots(9, deliversAgain: true));
        for (byte i = 0; i < 5; i++)
        {
            Assert.Equal([i], TryReceive(queue)!);
        }

        Assert.Null(TryReceive(queue));
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void Positions_of_one_sender_and_one_receiver_that_come_round_lose_nothing(ulong position)
    {
        MqQueue queue = Open(OneToOne() with { Capacity = 8 });
        FastMqMemory memory = Map();
        memory.Header->Head = position;
        byte* slots = memory.At(memory.Geometry.SlotsOffset);
        for (ulong i = 0; i < 8; i++)
        {
            // Each holds what lay there a turn ago.
            ((SlotHeader*)(slots + ((position + i) % 8 * (ulong)memory.Geometry.Stride)))->State = position + i - 8 + 1;
        }

        int sent = 0, received = 0;
        Random random = new(2);
        while (received < 3000)
        {
            for (int burst = random.Next(9); burst > 0 && sent - received < 8; burst--)
            {
                MqClaim claim = Claim(queue);
                if (random.Next(4) == 0)
                {
                    queue.Abort(ref claim);
                    claim = Claim(queue);
                }

                BitConverter.TryWriteBytes(claim.Payload, sent++);
                Assert.True(queue.TryCommit(ref claim, sizeof(int)));
            }

            Assert.Equal(sent - received, queue.GetAttributes().Count);
            while (sent > received)
            {
                MqLease lease = Receive(queue);
                Assert.Equal(received, BitConverter.ToInt32(lease.Payload));
                if (random.Next(4) == 0)
                {
                    queue.Abandon(ref lease);
                    Assert.Equal(2, (lease = Receive(queue)).DeliveryCount);
                }

                queue.Complete(ref lease);
                received++;
                if (random.Next(3) == 0)
                {
                    break;
                }
            }
        }
    }

    /// <summary>Makes a fresh queue of 16 slots one in which each ring is at a position, and every other counter nearly at its end.</summary>
    private static void Age(FastMqMemory memory, ulong position)
    {
        FastMqGeometry geometry = memory.Geometry;
        FastMqHeader* header = memory.Header;
        ulong size = (ulong)geometry.RingSize;
        for (int lane = 0; lane < geometry.Lanes; lane++)
        {
            ulong* ring = (ulong*)memory.At(geometry.RingsOffset) + ((long)lane * geometry.RingWords);
            for (ulong i = 0; i < size; i++)
            {
                // Those before the position are of its turn, those from it on of the turn before.
                ulong turn = (position / size) + (i < position % size ? 1UL : 0UL);
                ring[i] = RingEntry.Make(turn & RingEntry.TurnMask, 0);
            }

            *(ulong*)memory.At(geometry.LanesOffset + ((long)lane * FastMqGeometry.LaneSize)) = position;
            *(ulong*)memory.At(geometry.LanesOffset + ((long)lane * FastMqGeometry.LaneSize) + (FastMqGeometry.LaneSize / 2)) = position;
        }

        for (uint slot = 0; slot < geometry.Slots; slot++)
        {
            ((SlotHeader*)memory.At(geometry.SlotsOffset + (slot * geometry.Stride)))->State = (ulong.MaxValue << 16) - (slot << 16);
        }

        (header->OrphansRaised, header->OrphansScanned) = (uint.MaxValue - 50, uint.MaxValue - 50);
        (header->NotEmpty, header->NotFull) = (uint.MaxValue - 20, uint.MaxValue - 21);
    }
}
