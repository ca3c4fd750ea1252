using TypedMq.Interop;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.SysV;

/// <summary>What goes through a queue: bytes, types, priorities, and what other programs make of them.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "typed")]
public sealed class SysVMessageTests : SysVTest
{
    [Fact]
    [Trait("Accepts", "G39")]
    [Trait("Accepts", "V34")]
    public void The_type_word_is_the_priority_and_nothing_of_the_payload()
    {
        MqQueue queue = Open(MqEnvelopeMode.None);
        byte[] payload = [.. Enumerable.Range(0, 100).Select(i => (byte)(0xFF - i))];
        TrySend(queue, payload, 5);
        (long type, byte[] bytes) = ReceiveRaw(IdOf(queue))!.Value;
        Assert.Equal(32768 - 5, type);
        Assert.Equal(payload, bytes);

        SendRaw(IdOf(queue), 1, payload);
        Assert.Equal(payload, TryReceive(queue, out int priority));
        Assert.Equal(32767, priority);
    }

    [Fact]
    [Trait("Accepts", "G15")]
    [Trait("Accepts", "V41")]
    [Trait("Accepts", "V43")]
    [Trait("Accepts", "S4")]
    public void The_highest_priority_comes_first_and_within_one_the_oldest()
    {
        MqQueue queue = Open(Options() with { Capacity = 20 });
        int[] priorities = [8, 4, 7, 1, 0, 15, 2, 4, 32767, 0];
        for (int i = 0; i < priorities.Length; i++)
        {
            Assert.True(TrySend(queue, [(byte)i], priorities[i]));
        }

        List<(int, int)> received = [];
        while (TryReceive(queue, out int priority) is { } payload)
        {
            received.Add((priority, payload[0]));
        }

        Assert.Equal([(32767, 8), (15, 5), (8, 0), (7, 2), (4, 1), (4, 7), (2, 6), (1, 3), (0, 4), (0, 9)], received);
        Assert.Throws<ArgumentOutOfRangeException>(() => TrySend(queue, [1], 32768));
        Assert.Throws<ArgumentOutOfRangeException>(() => TrySend(queue, [1], -1));
    }

    [Fact]
    [Trait("Accepts", "V35")]
    [Trait("Accepts", "V46")]
    public void Empty_messages_are_messages_and_do_not_come_without_an_end()
    {
        MqQueue queue = Open(Options() with { Envelope = MqEnvelopeMode.None });
        int sent = 0;
        while (TrySend(queue, []))
        {
            sent++;
        }

        // The kernel takes no more messages than the queue has bytes.
        Assert.Equal(400, sent);
        Assert.Equal(400, queue.GetAttributes().Count);
        Assert.False(queue.Wait(MqDirection.Send, MqDeadline.Now, default));
        Assert.Empty(TryReceive(queue)!);
        Assert.True(TrySend(queue, []));
    }

