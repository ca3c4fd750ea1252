using System.Text;
using TypedMq.Transports;
using TypedMq.Transports.InProcess;

namespace TypedMq.Tests.Requests;

/// <summary>Whatever others put into its queues, and whatever is thrown: neither a caller nor a server ends, or waits for ever.</summary>
public sealed class HostileTests : RequestTest
{
    private const string ReplyQueue = "desk.reply.0000000000000007";

    private InProcessHost? _host;

    /// <summary>A message as a caller's proxy would send it: the contract is an array of symbol and count.</summary>
    private static readonly byte[] QuoteBytes = [0x92, 0xA1, (byte)'A', 1];

    private static MqEnvelope Quote => new()
    {
        Tag = Tag("Quote(Quote)"),
        Fields = MqEnvelopeFields.CorrelationId | MqEnvelopeFields.SentAt | MqEnvelopeFields.TimeToLive | MqEnvelopeFields.ReplyTo,
        CorrelationId = 1,
        SentAt = DateTime.UtcNow.Ticks,
        TimeToLive = 20_000,
        ReplyTo = 7,
    };

    // Called by the constructor of the base.
    protected override void ConfigureHost(InProcessOptions options) => options.Host = _host ??= new();

    [Fact]
    public async Task An_exception_whose_text_throws_or_is_null_is_a_failure_like_any_other()
    {
        int calls = 0;
        Serve(
            new()
            {
                OnQuote = (quote, _) =>
                {
                    calls++;
                    throw quote.Symbol == "null" ? new NullMessage() : new Thrower();
                },
            },
            static options => options.IncludeExceptionDetails = true);
        IDesk asked = Ask();
        MqRemoteException error = await Assert.ThrowsAsync<MqRemoteException>(() => asked.QuoteAsync(new("null", 1)).AsTask().WaitAsync(Patience));
        Assert.Equal(typeof(NullMessage).ToString(), error.RemoteType);
        error = await Assert.ThrowsAsync<MqRemoteException>(() => asked.QuoteAsync(new("throws", 1)).AsTask().WaitAsync(Patience));
        Assert.Equal(typeof(Thrower).ToString(), error.RemoteType);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_reply_queue_that_cannot_be_opened_ends_no_server_and_its_request_is_executed_once()
    {
        // It has its one sender already.
        using MqQueue taken = Open(ReplyQueue, MqAccess.Send, maxMessageBytes: 1024, MqTopology.OneToOne);
        MqConsumer server = await ServeOneThatTakesItsTime(Quote);

        Assert.Equal(new Price("A", 1), await Ask().FindAsync("A"));
        Assert.True(server.IsRunning);
        await Until(() => server.Counters.Handled == 2, "both were executed");
        Assert.Equal(0, server.Counters.Failed);
        Assert.Equal(1, server.ChannelCounters.UndeliveredReplies);
    }

    [Fact]
    public async Task A_request_that_may_take_longer_than_timers_can_ring_ends_no_server()
    {
        using MqQueue replies = Open(ReplyQueue, MqAccess.Receive, maxMessageBytes: 1024);
        MqConsumer server = await ServeOneThatTakesItsTime(Quote with { SentAt = DateTime.MaxValue.Ticks, TimeToLive = uint.MaxValue });

        Assert.Equal(new Price("A", 1), await Ask().FindAsync("A"));
        Assert.True(server.IsRunning);
    }

    [Fact]
    public async Task A_request_without_a_deadline_or_a_sensible_one_is_executed_and_harms_nobody()
    {
        Desk desk = new();
        MqConsumer server = Serve(desk);
        MqEnvelope reset = Quote with { Tag = Tag("Reset()") };
        Put("desk", reset with { Fields = MqEnvelopeFields.CorrelationId | MqEnvelopeFields.ReplyTo }, [0x90]);
        Put("desk", reset with { SentAt = long.MaxValue, TimeToLive = uint.MaxValue }, [0x90]);
        Put("desk", reset with { ReplyTo = 0 }, [0x90]);
        Put("desk", reset with { Fields = MqEnvelopeFields.None }, [0x90]);
        Put("desk", reset with { SentAt = long.MinValue, TimeToLive = uint.MaxValue }, [0x90]);
        Put("desk", Quote, [0x92, 0xA1]);
        Put("desk", Quote with { Tag = 0 }, []);
        Assert.Equal(new Price("A", 1), await Ask().FindAsync("A"));
        Assert.Equal(4, desk.Log.Count);
        Assert.Equal(1, server.ChannelCounters.ExpiredMessages);
    }

    [Fact]
    public async Task What_is_not_meant_for_a_caller_is_passed_over_and_what_only_seems_so_is_an_error_of_that_call()
    {
        TaskCompletionSource<Price> reply = new();
        Serve(new() { OnQuote = (_, _) => new(reply.Task) });
        IDesk asked = Ask();
        await asked.ResetAsync();
        string queue = Node.List().Single(static name => name.StartsWith("desk.reply.", StringComparison.Ordinal));
        MqEnvelope foreign = new() { Tag = Tag("price"), Fields = MqEnvelopeFields.CorrelationId | MqEnvelopeFields.ReplyTo, ReplyTo = 99 };
        foreach (ulong correlation in (ulong[])[0, 1, 15, 16, 1 << 24, ulong.MaxValue])
        {
            foreach (uint tag in (uint[])[0, Tag("price"), Tag("typedmq.accepted"), Tag("typedmq.failed"), Tag("typedmq.item-end"), Tag("typedmq.done")])
            {
                Put(queue, foreign with { Tag = tag, CorrelationId = correlation }, [0xC1]);
                Put(queue, foreign with { Tag = tag, CorrelationId = correlation, ReplyTo = 0 }, []);
            }
        }

        Put(queue, foreign with { Fields = MqEnvelopeFields.None }, []);
        Assert.Equal(new Price("B", 1), await asked.FindAsync("B").WaitAsync(Patience));

        // The first slot, used for the fifth time or so: whichever it is, its call fails, and no other does.
        Task<Price> call = asked.QuoteAsync(new("A", 1)).AsTask();
        for (ulong generation = 1; generation < 8; generation++)
        {
            Put(queue, foreign with { CorrelationId = generation << 24, ReplyTo = 0 }, [0x92, 0xA1]);
        }

        await Assert.ThrowsAsync<MqDecodeException>(() => call.WaitAsync(Patience));
        reply.SetResult(new("A", 1));
        Assert.Equal(new Price("B", 1), await asked.FindAsync("B").WaitAsync(Patience));
    }

    [Fact]
    public async Task Credits_that_no_caller_would_give_are_none()
    {
        Serve(new());
        IDesk asked = Ask();
        await using IAsyncEnumerator<Price> items = asked.WatchAsync(new("A", 1000)).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());
        string[] queues = [.. Node.List().Where(static name => name.StartsWith("desk.reply.", StringComparison.Ordinal))];
        Assert.Equal(2, queues.Length);
        string own = queues.Single(name => Peek(name) == 0 && IsCallers(name));
        string control = queues.Single(name => name != own);
        MqEnvelope credit = new()
        {
            Tag = Tag("typedmq.credit"),
            Fields = MqEnvelopeFields.CorrelationId | MqEnvelopeFields.ReplyTo,
            CorrelationId = 1 << 24,
            ReplyTo = Convert.ToUInt64(own[^16..], 16),
        };
        foreach (byte[] payload in (byte[][])[[], [0xC1], [0xFF], [0x00], [0xD2, 0x7F, 0xFF, 0xFF, 0xFF], [0xD2, 0x80, 0, 0, 0], [0xCE, 0xFF, 0xFF, 0xFF, 0xFF]])
        {
            Put(control, credit, payload);
        }

        for (int i = 1; i < 1000; i++)
        {
            Assert.True(await items.MoveNextAsync());
            Assert.Equal(i, items.Current.Value);
        }

        Assert.False(await items.MoveNextAsync());

        // A server's takes no more than a number.
        bool IsCallers(string name)
        {
            using MqQueue queue = Open(name, MqAccess.Send);
            return queue.MaxMessageBytes > 64;
        }

        int Peek(string name)
        {
            using MqQueue queue = Open(name, MqAccess.Send);
            return queue.GetAttributes().Count;
        }
    }

