using System.Runtime.InteropServices;
using TypedMq.Interop;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.Posix;

/// <summary>What becomes of the bytes: mq_send(3), mq_receive(3), and the envelope before the payload.</summary>
[Trait("Transport", "posix")]
[Trait("Layer", "typed")]
public sealed class PosixMessageTests : PosixTest
{
    private static readonly MqEnvelope FullEnvelope = new()
    {
        Tag = 0xC0FFEE,
        Fields = MqEnvelopeFields.CorrelationId | MqEnvelopeFields.TraceContext | MqEnvelopeFields.SentAt | MqEnvelopeFields.TimeToLive,
        CorrelationId = 42,
        TraceContext = new(1, 2, 3, 1),
        SentAt = 638_000_000_000_000_000,
        TimeToLive = 5000,
    };

    [Fact]
    [Trait("Accepts", "G15")]
    [Trait("Accepts", "P14")]
    [Trait("Accepts", "P23")]
    public void The_highest_priority_comes_first_and_equal_ones_in_the_order_of_sending()
    {
        MqQueue queue = Open(Options() with { Capacity = 8 });
        int[] priorities = [8, 4, 7, 1, 0, 15, 2, 4];
        for (byte i = 0; i < priorities.Length; i++)
        {
            Assert.True(TrySend(queue, [i], priorities[i]));
        }

        List<(int Priority, byte Sent)> received = [];
        while (queue.TryReceive(out MqLease lease))
        {
            received.Add((lease.Priority, lease.Payload[0]));
            queue.Complete(ref lease);
        }

        Assert.Equal([(15, 5), (8, 0), (7, 2), (4, 1), (4, 7), (2, 6), (1, 3), (0, 4)], received);
    }

    [Fact]
    [Trait("Accepts", "P15")]
    public void Priorities_go_up_to_32767_and_no_further()
    {
        MqQueue queue = Open();
        Assert.True(TrySend(queue, [1], 32767));
        Assert.Throws<ArgumentOutOfRangeException>(() => TrySend(queue, [1], 32768));
        Assert.Throws<ArgumentOutOfRangeException>(() => TrySend(queue, [1], -1));
        Assert.Equal(1, queue.GetAttributes().Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [Trait("Accepts", "P13")]
    public void A_payload_of_any_length_up_to_the_largest_arrives_with_its_envelope(int length)
    {
        MqQueue queue = Open();
        byte[] payload = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        Assert.True(TrySend(queue, payload, 3, FullEnvelope));
        Assert.True(queue.TryReceive(out MqLease lease));
        Assert.Equal(payload, lease.Payload.ToArray());
        Assert.Equal(FullEnvelope, lease.ReadEnvelope());
        Assert.Equal((3, 1), (lease.Priority, lease.DeliveryCount));
        queue.Complete(ref lease);
    }

    [Fact]
    public void An_envelope_without_optional_fields_takes_eight_bytes()
    {
        MqQueue queue = Open();
        TrySend(queue, [9], envelope: new() { Tag = 0x01020304 });
        Assert.Equal([0xC1, 1, 0, 0, 4, 3, 2, 1, 9], ReceiveRaw(queue));
    }

    [Fact]
    public void Without_an_envelope_the_payload_is_the_message()
    {
        MqQueue queue = Open(MqEnvelopeMode.None);
        TrySend(queue, [1, 2, 3], envelope: FullEnvelope);
        Assert.Equal([1, 2, 3], ReceiveRaw(queue));
        TrySend(queue, []);
        Assert.True(queue.TryReceive(out MqLease lease));
        Assert.Equal((0, 0u, MqEnvelopeFields.None), (lease.Length, lease.Tag, lease.Fields));
        queue.Complete(ref lease);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x93, 1, 2, 3 })]
    [InlineData(new byte[] { 0xC1, 2, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0xC1, 1, 0, 0x80, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0xC1, 1, 1, 0, 0, 0, 0, 0, 7 })]
    public void A_message_of_another_program_is_reported_and_gone_and_the_next_one_arrives(byte[] foreign)
    {
        MqQueue queue = Open();
        SendRaw(queue, foreign);
        TrySend(queue, [7]);
        MqDecodeException error = Assert.Throws<MqDecodeException>(() => queue.TryReceive(out _));
        Assert.Contains(queue.Name.Value, error.Message, StringComparison.Ordinal);
        Assert.Equal([7], TryReceive(queue));
    }

    [Fact]
    public void A_payload_larger_than_any_sender_here_may_send_is_reported_and_gone()
    {
        MqQueue queue = Open();
        byte[] message = new byte[queue.MaxMessageBytes + MqEnvelopePrefix.ReservedBytes];
        message[0] = 0xC1;
        message[1] = 1;
        SendRaw(queue, message);
        TrySend(queue, [7]);
        MqDecodeException error = Assert.Throws<MqDecodeException>(() => queue.TryReceive(out _));
        Assert.Contains(queue.Name.Value, error.Message, StringComparison.Ordinal);
        Assert.Equal([7], TryReceive(queue));
    }

    [Fact]
    [Trait("Accepts", "P17")]
    public void A_full_queue_takes_nothing_and_the_claim_keeps_its_bytes_for_the_next_try()
    {
        MqQueue queue = Open(Options() with { Capacity = 1 });
        TrySend(queue, [1]);
        MqEnvelope envelope = default;
        Assert.True(queue.TryClaim(in envelope, 0, out MqClaim claim));
        claim.Payload[0] = 2;
        Assert.False(queue.TryCommit(ref claim, 1));
        Assert.Equal([1], TryReceive(queue));
        Assert.True(queue.TryCommit(ref claim, 1));
        Assert.Equal([2], TryReceive(queue));
    }

