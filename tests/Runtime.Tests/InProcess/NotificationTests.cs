using System.Threading.Channels;
using TypedMq.Transports;
using TypedMq.Transports.InProcess;

namespace TypedMq.Tests.InProcess;

/// <summary>Notifications, counted exactly.</summary>
[Trait("Transport", "inprocess")]
[Trait("Layer", "typed")]
public sealed class NotificationTests : InProcessTest
{
    private readonly Channel<int> _counts = Channel.CreateUnbounded<int>();
    private readonly MqNode _node;
    private readonly MqByteChannel _queue;
    private int _count;

    public NotificationTests()
    {
        _node = NewNode();
        _queue = Create(_node);
    }

    [Fact]
    [Trait("Accepts", "P32")]
    public async Task Only_a_message_into_the_empty_queue_is_told()
    {
        _queue.Send([0]);
        using (_queue.Notify(Tell))
        {
            // Not empty before: nobody is told.
            _queue.Send([1]);
            Assert.Equal(((byte?)0, (byte?)1), (Take(_queue), Take(_queue)));
            _queue.Send([2]);
            Assert.Equal(1, await NextAsync());
            _queue.Send([3]);
            Assert.Equal((byte)2, Take(_queue));
            _queue.Send([4]);
            Assert.Equal(((byte?)3, (byte?)4), (Take(_queue), Take(_queue)));
            _queue.Send([5]);
            Assert.Equal(2, await NextAsync());
        }

        Assert.Equal(2, _count);
    }

    [Fact]
    [Trait("Accepts", "P32")]
    public async Task A_message_behind_others_uses_no_registration_up()
    {
        _queue.Send([0]);
        _queue.Notify(Tell, once: true);
        _queue.Send([1]);
        Assert.Throws<MqNotificationTakenException>(() => _queue.Notify(Tell));
        Assert.Equal(((byte?)0, (byte?)1), (Take(_queue), Take(_queue)));
        Assert.Throws<MqNotificationTakenException>(() => _queue.Notify(Tell));

        _queue.Send([2]);
        _queue.Notify(static () => { }).Dispose();
        Assert.Equal(1, await NextAsync());
    }

    [Fact]
    [Trait("Accepts", "G18")]
    [Trait("Accepts", "P33")]
    [Trait("Accepts", "P34")]
    [Trait("Accepts", "P38")]
    public async Task One_registration_is_taken_until_it_is_taken_back()
    {
        IDisposable first = _queue.Notify(static () => Assert.Fail("It was taken back."));
        Assert.Throws<MqNotificationTakenException>(() => _queue.Notify(Tell));
        Assert.Throws<MqNotificationTakenException>(() => OpenExisting(_node).Notify(Tell, once: true));
        first.Dispose();
        using IDisposable third = _queue.Notify(Tell);

        // Twice does no harm to whoever came after.
        first.Dispose();
        _queue.Send([1]);
        Assert.Equal(1, await NextAsync());
    }

    [Fact]
    [Trait("Accepts", "G40")]
    public async Task Whoever_empties_the_queue_each_time_is_told_of_everything()
    {
        const int Messages = 5000;
        int received = 0;
        using IDisposable registration = _queue.Notify(() =>
        {
            while (Take(_queue) is not null)
            {
                received++;
            }

            if (received == Messages)
            {
                Tell();
            }
        });
        Task<int> sender = Blocking(() =>
        {
            for (int i = 0; i < Messages; i++)
            {
                _queue.Send([1]);
            }

            return 0;
        });
        Assert.Equal(1, await NextAsync());
        await sender;
    }

    [Fact]
    [Trait("Accepts", "G17")]
    [Trait("Accepts", "P35")]
    public async Task A_callback_can_register_anew_because_its_own_registration_is_used_up()
    {
        void Again()
        {
            Assert.Equal((byte)1, Take(_queue));
            _queue.Notify(Again, once: true);
            Tell();
        }

        _queue.Notify(Again, once: true);
        for (int round = 1; round <= 3; round++)
        {
            _queue.Send([1]);
            Assert.Equal(round, await NextAsync());
        }
    }

