using System.Text;
using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Transports;

namespace TypedMq.Tests.Posix;

/// <summary>Attributes, status, and what becomes of messages: mq_getattr(3), mq_send(3), mq_receive(3), by the letter.</summary>
[Trait("Transport", "posix")]
[Trait("Layer", "raw")]
public sealed class PosixMqMessageTests : PosixMqTest
{
    [Fact]
    [Trait("Accepts", "P9")]
    [Trait("Accepts", "P10")]
    [Trait("Accepts", "G16")]
    public void Attributes_are_those_of_the_creation_and_only_waiting_can_be_changed()
    {
        PosixMq queue = Create(new PosixMqAttributes(5, 121), nonBlocking: true);
        Assert.Equal(new(5, 121, 0, true), queue.GetAttributes());
        queue.Send([1]);
        PosixMqAttributes before = queue.GetAttributes();
        Assert.Equal(new(5, 121, 1, true), before);
        Assert.Equal(before, queue.SetAttributes(new(9, 999, 77, IsNonBlocking: false)));
        Assert.Equal(before with { IsNonBlocking = false }, queue.GetAttributes());
        queue.SetBlocking(false);
        Assert.True(queue.GetAttributes().IsNonBlocking);
        queue.SetBlocking(true);
        Assert.False(queue.GetAttributes().IsNonBlocking);
    }

    [Fact]
    [Trait("Accepts", "P11")]
    [Trait("Accepts", "G28")]
    [Trait("Accepts", "C4")]
    public void Whether_calls_wait_is_the_matter_of_each_open_description()
    {
        PosixMq queue = Create();
        PosixMq other = Open();
        other.SetBlocking(false);
        Assert.False(queue.GetAttributes().IsNonBlocking);
        Fails(Errno.EAGAIN, () => other.Receive(new byte[16], out _));
        Fails(Errno.EAGAIN, () => Open(nonBlocking: true).Receive(new byte[16], out _));
        Fill(queue);
        Fails(Errno.EAGAIN, () => other.Send([1]));
    }

    [Fact]
    [Trait("Accepts", "V20")]
    public unsafe void Read_like_a_file_it_says_how_many_bytes_it_holds_and_who_is_to_be_told()
    {
        PosixMq queue = Create();
        byte* text = stackalloc byte[128];
        nint length = Libc.ReadAt((DescriptorHandle)queue.Descriptor, text, 128, 0);
        Assert.Equal("QSIZE:0          NOTIFY:0     SIGNO:0     NOTIFY_PID:0     \n", Encoding.ASCII.GetString(text, (int)length));
        Assert.Equal(default, queue.GetStatus());

        queue.Send([1, 2, 3]);
        queue.Send([4, 5]);
        Assert.Equal(5, queue.GetStatus().QueuedBytes);
        queue.RequestNotification(() => { });
        Assert.Equal(new(5, PosixMqNotification.Thread, 0, Environment.ProcessId), queue.GetStatus());
        queue.CancelNotification();
        queue.RequestNotification(PosixMqNotification.None);
        Assert.Equal(new(5, PosixMqNotification.None, 0, Environment.ProcessId), queue.GetStatus());
        Fails(Errno.EBADF, () => Open(MqAccess.Send).GetStatus());
    }

    [Fact]
    [Trait("Accepts", "V22")]
    [Trait("Accepts", "C5")]
    public void The_descriptor_is_readable_while_there_is_a_message_and_writable_while_there_is_room()
    {
        const short ReadNormal = 0x40, WriteNormal = 0x100;
        PosixMq queue = Create();
        Assert.Equal(PollEntry.Out | WriteNormal, Poll());
        queue.Send([1]);
        Assert.Equal(PollEntry.Out | WriteNormal | PollEntry.In | ReadNormal, Poll());
        Fill(queue);
        Assert.Equal(PollEntry.In | ReadNormal, Poll());

        unsafe int Poll()
        {
            PollEntry entry = new() { Descriptor = (int)queue.Descriptor.DangerousGetHandle(), Events = PollEntry.In | PollEntry.Out | ReadNormal | WriteNormal };
            TimeSpec now = default;
            Assert.Equal(1, Libc.Poll(&entry, 1, &now, 0));
            return entry.Returned;
        }
    }

    [Fact]
    [Trait("Accepts", "P13")]
    [Trait("Accepts", "C6")]
    [Trait("Accepts", "C7")]
    [Trait("Accepts", "G8")]
    [Trait("Accepts", "G27")]
    [Trait("Accepts", "P25")]
    public void A_message_of_any_length_arrives_as_long_as_it_was_and_leaves_the_rest_of_the_buffer_alone()
    {
        PosixMq queue = Create();
        for (int size = 0; size <= 16; size++)
        {
            byte[] message = [.. Enumerable.Range(1, size).Select(i => (byte)i)];
            queue.Send(message);
            byte[] buffer = new byte[100];
            buffer.AsSpan().Fill(0xEE);
            Assert.Equal(size, queue.Receive(buffer, out int priority));
            Assert.Equal(0, priority);
            Assert.Equal(message, buffer[..size]);
            Assert.All(buffer[size..], rest => Assert.Equal(0xEE, rest));
        }
    }

