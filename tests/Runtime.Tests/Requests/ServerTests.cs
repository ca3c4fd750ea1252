namespace TypedMq.Tests.Requests;

/// <summary>Servers stop, take turns, and serve more callers than they keep queues open for.</summary>
public sealed class ServerTests : RequestTest
{
    // A server keeps few queues open where those that are removed live on.
    protected override void ConfigureHost(InProcessOptions options) => options.Host = new() { RemovedKeepsWorking = true };

    [Fact]
    public async Task A_request_that_a_stopped_server_gives_back_is_answered_by_the_next_one()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        MqConsumer first = Serve(
            new()
            {
                OnQuote = async (_, token) =>
                {
                    begun.SetResult();
                    await Task.Delay(Timeout.Infinite, token);
                    return null!;
                },
            },
            options => options.ShutdownTimeout = TimeSpan.Zero);
        Task<Price> call = Ask().QuoteAsync(new("A", 2)).AsTask();
        await begun.Task.WaitAsync(Patience);
        await first.StopAsync();
        Assert.False(call.IsCompleted);
        Serve(new());
        Assert.Equal(new Price("A", 3), await call.WaitAsync(Patience));
        Assert.Equal(1, first.Counters.Abandoned);
    }

    [Fact]
    public async Task Where_messages_are_not_kept_the_caller_of_a_stopped_server_is_told()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Desk desk = new()
        {
            OnQuote = async (_, token) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, token);
                return null!;
            },
        };
        MqConsumer server = Node.StartServer<IDesk>(desk, options => options.ShutdownTimeout = TimeSpan.Zero, options => options.Delivery = MqDelivery.AtMostOnce);
        Task<Price> call = Ask().QuoteAsync(new("A", 2)).AsTask();
        await begun.Task.WaitAsync(Patience);
        await server.StopAsync();
        MqRemoteException error = await Assert.ThrowsAsync<MqRemoteException>(() => call.WaitAsync(Patience));
        Assert.Equal("System.Threading.Tasks.TaskCanceledException", error.RemoteType);
    }

    [Fact]
    public async Task More_callers_than_a_server_keeps_queues_open_for_are_all_answered_again_and_again()
    {
        Serve(new(), options => options.Concurrency = 4);
        IDesk[] callers = [.. Enumerable.Range(0, 40).Select(_ => Ask())];
        for (int round = 0; round < 3; round++)
        {
            Price[] prices = await Task.WhenAll(callers.Select((caller, i) => caller.QuoteAsync(new("A", i)).AsTask())).WaitAsync(Patience);
            Assert.Equal(Enumerable.Range(0, 40).Select(static i => i * 1.5m), prices.Select(static price => price.Value));
        }
    }

    [Fact]
    public async Task Several_servers_share_the_requests()
    {
        using CountdownEvent both = new(2);
        Desk Meeting() => new()
        {
            OnQuote = async (quote, token) =>
            {
                await Task.Run(
                    () =>
                    {
                        both.Signal();
                        Assert.True(both.Wait(Patience, token));
                    },
                    token);
                return new(quote.Symbol, 1);
            },
        };
        Serve(Meeting());
        Serve(Meeting());
        IDesk asked = Ask();
        Assert.All(await Task.WhenAll(asked.QuoteAsync(new("A", 1)).AsTask(), asked.QuoteAsync(new("B", 1)).AsTask()).WaitAsync(Patience), static price => Assert.Equal(1, price.Value));
    }

    [Fact]
    public async Task Filters_are_around_requests_and_may_refuse_them()
    {
        Serve(new(), static options => options.AddFilter(new Refusal()));
        IDesk asked = Ask();
        await asked.ResetAsync();
        MqRemoteException error = await Assert.ThrowsAsync<MqRemoteException>(() => asked.CancelAsync(1).AsTask());
        Assert.Equal("System.UnauthorizedAccessException", error.RemoteType);
    }

    private sealed class Refusal : IMqFilter
    {
        public ValueTask InvokeAsync(MqContext context, MqNext next) =>
            context.Contract == "IDesk.CancelAsync" ? throw new UnauthorizedAccessException("not you") : next(context);
    }
}
