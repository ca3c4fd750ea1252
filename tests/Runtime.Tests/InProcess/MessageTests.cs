using TypedMq.Transports;
using TypedMq.Transports.InProcess;

namespace TypedMq.Tests.InProcess;

/// <summary>Sending and receiving as POSIX has it.</summary>
[Trait("Transport", "inprocess")]
[Trait("Layer", "typed")]
public sealed class MessageTests : InProcessTest
{
    [Fact]
    [Trait("Accepts", "P13")]
    [Trait("Accepts", "P31")]
    public void A_message_of_no_bytes_is_one_and_a_larger_one_than_the_queue_takes_is_not()
    {
        using MqByteChannel queue = Create(NewNode(), size: 16);
        queue.Send([]);
        queue.Send(new byte[16]);
        Assert.Throws<MqMessageTooLargeException>(() => queue.Send(new byte[17]));
        Assert.Equal(2, queue.GetAttributes().Count);
        Assert.True(queue.TryReceive(new byte[16], out int length, out _));
        Assert.Equal(0, length);
    }

    [Fact]
    [Trait("Accepts", "P14")]
    [Trait("Accepts", "P23")]
    [Trait("Accepts", "P25")]
    public void The_oldest_of_the_highest_priority_comes_first_and_says_its_priority()
    {
        using MqByteChannel queue = Create(NewNode(), capacity: 6);
        foreach ((byte value, int priority) in new[] { ((byte)1, 0), ((byte)2, 5), ((byte)3, 5), ((byte)4, 9), ((byte)5, 0) })
        {
            queue.Send([value], priority);
        }

        List<(byte, int)> received = [];
        byte[] buffer = new byte[16];
        while (queue.TryReceive(buffer, out int length, out int priority))
        {
            Assert.Equal(1, length);
            received.Add((buffer[0], priority));
        }

        Assert.Equal([(4, 9), (2, 5), (3, 5), (1, 0), (5, 0)], received);
    }

