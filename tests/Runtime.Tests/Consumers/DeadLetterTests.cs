using TypedMq.Tests.InProcess;
using TypedMq.Transports;

namespace TypedMq.Tests.Consumers;

public sealed class DeadLetterTests : ConsumerTest
{
    private readonly ManualClock _clock = new();
    private readonly MqNode _node;

    public DeadLetterTests() => _node = NewNode(options => options.Clock = _clock);

    [Fact]
    public async Task What_fails_too_often_is_kept_with_the_reason()
    {
        IPrioritizedJobs jobs = _node.Open<IPrioritizedJobs>(options => options.TimeToLive = TimeSpan.FromHours(1));
        jobs.Send(new(42), 3);
        DateTimeOffset sentAt = _clock.GetUtcNow();
        await HandleAll(_ => throw new InvalidOperationException("the desk is closed"), options => (options.MaxAttempts, options.Backoff) = (3, TimeSpan.Zero));

        using MqDeadLetterQueue dead = _node.OpenDeadLetters("jobs");
        Assert.Equal(("jobs", "jobs.dead", 1), (dead.Source, dead.Name, dead.Count));
        Assert.True(dead.TryPeek(0, out MqDeadLetter? letter));
        Assert.False(dead.TryPeek(1, out _));
        Assert.Equal("jobs", letter.Queue);
        Assert.Equal("It failed 3 times.", letter.Reason);
        Assert.Equal("System.InvalidOperationException", letter.ExceptionType);
        Assert.Equal("the desk is closed", letter.ExceptionMessage);
        Assert.Equal((3, 3), (letter.Attempts, letter.Priority));
        Assert.Equal(sentAt, letter.SentAt);
        Assert.Equal(sentAt, letter.DeadLetteredAt);
        Assert.Null(letter.CorrelationId);
        Assert.Null(letter.TraceContext);
        Assert.Equal<byte>([0x91, 42], letter.Payload.ToArray());
        Assert.Equal(1, dead.Count);
    }

    [Fact]
    public async Task A_handler_can_give_a_message_up_at_once()
    {
        _node.Open<IJobs>().Send(new(1));
        await HandleAll(_ => throw new MqDeadLetterException("no such customer"), options => options.MaxAttempts = 9);
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.True(dead.TryReceive(out MqDeadLetter? letter));
        Assert.Equal(("no such customer", 1), (letter.Reason, letter.Attempts));
        Assert.False(dead.TryReceive(out _));
    }

    [Fact]
    public async Task A_dead_letter_is_read_as_the_contract_that_it_is_where_the_channel_is_known()
    {
        IWork work = _node.Open<IWork>();
        work.Send(new(42));
        work.SendPause(new("tea"));
        await using (MqConsumer consumer = _node.StartHandler<IWork>(Handle<Job>(_ => throw new MqDeadLetterException("no"))))
        {
            await UntilEmpty("work");
        }

        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IWork>();
        using MqDeadLetterQueue unknown = _node.OpenDeadLetters("work");
        Assert.True(unknown.TryPeek(0, out MqDeadLetter? letter));
        Assert.False(letter.TryRead(out Job? _));

        Assert.True(dead.TryReceive(out letter));
        Assert.False(letter.TryRead(out Pause? _));
        Assert.False(letter.TryRead(out string? _));
        Assert.True(letter.TryRead(out Job? job));
        Assert.Equal(new(42), job);
        Assert.True(dead.TryReceive(out letter));
        Assert.True(letter.TryRead(out Pause? pause));
        Assert.Equal(new("tea"), pause);
    }

    [Fact]
    public async Task What_cannot_be_decoded_is_kept_whole_and_stops_nobody()
    {
        byte[] poison = [0xC1, 1, 2, 3];
        using (MqByteChannel bytes = _node.OpenBytes("jobs", options => options.Envelope = MqEnvelopeMode.Standard, MqAccess.Send))
        {
            bytes.Send(poison);
        }

        _node.Open<IJobs>().Send(new(2));
        MqConsumerCounters counters = await HandleAll(_ => { });
        Assert.Equal(new MqConsumerCounters(1, 1, 1, 0, 0, 0), counters);
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.True(dead.TryReceive(out MqDeadLetter? letter));
        Assert.Equal("TypedMq.MqDecodeException", letter.ExceptionType);
        Assert.Equal(0, letter.Attempts);
        Assert.Equal(poison, letter.Payload.ToArray());
        Assert.Throws<MqDecodeException>(() => letter.TryRead(out Job? _));
    }

