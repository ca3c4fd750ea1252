using TypedMq.Tests.InProcess;
using TypedMq.Transports;

namespace TypedMq.Tests.Consumers;

public sealed class HandlerTests : ConsumerTest
{
    [Fact]
    public async Task One_at_a_time_keeps_the_order()
    {
        MqNode node = NewNode();
        IJobs jobs = node.Open<IJobs>();
        Seen seen = new();
        await using MqConsumer consumer = node.StartHandler<IJobs>(Handle<Job>(async (job, _, _) =>
        {
            await Task.Yield();
            seen.Add(job.Number);
        }));
        for (int i = 0; i < 50; i++)
        {
            jobs.Send(new(i));
        }

        Assert.Equal(Enumerable.Range(0, 50), seen.WaitFor(50));
        await consumer.StopAsync();
        Assert.Equal(new MqConsumerCounters(50, 0, 0, 0, 0, 0), consumer.Counters);
    }

    [Fact]
    public async Task As_many_run_at_once_as_the_concurrency_says()
    {
        MqNode node = NewNode();
        IJobs jobs = node.Open<IJobs>();
        using CountdownEvent together = new(3);
        Seen seen = new();
        int running = 0, most = 0;
        await using MqConsumer consumer = node.StartHandler<IJobs>(
            Handle<Job>(async (job, _, _) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                if (job.Number < 3)
                {
                    together.Signal();
                    await Task.Run(() => Assert.True(together.Wait(Patience)), CancellationToken.None);
                }

                Interlocked.Decrement(ref running);
                seen.Add(job.Number);
            }),
            options => options.Concurrency = 3);
        for (int i = 0; i < 20; i++)
        {
            jobs.Send(new(i));
        }

        Assert.Equal(Enumerable.Range(0, 20), seen.WaitFor(20).Order());
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Each_contract_goes_to_its_handler_and_the_context_says_what_came()
    {
        MqNode node = NewNode();
        IWork work = node.Open<IWork>();
        Both both = new();
        work.Send(new(1));
        work.SendPause(new("lunch"));
        work.SendUrgent(new(2));
        await using MqConsumer consumer = node.StartHandler<IWork>(both);
        await both.Done.Task.WaitAsync(Patience);
        Assert.Equal(["job 2", "job 1", "pause lunch"], both.Seen);
        Assert.Equal([9, 0, 0], both.Contexts.Select(context => context.Priority));
        Assert.Equal(["Job", "Job", "Pause"], both.Contexts.Select(context => context.Contract));
        Assert.All(both.Contexts, context =>
        {
            Assert.Equal("work", context.Channel);
            Assert.Equal((1, 1, false), (context.Attempt, context.DeliveryCount, context.Redelivered));
            Assert.Null(context.SentAt);
            Assert.Null(context.CorrelationId);
            Assert.Null(context.Services.GetService(typeof(IJobs)));
        });
    }

