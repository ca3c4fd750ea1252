using System.Diagnostics.CodeAnalysis;
using TypedMq.Transports;

namespace TypedMq.Conformance;

/// <summary>Messages that handlers consume.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    public async Task A_handler_gets_every_message_in_order()
    {
        string name = NewConsumedName();
        IReadings readings = Open<IReadings>(name);
        Inbox inbox = new();
        await using MqConsumer consumer = Handle(name, inbox.Add);
        for (int i = 0; i < 20; i++)
        {
            readings.Send(ReadingOf(i));
        }

        Assert.Equal(Enumerable.Range(0, 20), await inbox.WaitFor(20));
        await consumer.StopAsync();
        Assert.Equal(new MqConsumerCounters(20, 0, 0, 0, 0, 0), consumer.Counters);
        Assert.False(readings.TryReceive(out _));
    }

    [Fact]
    public async Task As_many_messages_are_handled_at_once_as_the_concurrency_says()
    {
        string name = NewConsumedName();
        IReadings readings = Open<IReadings>(name);
        TaskCompletionSource together = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Inbox inbox = new();
        int running = 0;
        await using MqConsumer consumer = Handle(
            name,
            async (reading, context, cancellationToken) =>
            {
                if (Interlocked.Increment(ref running) == 3)
                {
                    together.SetResult();
                }

                await together.Task.WaitAsync(Patience, cancellationToken);
                await inbox.Add(reading, context, cancellationToken);
            },
            options => options.Concurrency = 3);
        for (int i = 0; i < 3; i++)
        {
            readings.Send(ReadingOf(i));
        }

        Assert.Equal([0, 1, 2], (await inbox.WaitFor(3)).Order());
    }

    [Fact]
    public async Task What_fails_is_tried_again_then_kept_with_its_reason_and_can_be_sent_back()
    {
        string name = NewConsumedName();
        IReadings readings = Open<IReadings>(name);
        Inbox inbox = new();
        await using (MqConsumer consumer = Handle(
            name,
            async (reading, context, cancellationToken) =>
            {
                await inbox.Add(reading, context, cancellationToken);
                throw new InvalidOperationException("the sensor is unknown");
            },
            options => (options.MaxAttempts, options.Backoff) = (3, TimeSpan.FromMilliseconds(1))))
        {
            readings.Send(ReadingOf(7));
            int[] came = await inbox.WaitFor(3);
            Assert.Equal([7, 7, 7], came);
            await Until(() => consumer.Counters.DeadLettered == 1);
            await consumer.StopAsync();
            Assert.Equal(new MqConsumerCounters(0, 3, 1, 0, 0, 0), consumer.Counters);
        }

        using MqDeadLetterQueue dead = OtherNode().OpenDeadLetters(name);
        Assert.Equal(1, dead.Count);
        if (Node.GetCapabilities().Peek && TryPeek(dead, out MqDeadLetter? letter))
        {
            Assert.Equal(("It failed 3 times.", 3, name), (letter.Reason, letter.Attempts, letter.Queue));
            Assert.Equal(("System.InvalidOperationException", "the sensor is unknown"), (letter.ExceptionType, letter.ExceptionMessage));
        }

        Assert.True(await dead.ReplayAsync());
        Assert.Equal(0, dead.Count);
        Assert.True(readings.TryReceive(out Reading again, Patience));
        Assert.Equal(ReadingOf(7), again);
    }

    [Fact]
    public async Task What_cannot_be_decoded_is_kept_byte_for_byte_and_stops_no_handler()
    {
        string name = NewConsumedName();
        IReadings readings = Open<IReadings>(name);
        byte[] poison = [0xC1, 1, 2, 3, 0, 255];
        using (MqByteChannel bytes = Node.OpenBytes(name, options => (options.OpenMode, options.Envelope) = (MqOpenMode.OpenExisting, MqEnvelopeMode.Standard), MqAccess.Send))
        {
            bytes.Send(poison);
        }

        readings.Send(ReadingOf(1));
        Inbox inbox = new();
        await using MqConsumer consumer = Handle(name, inbox.Add);
        Assert.Equal(1, Assert.Single(await inbox.WaitFor(1)));
        await consumer.StopAsync();
        using MqDeadLetterQueue dead = Node.OpenDeadLetters(name);
        Assert.True(dead.TryReceive(out MqDeadLetter? letter));
        Assert.Equal(poison, letter.Payload.ToArray());
        Assert.Equal(typeof(MqDecodeException).ToString(), letter.ExceptionType);
        Assert.False(dead.TryReceive(out _));
    }

    [Fact]
    public async Task What_has_no_envelope_is_kept_byte_for_byte_and_sent_back_as_it_was()
    {
        if (!Node.GetCapabilities().ForeignPeers)
        {
            // Nobody can send such a message there.
            return;
        }

        string name = NewConsumedName();
        IReadings readings = Open<IReadings>(name);
        byte[] foreign = [1, 2, 3];
        using MqByteChannel bytes = Node.OpenBytes(name, options => options.OpenMode = MqOpenMode.OpenExisting);
        bytes.Send(foreign, priority: 3);
        readings.Send(ReadingOf(1));
        Inbox inbox = new();
        MqConsumer consumer = Handle(name, inbox.Add);
        Assert.Equal(1, Assert.Single(await inbox.WaitFor(1)));
        await consumer.StopAsync();
        Assert.Equal((1, 1, 0), (consumer.Counters.Unreadable, consumer.Counters.DeadLettered, consumer.Counters.Lost));

        using MqDeadLetterQueue dead = Node.OpenDeadLetters(name);
        Assert.Equal(1, dead.Count);
        Assert.True(await dead.ReplayAsync());
        byte[] again = new byte[bytes.MaxMessageBytes];
        Assert.True(bytes.TryReceive(again, out int length, out int priority, Patience));
        Assert.Equal(foreign, again[..length]);
        Assert.Equal(3, priority);
    }

    [Fact]
    public async Task Stopping_waits_for_the_running_handler_and_leaves_the_rest_in_the_queue()
    {
        string name = NewConsumedName();
        IReadings readings = Open<IReadings>(name);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Inbox inbox = new();
        await using MqConsumer consumer = Handle(name, async (reading, context, cancellationToken) =>
        {
            await inbox.Add(reading, context, cancellationToken);
            await release.Task;
        });
        for (int i = 0; i < 3; i++)
        {
            readings.Send(ReadingOf(i));
        }

        await inbox.WaitFor(1);
        Task stop = consumer.StopAsync();
        Assert.False(stop.IsCompleted);
        release.SetResult();
        await stop.WaitAsync(Patience);
        Assert.Equal(1, consumer.Counters.Handled);
        Assert.True(readings.TryReceive(out Reading second, Patience));
        Assert.True(readings.TryReceive(out Reading third, Patience));
        Assert.Equal([1, 2], [second.Id, third.Id]);
    }

    [Fact]
    public async Task A_handler_that_is_cancelled_by_the_stop_loses_no_message()
    {
        string name = NewConsumedName();
        IReadings readings = Open<IReadings>(name);
        Inbox inbox = new();
        await using MqConsumer consumer = Handle(
            name,
            async (reading, context, cancellationToken) =>
            {
                await inbox.Add(reading, context, cancellationToken);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
            options => options.ShutdownTimeout = TimeSpan.Zero);
        readings.Send(ReadingOf(1));
        await inbox.WaitFor(1);
        await consumer.StopAsync().WaitAsync(Patience);

        // It comes again, or, where delivery is at most once, is kept as a dead letter.
        if (Node.GetCapabilities().AtLeastOnce)
        {
            TaskCompletionSource<MqContext> context = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await using MqConsumer next = Handle(name, (_, given, _) =>
            {
                context.TrySetResult(given);
                return ValueTask.CompletedTask;
            });
            MqContext again = await context.Task.WaitAsync(Patience);
            Assert.Equal((2, true), (again.DeliveryCount, again.Redelivered));
        }
        else
        {
            using MqDeadLetterQueue dead = Node.OpenDeadLetters(name);
            Assert.True(dead.TryReceive(out _));
        }
    }

    /// <summary>A name whose dead-letter queue is deleted after the test, too.</summary>
    private protected string NewConsumedName()
    {
        string name = NewName();
        _names.Add(name + ".dead");
        return name;
    }

    private protected MqConsumer Handle(string name, Func<Reading, MqContext, CancellationToken, ValueTask> handle, Action<MqHandlerOptions>? configure = null) =>
        Node.StartHandler<IReadings>(new ReadingHandler(handle), configure, options => (options.Name, options.OpenMode) = (name, MqOpenMode.OpenExisting));

    private protected static Reading ReadingOf(int number) => new(number, number / 2d, Guid.Empty, DateTime.UnixEpoch, Level.High);

    /// <summary>Looks at the first dead letter, where the kernel can.</summary>
    private static bool TryPeek(MqDeadLetterQueue dead, [NotNullWhen(true)] out MqDeadLetter? letter)
    {
        try
        {
            return dead.TryPeek(0, out letter);
        }
        catch (MqNotSupportedException)
        {
            letter = null;
            return false;
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class ReadingHandler(Func<Reading, MqContext, CancellationToken, ValueTask> handle) : IMqHandler<Reading>
    {
        public ValueTask HandleAsync(Reading message, MqContext context, CancellationToken cancellationToken) => handle(message, context, cancellationToken);
    }

    /// <summary>What came, by number.</summary>
    private sealed class Inbox
    {
        private readonly Lock _lock = new();
        private readonly List<int> _numbers = [];
        private (int Count, TaskCompletionSource<int[]> Source)? _waiter;

        public ValueTask Add(Reading reading, MqContext context, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                _numbers.Add((int)reading.Id);
                Tell();
            }

            return ValueTask.CompletedTask;
        }

        public Task<int[]> WaitFor(int count)
        {
            TaskCompletionSource<int[]> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                _waiter = (count, source);
                Tell();
            }

            return source.Task.WaitAsync(Patience);
        }

        private void Tell()
        {
            if (_waiter is { } waiter && _numbers.Count >= waiter.Count)
            {
                waiter.Source.TrySetResult([.. _numbers]);
            }
        }
    }
}