    [Fact]
    [Trait("Accepts", "P13")]
    [Trait("Accepts", "G32")]
    public void A_message_that_is_too_long_is_EMSGSIZE_and_nothing_is_sent()
    {
        PosixMq queue = Create();
        Fails(Errno.EMSGSIZE, () => queue.Send(new byte[17]));
        Fails(Errno.EMSGSIZE, () => queue.TrySend(new byte[17]));
        Fails(Errno.EMSGSIZE, () => queue.Send(new byte[17], 0, Brief));
        Assert.Equal(0, queue.GetAttributes().Messages);
    }

    [Fact]
    [Trait("Accepts", "P24")]
    [Trait("Accepts", "P31")]
    [Trait("Accepts", "G33")]
    public void A_buffer_smaller_than_the_message_size_is_EMSGSIZE_although_the_message_would_fit_and_it_stays()
    {
        PosixMq queue = Create();
        queue.Send([1]);
        Fails(Errno.EMSGSIZE, () => queue.Receive(new byte[15], out _));
        Fails(Errno.EMSGSIZE, () => queue.TryReceive(new byte[15], out _, out _));
        Fails(Errno.EMSGSIZE, () => queue.Receive(new byte[15], out _, Brief));
        Assert.Equal([1], TryReceive(queue));
    }

    [Fact]
    [Trait("Accepts", "G15")]
    [Trait("Accepts", "P14")]
    [Trait("Accepts", "P23")]
    [Trait("Accepts", "P25")]
    public void The_highest_priority_comes_first_and_equal_ones_in_the_order_of_sending()
    {
        PosixMq queue = Create(new PosixMqAttributes(8, 1));
        int[] priorities = [8, 4, 7, 1, 0, 15, 2, 4];
        for (byte i = 0; i < priorities.Length; i++)
        {
            queue.Send([i], priorities[i]);
        }

        List<(int Priority, byte Sent)> received = [];
        byte[] buffer = new byte[1];
        while (queue.TryReceive(buffer, out int length, out int priority))
        {
            Assert.Equal(1, length);
            received.Add((priority, buffer[0]));
        }

        Assert.Equal([(15, 5), (8, 0), (7, 2), (4, 1), (4, 7), (2, 6), (1, 3), (0, 4)], received);
    }

    [Fact]
    [Trait("Accepts", "P15")]
    public void A_priority_of_32767_is_the_last_and_nothing_is_sent_with_another()
    {
        PosixMq queue = Create();
        queue.Send([1], PosixMq.MaxPriority);
        Fails(Errno.EINVAL, () => queue.Send([1], PosixMq.MaxPriority + 1));
        Fails(Errno.EINVAL, () => queue.Send([1], -1));
        Fails(Errno.EINVAL, () => queue.TrySend([1], int.MaxValue));
        Assert.Equal(1, queue.GetAttributes().Messages);
    }

    [Fact]
    [Trait("Accepts", "P17")]
    [Trait("Accepts", "P26")]
    [Trait("Accepts", "G9")]
    [Trait("Accepts", "G10")]
    [Trait("Accepts", "G30")]
    public void A_description_that_does_not_block_says_EAGAIN_in_every_form_and_takes_nothing()
    {
        PosixMq queue = Create(nonBlocking: true);
        byte[] buffer = new byte[16];
        Lasts(TimeSpan.Zero, () =>
        {
            Fails(Errno.EAGAIN, () => queue.Receive(buffer, out _));
            Fails(Errno.EAGAIN, () => queue.Receive(buffer, out _, Bound));
            Fails(Errno.EAGAIN, () => queue.Receive(buffer, out _, DateTimeOffset.MaxValue));
            Assert.False(queue.TryReceive(buffer, out _, out _));
            Assert.False(queue.TryReceive(buffer, out _, out _, Timeout.InfiniteTimeSpan));
            Fill(queue);
            Fails(Errno.EAGAIN, () => queue.Send([1]));
            Fails(Errno.EAGAIN, () => queue.Send([1], 0, Bound));
            Assert.False(queue.TrySend([1]));
            Assert.False(queue.TrySend([1], 0, Bound));
            Assert.Equal(4, queue.GetAttributes().Messages);
            while (TryReceive(queue) is not null)
            {
            }
        });
    }

    [Fact]
    [Trait("Accepts", "P17")]
    [Trait("Accepts", "P26")]
    public void Trying_never_waits_also_where_the_description_blocks()
    {
        PosixMq queue = Create();
        Assert.Null(TryReceive(queue));
        Fill(queue);
        Assert.False(queue.TrySend([1]));
        Assert.Equal(4, queue.GetAttributes().Messages);
    }

    [Fact]
    public void Sending_and_receiving_allocate_nothing()
    {
        PosixMq queue = Create();
        byte[] buffer = new byte[16];
        Round(queue, buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round(queue, buffer);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Round(PosixMq queue, byte[] buffer)
        {
            for (int i = 0; i < 1000; i++)
            {
                queue.Send(buffer);
                queue.TryReceive(buffer, out _, out _);
                queue.TrySend(buffer, 1, TimeSpan.FromSeconds(1));
                queue.Receive(buffer, out _);
            }
        }
    }
}