    /// <summary>
    /// P36 has it that a blocked receiver takes the message and nobody is told. Receivers of TypedMq wait apart from taking, on every transport:
    /// so the registered are told, and find the queue empty.
    /// </summary>
    [Fact]
    public async Task Who_is_registered_is_told_also_while_a_receiver_waits()
    {
        Task<int> receiver = Blocking(() => _queue.Receive(new byte[16], out _));
        using IDisposable registration = _queue.Notify(Tell);
        _queue.Send([1]);
        Assert.Equal(1, await NextAsync());
        Assert.Equal(1, await receiver.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_message_that_is_abandoned_into_the_empty_queue_is_told()
    {
        using InProcessTransport transport = new();
        using MqQueue queue = transport.Open(new() { Name = MqQueueName.Parse("q"), Delivery = MqDelivery.AtLeastOnce });
        Assert.True(queue.TryClaim(default, 0, out MqClaim claim));
        Assert.True(queue.TryCommit(ref claim, 0));
        Assert.True(queue.TryReceive(out MqLease lease));
        using IDisposable registration = queue.Notify(Tell, once: true);
        queue.Abandon(ref lease);
        Assert.Equal(1, await NextAsync());
    }

    [Fact]
    public async Task A_callback_is_never_called_twice_at_once_and_once_more_for_what_came_meanwhile()
    {
        using SemaphoreSlim goOn = new(0);
        int atOnce = 0;
        using IDisposable registration = _queue.Notify(() =>
        {
            Assert.Equal(1, Interlocked.Increment(ref atOnce));
            Tell();
            goOn.Wait(Patience);
            Interlocked.Decrement(ref atOnce);
        });
        _queue.Send([1]);
        Assert.Equal(1, await NextAsync());
        for (int i = 0; i < 3; i++)
        {
            Take(_queue);
            _queue.Send([2]);
        }

        goOn.Release();
        Assert.Equal(2, await NextAsync());
        goOn.Release();
        Take(_queue);
        _queue.Send([3]);
        Assert.Equal(3, await NextAsync());
        goOn.Release();
    }

    [Fact]
    [Trait("Accepts", "P39")]
    [Trait("Accepts", "V23")]
    public void Closing_another_handle_leaves_the_registration_alone()
    {
        MqByteChannel other = OpenExisting(_node);
        using IDisposable registration = _queue.Notify(Tell);
        other.Dispose();
        Assert.Throws<MqNotificationTakenException>(() => OpenExisting(_node).Notify(Tell));
        _queue.Dispose();
        using IDisposable next = OpenExisting(_node).Notify(Tell);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_callback_that_meets_a_disposed_channel_or_a_removed_queue_ends_quietly(bool isRemoved)
    {
        // What it throws on the thread pool would end the process.
        using SemaphoreSlim goOn = new(0);
        MqByteChannel sender = OpenExisting(_node);
        _queue.Notify(() =>
        {
            Tell();
            goOn.Wait(Patience);
            try
            {
                Take(_queue);
            }
            finally
            {
                Tell();
            }
        });
        sender.Send([1]);
        Assert.Equal(1, await NextAsync());
        if (isRemoved)
        {
            _node.Delete("q");
        }
        else
        {
            _queue.Dispose();
        }

        goOn.Release();
        Assert.Equal(2, await NextAsync());
    }

    [Fact]
    public async Task A_stream_says_when_its_queue_was_removed()
    {
        await using IAsyncEnumerator<MqQueueAttributes> stream = _queue.NotificationsAsync().GetAsyncEnumerator();
        Task<bool> next = stream.MoveNextAsync().AsTask();
        _node.Delete("q");
        await Assert.ThrowsAsync<MqQueueRemovedException>(() => next.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_stream_ends_when_its_node_is_disposed()
    {
        await using IAsyncEnumerator<MqQueueAttributes> stream = _queue.NotificationsAsync().GetAsyncEnumerator();
        Task<bool> next = stream.MoveNextAsync().AsTask();
        await _node.DisposeAsync();
        Assert.False(await next.WaitAsync(Patience));
    }

    private void Tell() => _counts.Writer.TryWrite(Interlocked.Increment(ref _count));

    private Task<int> NextAsync() => _counts.Reader.ReadAsync().AsTask().WaitAsync(Patience);
}