    [Fact]
    public async Task The_context_tells_when_a_message_was_sent_where_its_sender_said_so()
    {
        MqNode node = NewNode();
        IJobs jobs = node.Open<IJobs>(options => options.TimeToLive = TimeSpan.FromMinutes(5));
        TaskCompletionSource<MqContext> context = new();
        await using MqConsumer consumer = node.StartHandler<IJobs>(Handle<Job>((_, given, _) =>
        {
            context.SetResult(given);
            return ValueTask.CompletedTask;
        }));
        jobs.Send(new(1));
        DateTimeOffset? sentAt = (await context.Task.WaitAsync(Patience)).SentAt;
        Assert.NotNull(sentAt);
        Assert.InRange(DateTimeOffset.UtcNow - sentAt.Value, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Filters_are_around_each_attempt_in_the_order_in_which_they_were_added()
    {
        MqNode node = NewNode();
        IJobs jobs = node.Open<IJobs>();
        List<string> told = [];
        Seen seen = new();
        await using MqConsumer consumer = node.StartHandler<IJobs>(
            Handle<Job>(job => told.Add("handler")),
            options =>
            {
                options.AddFilter(new Filter(async (context, next) =>
                {
                    told.Add("outer in");
                    await next(context);
                    told.Add("outer out");
                    seen.Add(1);
                }));
                options.AddFilter(new Filter(async (context, next) =>
                {
                    told.Add("inner in");
                    await next(context);
                    told.Add("inner out");
                }));
            });
        jobs.Send(new(1));
        seen.WaitFor(1);
        Assert.Equal(["outer in", "inner in", "handler", "inner out", "outer out"], told);
    }

    [Fact]
    public async Task A_filter_may_handle_a_message_itself_or_fail_it()
    {
        MqNode node = NewNode();
        IJobs jobs = node.Open<IJobs>();
        Seen handled = new();
        await using MqConsumer consumer = node.StartHandler<IJobs>(
            Handle<Job>(job => handled.Add(job.Number)),
            options =>
            {
                options.MaxAttempts = 1;
                options.AddFilter(new Filter((context, next) => context.Priority switch
                {
                    1 => ValueTask.CompletedTask,
                    2 => throw new InvalidOperationException("no"),
                    _ => next(context),
                }));
            });
        node.Open<IPrioritizedJobs>().Send(new(1), 1);
        node.Open<IPrioritizedJobs>().Send(new(2), 2);
        jobs.Send(new(3));
        Assert.Equal([3], handled.WaitFor(1));
        await consumer.StopAsync();
        Assert.Equal(new MqConsumerCounters(2, 1, 1, 0, 0, 0), consumer.Counters);
    }

    [Fact]
    public void A_handler_of_a_channel_that_only_sends_is_compared_with_other_senders_as_the_receiver_that_it_is()
    {
        MqNode node = NewNode();
        node.Open<INewerJobs>();
        MqContractMismatchException error = Assert.Throws<MqContractMismatchException>(() => node.StartHandler<INamedJobs>(Handle<NamedJob>(_ => { })));
        Assert.Equal("jobs", error.Queue);
    }

    [Fact]
    public async Task Handlers_know_nothing_of_the_flow_in_which_they_were_started()
    {
        MqNode node = NewNode();
        AsyncLocal<string> request = new() { Value = "of whoever started it" };
        TaskCompletionSource<string?> seen = new();
        await using MqConsumer consumer = node.StartHandler<IJobs>(Handle<Job>(_ => seen.TrySetResult(request.Value)));
        node.Open<IJobs>().Send(new(1));
        Assert.Null(await seen.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_consumer_may_be_started_where_nothing_flows()
    {
        MqNode node = NewNode();
        Seen seen = new();
        MqConsumer consumer;
        using (ExecutionContext.SuppressFlow())
        {
            consumer = node.StartHandler<IJobs>(Handle<Job>(job => seen.Add(job.Number)));
        }

        node.Open<IJobs>().Send(new(1));
        seen.WaitFor(1);
        await consumer.StopAsync();
    }

    [Fact]
    public async Task A_queue_for_one_receiver_is_handled_one_message_at_a_time()
    {
        MqNode node = NewNode();
        Seen seen = new();
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => Start(concurrency: 2));
        Assert.Equal("Channels:jobs:Handler:Concurrency", error.Key);
        Assert.Equal("2", error.Value);

        IJobs jobs = node.Open<IJobs>(options => options.Topology = MqTopology.OneToOne);
        await using MqConsumer consumer = Start(concurrency: 1);
        for (int i = 0; i < 10; i++)
        {
            jobs.Send(new(i));
        }

        Assert.Equal(Enumerable.Range(0, 10), seen.WaitFor(10));

        MqConsumer Start(int concurrency) => node.StartHandler<IJobs>(
            Handle<Job>(job => seen.Add(job.Number)),
            options => options.Concurrency = concurrency,
            channel => channel.Topology = MqTopology.OneToOne);
    }

    [Fact]
    public async Task A_first_wait_that_is_longer_than_the_longest_unless_set_is_kept()
    {
        ManualClock clock = new();
        MqNode node = NewNode(options => options.Clock = clock);
        Seen seen = new();
        await using MqConsumer consumer = node.StartHandler<IJobs>(
            Handle<Job>(job =>
            {
                seen.Add(job.Number);
                throw new InvalidOperationException("no");
            }),
            options => options.Backoff = TimeSpan.FromMinutes(2));
        node.Open<IJobs>().Send(new(1));
        seen.WaitFor(1);
        clock.WaitForTimers(1);
        clock.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(1, consumer.Counters.Failed);
        clock.Advance(TimeSpan.FromSeconds(1));
        seen.WaitFor(2);
    }

    [Fact]
    public void A_filter_of_the_container_among_the_settings_of_the_channel_needs_one_too()
    {
        MqNode node = NewNode();
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => node.StartHandler<IJobs>(
            Handle<Job>(_ => { }),
            configureChannel: options => (options.Handler = new()).AddFilter<NoFilter>()));
        Assert.Equal("AddFilter<T>()", error.Key);
    }

    [Fact]
    public void A_filter_of_the_container_needs_one()
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => NewNode().StartHandler<IJobs>(Handle<Job>(_ => { }), options => options.AddFilter<NoFilter>()));
        Assert.Contains("pass an instance", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_of_no_contract_of_the_channel_is_refused_and_the_contracts_are_named()
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => NewNode().StartHandler<IWork>(Handle<string>(_ => { })));
        Assert.Contains("IMqHandler<T> for one of Pause, Job", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Concurrency")]
    [InlineData("MaxAttempts")]
    [InlineData("Backoff")]
    [InlineData("ShutdownTimeout")]
    public void Options_out_of_range_are_refused_by_name(string key)
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => NewNode().StartHandler<IJobs>(Handle<Job>(_ => { }), options =>
        {
            _ = key switch
            {
                "Concurrency" => options.Concurrency = 0,
                "MaxAttempts" => options.MaxAttempts = 0,
                _ => (object?)null,
            };
            options.Backoff = key == "Backoff" ? TimeSpan.FromTicks(-1) : null;
            options.ShutdownTimeout = key == "ShutdownTimeout" ? TimeSpan.FromDays(2) : null;
        }));
        Assert.Equal($"Channels:jobs:Handler:{key}", error.Key);
    }