    [Fact]
    [Trait("Accepts", "P15")]
    public void Priority_32767_is_the_highest()
    {
        using MqByteChannel queue = Create(NewNode());
        queue.Send([1], 32767);
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.Send([1], 32768));
        Assert.Equal(1, queue.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "P16")]
    [Trait("Accepts", "P17")]
    [Trait("Accepts", "P26")]
    [Trait("Accepts", "P27")]
    [Trait("Accepts", "C4")]
    public async Task A_full_queue_makes_senders_wait_or_refuses_and_an_empty_one_receivers()
    {
        MqNode node = NewNode();
        using MqByteChannel queue = Create(node, capacity: 2);
        using MqByteChannel impatient = OpenExisting(node);
        impatient.IsBlocking = false;
        Fill(queue);
        Task<bool> sender = Blocking(() => queue.Send([2], Timeout.InfiniteTimeSpan));
        Assert.Throws<MqQueueFullException>(() => impatient.Send([3]));
        Assert.Equal(2, queue.GetAttributes().Count);
        Assert.Equal((byte)1, Take(queue));
        Assert.True(await sender.WaitAsync(Patience));

        Assert.Equal(((byte?)1, (byte?)2), (Take(queue), Take(queue)));
        Assert.Throws<MqQueueEmptyException>(() => impatient.Receive(new byte[16], out _));
        Task<int> receiver = Blocking(() => queue.Receive(new byte[16], out _));
        impatient.Send([4, 4]);
        Assert.Equal(2, await receiver.WaitAsync(Patience));
    }

    [Fact]
    [Trait("Accepts", "P24")]
    public void A_buffer_smaller_than_the_largest_message_is_refused_even_if_the_message_would_fit()
    {
        using MqByteChannel queue = Create(NewNode(), size: 64);
        queue.Send([1]);
        Assert.Throws<MqBufferTooSmallException>(() => queue.TryReceive(new byte[63], out _, out _));
        Assert.Throws<MqBufferTooSmallException>(() => queue.TryReceive(new byte[63], MqSelection.All, out _, out _));
        Assert.Equal(1, queue.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "P9")]
    [Trait("Accepts", "P10")]
    [Trait("Accepts", "P11")]
    [Trait("Accepts", "G28")]
    public void Whether_a_handle_waits_is_all_that_can_be_changed_and_for_it_alone()
    {
        MqNode node = NewNode();
        using MqByteChannel queue = Create(node);
        using MqByteChannel other = OpenExisting(node);
        queue.Send([1]);
        MqQueueAttributes before = queue.GetAttributes();
        queue.IsBlocking = false;
        Assert.Equal((false, true), (queue.IsBlocking, other.IsBlocking));
        Assert.Equal(before, queue.GetAttributes());
        Assert.Equal(new MqQueueAttributes(4, 16, 1), before);
        queue.IsBlocking = true;
        Assert.True(queue.IsBlocking);
    }

    [Fact]
    [Trait("Accepts", "V22")]
    public void An_empty_queue_is_ready_for_sending_a_full_one_for_receiving_and_others_for_both()
    {
        using InProcessTransport transport = new();
        using MqQueue queue = transport.Open(new() { Name = MqQueueName.Parse("q"), Capacity = 2, MaxMessageBytes = 16 });
        Assert.Equal((false, true), Ready());
        Send(queue, priority: 0);
        Assert.Equal((true, true), Ready());
        Send(queue, priority: 0);
        Assert.Equal((true, false), Ready());
        Assert.True(queue.TryReceive(out MqLease lease));
        queue.Complete(ref lease);
        Assert.Equal((true, true), Ready());

        (bool Receive, bool Send) Ready() => (queue.Wait(MqDirection.Receive, MqDeadline.Now, default), queue.Wait(MqDirection.Send, MqDeadline.Now, default));
    }

    [Fact]
    public void A_choice_takes_the_oldest_of_the_highest_priority_that_it_allows_and_looking_goes_by_age()
    {
        Random random = new(7);
        using MqByteChannel queue = Create(NewNode(), capacity: 200);
        List<(byte Number, int Priority)> held = [];
        for (int i = 0; i < 200; i++)
        {
            held.Add(((byte)i, random.Next(8)));
            queue.Send([(byte)i], held[i].Priority);
        }

        byte[] buffer = new byte[16];
        while (held.Count > 0)
        {
            int number = random.Next(held.Count);
            Assert.True(queue.TryPeek(number, buffer, out _, out int seen));
            Assert.Equal(held[number], (buffer[0], seen));

            int priority = random.Next(9);
            MqSelection selection = random.Next(4) switch
            {
                0 => MqSelection.Exactly(priority),
                1 => MqSelection.Except(priority),
                2 => MqSelection.AtLeast(priority),
                _ => MqSelection.All,
            };
            (byte Number, int Priority)[] allowed = [.. held.Where(message => selection.Allows(message.Priority)).OrderByDescending(message => message.Priority)];
            Assert.Equal(allowed.Length > 0, queue.TryReceive(buffer, selection, out _, out int received));
            if (allowed.Length > 0)
            {
                Assert.Equal(allowed[0], (buffer[0], received));
                held.Remove(allowed[0]);
            }
        }

        Assert.False(queue.TryPeek(0, buffer, out _, out _));
    }

    [Fact]
    public async Task Waiting_for_some_priorities_sleeps_while_others_lie_in_the_queue()
    {
        using InProcessTransport transport = new();
        using MqQueue queue = transport.Open(new() { Name = MqQueueName.Parse("q"), Capacity = 4, MaxMessageBytes = 16 });
        Send(queue, priority: 1);

        // A wait that ended at once would say that it is worth trying.
        Assert.False(queue.Wait(MqSelection.AtLeast(2), MqDeadline.After(TimeSpan.FromMilliseconds(30)), default));
        Task awaited = queue.WaitAsync(MqSelection.Except(1), default).AsTask();
        Assert.False(awaited.IsCompleted);
        Send(queue, priority: 2);
        await awaited.WaitAsync(Patience);
        Assert.True(queue.Wait(MqSelection.AtLeast(2), MqDeadline.Now, default));
    }

    [Fact]
    public async Task A_message_wakes_who_receives_and_who_chooses()
    {
        using MqByteChannel queue = Create(NewNode());
        Task chooser = queue.ReceiveAsync(new byte[16], MqSelection.Exactly(1)).AsTask();
        Task second = queue.ReceiveAsync(new byte[16], MqSelection.Exactly(2)).AsTask();
        Task receiver = queue.ReceiveAsync(new byte[16]).AsTask();
        queue.Send([1], 3);
        await receiver.WaitAsync(Patience);
        queue.Send([2], 2);
        await second.WaitAsync(Patience);
        Assert.False(chooser.IsCompleted);
        queue.Send([2], 1);
        await chooser.WaitAsync(Patience);
    }

    [Fact]
    [Trait("Accepts", "P46")]
    public async Task Several_senders_and_receivers_on_several_queues_lose_and_double_nothing()
    {
        const int Queues = 3, PerSender = 500;
        MqNode node = NewNode();
        long[] sums = new long[Queues];
        await Task.WhenAll(Enumerable.Range(0, Queues).SelectMany(number =>
        {
            MqByteChannel queue = node.OpenBytes($"q{number}", options => (options.Capacity, options.MaxMessageBytes) = (4, 4));
            return Enumerable.Range(0, 2).Select(sender => Blocking(() =>
            {
                for (int i = 1; i <= PerSender; i++)
                {
                    queue.Send(BitConverter.GetBytes(i + (sender * PerSender)), i % 3);
                }

                return 0;
            })).Concat(Enumerable.Range(0, 2).Select(_ => Blocking(() =>
            {
                byte[] buffer = new byte[4];
                for (int i = 0; i < PerSender; i++)
                {
                    queue.Receive(buffer, out int _);
                    Interlocked.Add(ref sums[number], BitConverter.ToInt32(buffer));
                }

                return 0;
            })));
        })).WaitAsync(Patience * 2);
        Assert.All(sums, sum => Assert.Equal(2L * PerSender * ((2 * PerSender) + 1) / 2, sum));
    }

    private static void Send(MqQueue queue, int priority)
    {
        Assert.True(queue.TryClaim(default, priority, out MqClaim claim));
        Assert.True(queue.TryCommit(ref claim, 1));
    }
}