    [Fact]
    public void A_foreign_message_that_is_too_large_is_an_error_once_and_blocks_nobody()
    {
        MqQueue queue = Open(Options() with { Envelope = MqEnvelopeMode.None, Capacity = 100 });
        SendRaw(IdOf(queue), 32768, new byte[101]);
        SendRaw(IdOf(queue), 32768, new byte[5000]);
        SendRaw(IdOf(queue), 32768, 7);
        Assert.Throws<MqDecodeException>(() => TryReceive(queue));
        MqDecodeException error = Assert.Throws<MqDecodeException>(() => TryReceive(queue));
        Assert.Contains("5000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal([7], TryReceive(queue));
    }

    [Fact]
    public void A_foreign_message_without_an_envelope_is_an_error_and_settled()
    {
        MqQueue queue = Open();
        SendRaw(IdOf(queue), 32768, 1, 2, 3);
        Assert.Throws<MqDecodeException>(() => TryReceive(queue));
        Assert.Null(TryReceive(queue));
    }

    [Fact]
    public void Foreign_types_above_all_priorities_come_last_and_are_not_lost()
    {
        MqQueue queue = Open(MqEnvelopeMode.None);
        SendRaw(IdOf(queue), long.MaxValue, 1);
        SendRaw(IdOf(queue), 40_000, 2);
        TrySend(queue, [3]);
        Assert.Equal([3], TryReceive(queue));
        Assert.Equal([2], TryReceive(queue, out int priority));
        Assert.Equal(0, priority);
        Assert.Equal([1], TryReceive(queue));
        Assert.Null(TryReceive(queue));
    }

    [Fact]
    [Trait("Accepts", "V40")]
    [Trait("Accepts", "V41")]
    public void One_priority_can_be_chosen()
    {
        MqQueue queue = OpenWith(5, 7, 5, 0);
        Assert.Null(TryReceive(queue, MqSelection.Exactly(6)));
        Assert.Null(TryReceive(queue, MqSelection.Exactly(32768)));
        Assert.Equal([0], TryReceive(queue, MqSelection.Exactly(5)));
        Assert.Equal([2], TryReceive(queue, MqSelection.Exactly(5)));
        Assert.Null(TryReceive(queue, MqSelection.Exactly(5)));
        Assert.Equal([3], TryReceive(queue, MqSelection.Exactly(0)));
        Assert.Equal([1], TryReceive(queue));
    }

    [Fact]
    [Trait("Accepts", "V43")]
    public void A_priority_and_all_above_it_can_be_chosen_the_highest_first()
    {
        MqQueue queue = OpenWith(5, 7, 4, 9);
        Assert.Equal([3], TryReceive(queue, MqSelection.AtLeast(5)));
        Assert.Equal([1], TryReceive(queue, MqSelection.AtLeast(5)));
        Assert.Equal([0], TryReceive(queue, MqSelection.AtLeast(5)));
        Assert.Null(TryReceive(queue, MqSelection.AtLeast(5)));
        Assert.Null(TryReceive(queue, MqSelection.AtLeast(int.MaxValue)));
        Assert.Equal([2], TryReceive(queue, MqSelection.All));
    }

    [Fact]
    [Trait("Accepts", "V42")]
    public void All_priorities_but_one_can_be_chosen_the_highest_first()
    {
        MqQueue queue = OpenWith(1, 5, 3, 9, 5, 2, 3, 32767);
        List<byte> received = [];
        while (TryReceive(queue, MqSelection.Except(5)) is { } payload)
        {
            received.Add(payload[0]);
        }

        Assert.Equal([7, 3, 2, 6, 5, 0], received);
        Assert.Equal([1], TryReceive(queue, MqSelection.Except(32768)));
        Assert.Null(TryReceive(queue, MqSelection.Except(5)));
        Assert.Equal([4], TryReceive(queue, MqSelection.Except(32767)));
        SendRaw(IdOf(queue), 40_000, 9);
        TrySend(queue, [8], 0);
        Assert.Equal([9], TryReceive(queue, MqSelection.Except(0)));
    }

    [SkippableFact]
    [Trait("Accepts", "V47")]
    public void Messages_can_be_looked_at_in_the_order_of_sending_and_stay()
    {
        MqQueue queue = OpenWith(1, 5, 3);
        byte[] buffer = new byte[100];
        try
        {
            Assert.True(queue.TryPeek(0, buffer, out int length, out int priority));
            Assert.Equal((1, 1, 0), (length, priority, buffer[0]));
        }
        catch (MqNotSupportedException error)
        {
            Assert.Contains("MSG_COPY", error.Message, StringComparison.Ordinal);
            throw new SkipException("This kernel has no MSG_COPY.");
        }

        Assert.True(queue.TryPeek(1, buffer, out _, out int second));
        Assert.Equal((5, 1), (second, buffer[0]));
        Assert.False(queue.TryPeek(3, buffer, out _, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.TryPeek(-1, buffer, out _, out _));
        Assert.Throws<MqBufferTooSmallException>(() => queue.TryPeek(0, buffer.AsSpan(1), out _, out _));
        Assert.Equal(3, queue.GetAttributes().Count);
        Transport.Delete(Name());
        Assert.Throws<MqQueueRemovedException>(() => queue.TryPeek(0, buffer, out _, out _));
    }

    [Fact]
    [Trait("Accepts", "G23")]
    public void A_handle_of_one_direction_refuses_the_other()
    {
        Open();
        MqQueue sender = Open(Options() with { Access = MqAccess.Send });
        MqQueue receiver = Open(Options() with { Access = MqAccess.Receive });
        Assert.Equal(Errno.EBADF, Assert.Throws<MqAccessDeniedException>(() => TryReceive(sender)).Errno);
        Assert.Equal(Errno.EBADF, Assert.Throws<MqAccessDeniedException>(() => TryReceive(sender, MqSelection.All)).Errno);
        Assert.Equal(Errno.EBADF, Assert.Throws<MqAccessDeniedException>(() => sender.TryPeek(0, new byte[100], out _, out _)).Errno);
        Assert.Equal(Errno.EBADF, Assert.Throws<MqAccessDeniedException>(() => TrySend(receiver, [1])).Errno);
    }

    [Fact]
    [Trait("Refuses", "G17")]
    [Trait("Refuses", "G18")]
    [Trait("Refuses", "G19")]
    [Trait("Refuses", "G40")]
    public void The_kernel_notifies_nobody_which_is_said_by_name()
    {
        MqNotSupportedException error = Assert.Throws<MqNotSupportedException>(() => Open().Notify(static () => { }, once: false));
        Assert.Equal("sysv", error.Transport);
        Assert.Contains("Await a receive", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sending_and_receiving_allocate_nothing()
    {
        MqQueue queue = Open();
        byte[] payload = new byte[100];
        Exchange(queue, payload, 1000);
        long best = long.MaxValue;
        for (int attempt = 0; attempt < 5 && best > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exchange(queue, payload, 1000);
            best = Math.Min(best, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, best);

        static void Exchange(MqQueue queue, byte[] payload, int count)
        {
            MqEnvelope envelope = default;
            for (int i = 0; i < count; i++)
            {
                queue.TryClaim(in envelope, 3, out MqClaim claim);
                payload.CopyTo(claim.Payload);
                queue.TryCommit(ref claim, payload.Length);
                queue.TryReceive(out MqLease lease);
                queue.Complete(ref lease);
                queue.TryReceive(MqSelection.AtLeast(3), out _);
            }
        }
    }

    private MqQueue OpenWith(params ReadOnlySpan<int> priorities)
    {
        MqQueue queue = Open(Options() with { Capacity = 10, Envelope = MqEnvelopeMode.None });
        for (int i = 0; i < priorities.Length; i++)
        {
            Assert.True(TrySend(queue, [(byte)i], priorities[i]));
        }

        return queue;
    }
}