    [Fact]
    [Trait("Accepts", "P26")]
    public void An_empty_queue_gives_nothing() => Assert.Null(TryReceive(Open()));

    [Fact]
    [Trait("Accepts", "G32")]
    public void More_than_the_queue_takes_is_refused_and_nothing_is_sent()
    {
        MqQueue queue = Open();
        MqEnvelope envelope = default;
        Assert.True(queue.TryClaim(in envelope, 0, out MqClaim claim));
        Assert.Equal(100, claim.Capacity);
        MqMessageTooLargeException error = Assert.Throws<MqMessageTooLargeException>(() => queue.TryCommit(ref claim, 101));
        Assert.Equal((101L, 100), (error.Size, error.Limit));
        Assert.Equal(0, queue.GetAttributes().Count);
        queue.Abort(ref claim);
    }

    [Fact]
    public void Settling_twice_does_no_harm()
    {
        MqQueue queue = Open();
        MqEnvelope envelope = default;
        queue.TryClaim(in envelope, 0, out MqClaim claim);
        Assert.True(queue.TryCommit(ref claim, 1));
        queue.Abort(ref claim);
        queue.Abort(ref claim);
        Assert.Throws<InvalidOperationException>(() => queue.TryCommit(ref claim, 1));

        queue.TryReceive(out MqLease lease);
        queue.Complete(ref lease);
        queue.Complete(ref lease);
        queue.Abandon(ref lease);
    }

    [Fact]
    public void An_abandoned_message_is_gone()
    {
        MqQueue queue = Open();
        TrySend(queue, [1]);
        queue.TryReceive(out MqLease lease);
        queue.Abandon(ref lease);
        Assert.Null(TryReceive(queue));
    }

    [Fact]
    [Trait("Accepts", "G23")]
    [Trait("Accepts", "P3")]
    public void A_handle_of_one_direction_says_so_when_it_is_used_for_the_other()
    {
        MqQueue receiver = Open(Options() with { Access = MqAccess.Receive });
        MqQueue sender = Open(Options() with { Access = MqAccess.Send });
        Assert.Equal(Errno.EBADF, Assert.Throws<MqAccessDeniedException>(() => TrySend(receiver, [1])).Errno);
        Assert.Equal(Errno.EBADF, Assert.Throws<MqAccessDeniedException>(() => TryReceive(sender)).Errno);
        Assert.True(TrySend(sender, [1]));
        Assert.Equal([1], TryReceive(receiver));
    }

    [Fact]
    [Trait("Accepts", "G34")]
    public async Task A_closed_handle_is_closed_for_everything_and_other_handles_do_not_notice()
    {
        MqQueue queue = Open();
        MqQueue other = Open();
        TrySend(queue, [1]);
        MqEnvelope envelope = default;
        queue.TryClaim(in envelope, 0, out MqClaim claim);
        queue.Dispose();
        queue.Dispose();
        Assert.Throws<ObjectDisposedException>(() => queue.TryClaim(default, 0, out _));
        Assert.Throws<ObjectDisposedException>(() => queue.TryCommit(ref claim, 0));
        Assert.Throws<ObjectDisposedException>(() => queue.TryReceive(out _));
        Assert.Throws<ObjectDisposedException>(() => queue.GetAttributes());
        Assert.Throws<ObjectDisposedException>(() => queue.Wait(MqDirection.Receive, MqDeadline.Infinite, default));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queue.WaitAsync(MqDirection.Receive, default).AsTask());
        Assert.Equal([1], TryReceive(other));
    }

    [Theory]
    [InlineData(MqEnvelopeMode.Standard)]
    [InlineData(MqEnvelopeMode.None)]
    public void A_message_allocates_nothing(MqEnvelopeMode mode)
    {
        MqQueue queue = Open(mode);
        RoundTrips(queue, 1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RoundTrips(queue, 1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void RoundTrips(MqQueue queue, int count)
        {
            for (int i = 0; i < count; i++)
            {
                queue.TryClaim(in FullEnvelope, 1, out MqClaim claim);
                claim.Payload[0] = 1;
                queue.TryCommit(ref claim, 1);
                queue.Wait(MqDirection.Receive, MqDeadline.Infinite, default);
                queue.TryReceive(out MqLease lease);
                queue.Complete(ref lease);
                queue.TryReceive(out _);
            }
        }
    }

    private static byte[] ReceiveRaw(MqQueue queue)
    {
        using DescriptorHandle raw = OpenRaw(queue, Libc.OpenReadOnly);
        byte[] buffer = new byte[200];
        int length = MessageQueueCalls.Receive(raw, buffer, out _);
        Assert.True(length >= 0, Marshal.GetPInvokeErrorMessage(-length));
        return buffer[..length];
    }

    private static void SendRaw(MqQueue queue, byte[] message)
    {
        using DescriptorHandle raw = OpenRaw(queue, Libc.OpenWriteOnly);
        Assert.Equal(0, MessageQueueCalls.Send(raw, message, 0));
    }

    private static DescriptorHandle OpenRaw(MqQueue queue, int flags) =>
        new(MessageQueueCalls.Open(queue.Name.Value, flags | Libc.OpenNonBlocking | Libc.OpenCloseOnExec, 0, default));
}