    [Fact]
    public async Task A_message_without_a_usable_envelope_is_counted_and_stops_nobody()
    {
        InProcessFaults faults = new();
        MqNode node = NewNode(options => options.Faults = faults);
        IJobs jobs = node.Open<IJobs>();
        jobs.Send(new(1));
        jobs.Send(new(2));
        faults.CorruptNext("jobs", InProcessDamage.Envelope);
        Seen seen = new();
        await using MqConsumer consumer = node.StartHandler<IJobs>(Handle<Job>(job => seen.Add(job.Number)));
        Assert.Equal([2], seen.WaitFor(1));
        await consumer.StopAsync();
        Assert.Equal(new MqConsumerCounters(1, 0, 0, 0, 0, 1), consumer.Counters);
        Assert.Equal(1, consumer.ChannelCounters.DecodeErrors);
    }

    [Fact]
    public async Task A_message_that_nobody_here_is_for_is_kept_and_its_contract_is_named()
    {
        _node.Open<INewerJobs>().SendPause(new("lunch"));
        await HandleAll(_ => { });
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.True(dead.TryReceive(out MqDeadLetter? letter));
        Assert.Contains("is of no contract of TypedMq.Tests.Consumers.IJobs", letter.ExceptionMessage, StringComparison.Ordinal);

        _node.Open<IWork>().SendPause(new("tea"));
        await using (MqConsumer consumer = _node.StartHandler<IWork>(Handle<Job>(_ => { })))
        {
            await UntilEmpty("work");
        }

        using MqDeadLetterQueue work = _node.OpenDeadLetters<IWork>();
        Assert.True(work.TryReceive(out letter));
        Assert.Contains("IMqHandler<Pause>", letter.ExceptionMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_sends_a_message_back_byte_for_byte()
    {
        IPrioritizedJobs jobs = _node.Open<IPrioritizedJobs>();
        jobs.Send(new(1), 5);
        jobs.Send(new(2), 4);
        await HandleAll(_ => throw new MqDeadLetterException("later"));
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.True(await dead.ReplayAsync());
        Assert.Equal(1, dead.Count);
        Assert.Equal(1, await dead.ReplayAllAsync());
        Assert.False(await dead.ReplayAsync());

        List<(int Number, int Priority)> again = [];
        await using MqConsumer consumer = _node.StartHandler<IJobs>(Handle<Job>((job, context, _) =>
        {
            again.Add((job.Number, context.Priority));
            return ValueTask.CompletedTask;
        }));
        await UntilEmpty("jobs");
        await consumer.StopAsync();
        Assert.Equal([(1, 5), (2, 4)], again);
    }

    [Fact]
    public async Task Replay_gives_a_message_its_time_to_live_anew()
    {
        IJobs jobs = _node.Open<IJobs>(options => options.TimeToLive = TimeSpan.FromSeconds(10));
        jobs.Send(new(1));
        await HandleAll(_ => throw new MqDeadLetterException("later"));
        _clock.Advance(TimeSpan.FromHours(1));
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.Equal(1, await dead.ReplayAllAsync());
        Assert.True(jobs.TryReceive(out Job? job));
        Assert.Equal(1, job.Number);
    }

    [Fact]
    public async Task A_message_that_cannot_be_sent_back_stays()
    {
        _node.Open<IJobs>().Send(new(1));
        await HandleAll(_ => throw new MqDeadLetterException("later"));
        Assert.True(_node.Delete("jobs"));
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        await Assert.ThrowsAsync<MqQueueNotFoundException>(async () => await dead.ReplayAsync());
        Assert.Equal(1, dead.Count);

        using MqByteChannel full = _node.OpenBytes("jobs", options => options.Capacity = 1);
        full.Send([1]);
        using CancellationTokenSource cancellation = new();
        Task<bool> replay = dead.ReplayAsync(cancellation.Token).AsTask();
        Assert.False(replay.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => replay);
        Assert.Equal(1, dead.Count);
    }

    [Fact]
    public async Task Purging_throws_everything_away_and_nothing_is_there_before_the_first()
    {
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.Equal((0, 0, 0), (dead.Count, dead.Purge(), await dead.ReplayAllAsync()));
        Assert.DoesNotContain("jobs.dead", _node.List());

        IJobs jobs = _node.Open<IJobs>();
        jobs.Send(new(1));
        jobs.Send(new(2));
        await HandleAll(_ => throw new MqDeadLetterException("no"));
        Assert.Equal(2, dead.Purge());
        Assert.Equal(0, dead.Count);
    }

    [Fact]
    public async Task While_the_dead_letter_queue_is_full_a_message_is_held_and_nothing_is_lost()
    {
        using MqByteChannel deadBytes = _node.OpenBytes("jobs.dead", options => (options.Capacity, options.Envelope) = (1, MqEnvelopeMode.Standard));
        IJobs jobs = _node.Open<IJobs>();
        jobs.Send(new(1));
        jobs.Send(new(2));
        Seen seen = new();
        await using MqConsumer consumer = _node.StartHandler<IJobs>(
            Handle<Job>(job =>
            {
                seen.Add(job.Number);
                throw new InvalidOperationException("no");
            }),
            options => (options.MaxAttempts, options.Backoff) = (1, TimeSpan.FromSeconds(1)));
        Assert.Equal([1, 2], seen.WaitFor(2));

        // The second one does not get in: it is held, and after a pause tried there again, not by its handler.
        _clock.WaitForTimers(1);
        Assert.True(consumer.IsDeadLetterBlocked);
        Assert.Equal(1, consumer.Counters.DeadLettered);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _clock.WaitForTimers(1);
        Assert.True(consumer.IsDeadLetterBlocked);

        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.True(dead.TryReceive(out MqDeadLetter? first));
        _clock.Advance(TimeSpan.FromSeconds(2));
        await Until(() => dead.Count == 1);
        await consumer.StopAsync();
        Assert.True(dead.TryReceive(out MqDeadLetter? second));
        Assert.Equal([1, 2], [first.Payload.Span[1], second.Payload.Span[1]]);
        Assert.False(consumer.IsDeadLetterBlocked);
        Assert.Equal([1, 2], seen.WaitFor(2));
        Assert.Equal(0, consumer.Counters.Abandoned);
    }

    [Fact]
    public async Task A_message_that_the_dead_letter_queue_does_not_take_keeps_no_other_from_being_handled()
    {
        using MqByteChannel deadBytes = _node.OpenBytes("jobs.dead", options => (options.Capacity, options.Envelope) = (1, MqEnvelopeMode.Standard));
        deadBytes.Send([1]);
        IJobs jobs = _node.Open<IJobs>();
        jobs.Send(new(0));
        Seen seen = new();
        MqConsumer consumer = _node.StartHandler<IJobs>(
            Handle<Job>(job =>
            {
                if (job.Number == 0)
                {
                    throw new MqDeadLetterException("no");
                }

                seen.Add(job.Number);
            }),
            options => options.Concurrency = 2);
        _clock.WaitForTimers(1);

        // No time passes here.
        for (int i = 1; i <= 100; i++)
        {
            jobs.Send(new(i));
        }

        Assert.Equal(Enumerable.Range(1, 100), seen.WaitFor(100).Order());

        // Who stops it has the message given back.
        await consumer.StopAsync();
        Assert.Equal(1, consumer.Counters.Abandoned);
        Assert.True(jobs.TryReceive(out Job? job));
        Assert.Equal(0, job!.Number);
    }

    [Fact]
    public async Task Where_delivery_is_at_most_once_a_message_is_held_until_the_dead_letter_queue_takes_it()
    {
        using MqByteChannel deadBytes = _node.OpenBytes("jobs.dead", options => (options.Capacity, options.Envelope) = (1, MqEnvelopeMode.Standard));
        deadBytes.Send([1]);
        _node.Open<IJobs>(options => options.Delivery = MqDelivery.AtMostOnce).Send(new(7));
        await using MqConsumer consumer = _node.StartHandler<IJobs>(
            Handle<Job>(_ => throw new InvalidOperationException("no")),
            options => options.MaxAttempts = 1,
            channel => channel.Delivery = MqDelivery.AtMostOnce);
        _clock.WaitForTimers(1);
        Assert.True(consumer.IsDeadLetterBlocked);
        Assert.Equal((byte)1, Take(deadBytes));
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        await Until(() => dead.Count == 1);
        Assert.True(dead.TryReceive(out MqDeadLetter? letter));
        Assert.Equal(7, letter.Payload.Span[1]);
        await consumer.StopAsync();
        Assert.Equal(new MqConsumerCounters(0, 1, 1, 0, 0, 0), consumer.Counters);
    }

    [Fact]
    public async Task Without_dead_letters_what_fails_is_dropped_and_counted()
    {
        _node.Open<IJobs>().Send(new(1));
        MqConsumerCounters counters = await HandleAll(_ => throw new InvalidOperationException("no"), options => (options.MaxAttempts, options.DeadLetter) = (1, false));
        Assert.Equal(new MqConsumerCounters(0, 1, 0, 0, 1, 0), counters);
        Assert.DoesNotContain("jobs.dead", _node.List());
    }

    [Fact]
    public void A_name_that_leaves_no_room_for_dead_letters_is_refused_at_start()
    {
        string name = new('n', 250);
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => _node.StartHandler<IJobs>(Handle<Job>(_ => { }), null, options => options.Name = name));
        Assert.Contains("DeadLetter to false", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_words_are_cut_and_the_payload_is_whole()
    {
        IJobs jobs = _node.Open<IJobs>();
        jobs.Send(new(1));
        string words = new string('é', 239) + "\U0001F600" + new string('x', 5000);
        await HandleAll(_ => throw new InvalidOperationException(words), options => options.MaxAttempts = 1);
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.True(dead.TryReceive(out MqDeadLetter? letter));
        Assert.Equal(new string('é', 239), letter.ExceptionMessage);
        Assert.Equal<byte>([0x91, 1], letter.Payload.ToArray());
    }

    [Fact]
    public async Task Where_there_is_little_room_words_give_way_to_the_payload()
    {
        using MqByteChannel deadBytes = _node.OpenBytes("jobs.dead", options => (options.MaxMessageBytes, options.Envelope) = (40, MqEnvelopeMode.Standard));
        _node.Open<IJobs>().Send(new(1));
        await HandleAll(_ => throw new InvalidOperationException(new string('x', 200)), options => options.MaxAttempts = 1);
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.True(dead.TryReceive(out MqDeadLetter? letter));
        Assert.Equal(("", null, null), (letter.Reason, letter.ExceptionType, letter.ExceptionMessage));
        Assert.Equal<byte>([0x91, 1], letter.Payload.ToArray());
    }

    [Fact]
    public void What_is_no_dead_letter_is_said_to_be_none()
    {
        using MqByteChannel deadBytes = _node.OpenBytes("jobs.dead", options => options.Envelope = MqEnvelopeMode.Standard);
        deadBytes.Send([0x91, 1]);
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.Throws<MqDecodeException>(() => dead.TryReceive(out _));
        Assert.Equal(0, dead.Count);
    }

    [Fact]
    public async Task Dead_letters_that_were_closed_open_nothing_anew()
    {
        _node.Open<IJobs>().Send(new(1));
        await HandleAll(_ => throw new MqDeadLetterException("no"));
        MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        dead.Dispose();
        dead.Dispose();
        Assert.Throws<ObjectDisposedException>(() => dead.Count);
        Assert.Throws<ObjectDisposedException>(() => dead.TryReceive(out _));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await dead.ReplayAsync());
    }

    [Fact]
    public async Task Queues_that_are_deleted_and_made_again_are_found_again()
    {
        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        for (int round = 0; round < 3; round++)
        {
            IJobs jobs = _node.Open<IJobs>();
            jobs.Send(new(round));
            await HandleAll(_ => throw new MqDeadLetterException("no"));
            Assert.Equal(1, dead.Count);
            Assert.True(await dead.ReplayAsync());
            Assert.Equal(round, jobs.Receive().Number);

            _node.Delete("jobs.dead");
            _node.Delete("jobs");
            Assert.Equal(0, dead.Count);
            Assert.False(dead.TryPeek(0, out _));
            Assert.Equal(0, dead.Purge());
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public async Task A_dead_letter_of_an_impossible_priority_blocks_no_other(int priority)
    {
        IJobs jobs = _node.Open<IJobs>();
        jobs.Send(new(1));
        await HandleAll(_ => throw new MqDeadLetterException("no"));
        using MqByteChannel bytes = _node.OpenBytes("jobs.dead", options => options.Envelope = MqEnvelopeMode.Standard);
        byte[] buffer = new byte[bytes.MaxMessageBytes];
        byte[] letter = buffer[..bytes.Receive(buffer, out _)];

        // The priority follows the 1 of the attempts.
        int place = letter.AsSpan().IndexOf<byte>([1, 0]) + 1;
        bytes.Send([.. letter[..place], 0xD2, (byte)(priority >> 24), (byte)(priority >> 16), (byte)(priority >> 8), (byte)priority, .. letter[(place + 1)..]]);
        bytes.Send(letter);

        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>();
        Assert.Equal(2, await dead.ReplayAllAsync());
        Assert.Equal((1, 1), (jobs.Receive().Number, jobs.Receive().Number));
    }

    [Fact]
    public async Task Replay_waits_for_room_also_where_senders_drop_the_oldest()
    {
        IJobs jobs = _node.Open<IJobs>();
        jobs.Send(new(100));
        await HandleAll(_ => throw new MqDeadLetterException("no"));
        int sent = 0;
        while (jobs.TrySend(new(sent)))
        {
            sent++;
        }

        using MqDeadLetterQueue dead = _node.OpenDeadLetters<IJobs>(options => options.FullMode = MqFullMode.DropOldest);
        using CancellationTokenSource impatience = new();
        Task<bool> replay = dead.ReplayAsync(impatience.Token).AsTask();
        Assert.False(replay.IsCompleted);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => replay.WaitAsync(Patience));
        Assert.Equal(1, dead.Count);
        for (int i = 0; i < sent; i++)
        {
            Assert.Equal(i, jobs.Receive().Number);
        }
    }

    [Fact]
    public async Task Replay_takes_the_queue_as_it_is_whatever_is_configured()
    {
        InProcessHost host = new();
        MqNode worker = NewNode(options => options.Host = host);
        IJobs jobs = worker.Open<IJobs>();
        jobs.Send(new(1));
        await using (MqConsumer consumer = worker.StartHandler<IJobs>(Handle<Job>(_ => throw new MqDeadLetterException("no"))))
        {
            await Until(() => consumer.Counters.DeadLettered == 1);
        }

        using MqNode desk = MqNode.Create(options =>
        {
            options.UseInProcess(inProcess => inProcess.Host = host);
            options.Channels["jobs"] = new() { Capacity = 1000, MaxMessageBytes = 10_000, FullMode = MqFullMode.DropOldest };
        });
        using MqDeadLetterQueue dead = desk.OpenDeadLetters("jobs");
        Assert.True(await dead.ReplayAsync());
        Assert.Equal(1, jobs.Receive().Number);
    }

    [Fact]
    public async Task Programs_in_other_languages_find_an_array_of_plain_values()
    {
        _node.Open<IPrioritizedJobs>().Send(new(42), 3);
        await HandleAll(_ => throw new MqDeadLetterException("no"));
        using MqByteChannel raw = _node.OpenBytes("jobs.dead", options => options.OpenMode = MqOpenMode.OpenExisting);
        byte[] buffer = new byte[raw.MaxMessageBytes];
        Assert.True(raw.TryReceive(buffer, out int length, out _));

        MqReader reader = new(buffer.AsSpan(0, length));
        Assert.Equal(11, reader.ReadArrayHeader());
        Assert.Equal("jobs", reader.ReadString());
        Assert.Equal("no", reader.ReadString());
        Assert.Equal("TypedMq.MqDeadLetterException", reader.ReadString());
        Assert.Equal("no", reader.ReadString());
        Assert.Equal(1, reader.ReadInt32());
        Assert.Equal(3, reader.ReadInt32());
        Assert.Equal(_clock.GetUtcNow().UtcDateTime, reader.ReadDateTime());
        Assert.NotEqual(0u, reader.ReadUInt32());
        Assert.Equal(0, reader.ReadInt32());
        Assert.Empty(reader.ReadBinary());
        Assert.Equal<byte>([0x91, 42], reader.ReadBinary());
        reader.End();
    }

    /// <summary>Handles all that is in the queue now.</summary>
    private async Task<MqConsumerCounters> HandleAll(Action<Job> handle, Action<MqHandlerOptions>? configure = null)
    {
        using MqByteChannel channel = _node.OpenBytes("jobs", options => options.OpenMode = MqOpenMode.OpenExisting, MqAccess.Send);
        int all = channel.GetAttributes().Count;
        await using MqConsumer consumer = _node.StartHandler<IJobs>(Handle(handle), configure);
        await Until(() => consumer.Counters is var counters && counters.Handled + counters.DeadLettered + counters.Lost == all);
        await consumer.StopAsync();
        return consumer.Counters;
    }

    /// <summary>Waits until a queue is empty: what was taken last may still be in somebody's hands.</summary>
    private async Task UntilEmpty(string queue)
    {
        using MqByteChannel channel = _node.OpenBytes(queue, options => options.OpenMode = MqOpenMode.OpenExisting, MqAccess.Send);
        await Until(() => channel.GetAttributes().Count == 0);
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
}