    /// <summary>Serves a request until the server has had reason to say where it can be cancelled, and has tried.</summary>
    private async Task<MqConsumer> ServeOneThatTakesItsTime(MqEnvelope request)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        MqConsumer server = Serve(new()
        {
            OnQuote = async (quote, token) =>
            {
                await Task.Delay(100, token);
                ended.SetResult();
                return new(quote.Symbol, 1);
            },
        });
        Put("desk", request, QuoteBytes);
        await ended.Task.WaitAsync(Patience);
        return server;
    }

    private MqQueue Open(string name, MqAccess access, int? maxMessageBytes = null, MqTopology topology = MqTopology.ManyToMany)
    {
        InProcessTransport transport = new(new() { Host = _host! }, MqScope.Default);
        return transport.Open(new() { Name = MqQueueName.Parse(name), Access = access, MaxMessageBytes = maxMessageBytes, Topology = topology });
    }

    private void Put(string name, MqEnvelope envelope, byte[] payload)
    {
        using MqQueue queue = Open(name, MqAccess.Send);
        Assert.True(queue.TryClaim(in envelope, 0, out MqClaim claim));
        payload.CopyTo(claim.Payload);
        Assert.True(queue.TryCommit(ref claim, payload.Length));
    }

    private static uint Tag(string text)
    {
        uint hash = 2166136261;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ value) * 16777619;
        }

        return hash;
    }

    private sealed class NullMessage : Exception
    {
        public override string Message => null!;
    }

    private sealed class Thrower : Exception
    {
        public override string Message => throw new InvalidOperationException("no text");

        public override string ToString() => throw new InvalidOperationException("no text");
    }
}