    [Fact]
    public void A_handler_that_cannot_be_started_leaves_nothing_open()
    {
        MqNode node = NewNode();
        Assert.Throws<MqConfigurationException>(() => node.StartHandler<IJobs>(Handle<Pause>(_ => { }), null, options => options.Topology = MqTopology.OneToOne));

        // The only receiver's place is free.
        node.OpenBytes("jobs", options => options.Topology = MqTopology.OneToOne, MqAccess.Receive).Dispose();
    }

    [Fact]
    public async Task Messages_that_have_expired_are_not_handled()
    {
        MqNode node = NewNode(options => options.Clock = Clock);
        IJobs jobs = node.Open<IJobs>(options => options.TimeToLive = TimeSpan.FromSeconds(1));
        jobs.Send(new(1));
        Clock.Advance(TimeSpan.FromSeconds(2));
        jobs.Send(new(2));
        Seen seen = new();
        await using MqConsumer consumer = node.StartHandler<IJobs>(Handle<Job>(job => seen.Add(job.Number)));
        Assert.Equal([2], seen.WaitFor(1));
    }

    private InProcess.ManualClock Clock { get; } = new();

    private sealed class Filter(Func<MqContext, MqNext, ValueTask> invoke) : IMqFilter
    {
        public ValueTask InvokeAsync(MqContext context, MqNext next) => invoke(context, next);
    }

    private sealed class NoFilter : IMqFilter
    {
        public ValueTask InvokeAsync(MqContext context, MqNext next) => next(context);
    }

    private sealed class Both : IMqHandler<Job>, IMqHandler<Pause>
    {
        public List<string> Seen { get; } = [];

        public List<MqContext> Contexts { get; } = [];

        public TaskCompletionSource Done { get; } = new();

        public ValueTask HandleAsync(Job message, MqContext context, CancellationToken cancellationToken) => Note($"job {message.Number}", context);

        public ValueTask HandleAsync(Pause message, MqContext context, CancellationToken cancellationToken) => Note($"pause {message.Why}", context);

        private ValueTask Note(string what, MqContext context)
        {
            Seen.Add(what);
            Contexts.Add(context);
            if (Seen.Count == 3)
            {
                Done.SetResult();
            }

            return ValueTask.CompletedTask;
        }
    }
}
