using System.Diagnostics;

namespace TypedMq.Conformance;

public abstract partial class TransportConformance
{
    [Fact]
    [Trait("Shape", "request")]
    [Trait("Shape", "streaming reply")]
    [Trait("Shape", "one way")]
    public async Task A_request_of_every_shape_is_answered()
    {
        string name = NewName();
        Calculator calculator = new();
        await using MqConsumer server = Serve(name, calculator);
        ICalculator asked = Open<ICalculator>(name);
        Assert.Equal(new Sum(5), await asked.AddAsync(new(2, 3)).AsTask().WaitAsync(Patience));
        Assert.Equal(new Sum(9), await Task.Run(() => asked.Add(new(4, 5), Patience)).WaitAsync(Patience));
        Assert.Equal(7_000_000_000, await asked.MultiplyAsync(7, 1_000_000_000).AsTask().WaitAsync(Patience));
        Assert.Equal(2, await asked.CountAsync().AsTask().WaitAsync(Patience));
        await asked.ClearAsync().AsTask().WaitAsync(Patience);
        Assert.Equal(0, await asked.CountAsync().AsTask().WaitAsync(Patience));
        await asked.NoteAsync(3).AsTask().WaitAsync(Patience);
        await Until(() => calculator.Noted == 3, "what nobody waits for was not executed");

        List<int> items = [];
        await foreach (int item in asked.CountToAsync(100))
        {
            items.Add(item);
        }

        Assert.Equal(Enumerable.Range(1, 100), items);
    }

    [Fact]
    public async Task A_request_has_the_bytes_of_the_documentation()
    {
        string name = NewName();
        if (!Node.GetCapabilities().ForeignPeers)
        {
            // Nobody else sees them.
            return;
        }

        ICalculator asked = Open<ICalculator>(name);
        using CancellationTokenSource cancellation = new();
        long before = DateTime.UtcNow.Ticks;
        Task<Sum> call = asked.AddAsync(new(1, 2), cancellation.Token).AsTask();
        using MqByteChannel raw = OpenExisting(name);
        byte[] message = new byte[raw.MaxMessageBytes];
        Assert.True(raw.TryReceive(message, out int length, out _, Patience));
        Assert.Equal([0xC1, 1, 0b11101, 0], message[..4]);

        // The tag is the hash of "Add(Summands)".
        Assert.Equal([0x6F, 0x5F, 0x82, 0x00], message[4..8]);
        Assert.InRange(BitConverter.ToInt64(message, 16), before, DateTime.UtcNow.Ticks);
        Assert.Equal(30_000u, BitConverter.ToUInt32(message, 24));
        Assert.Equal([$"{name}.reply.{BitConverter.ToUInt64(message, 28):x16}"], PrivateQueuesOf(name));
        Assert.Equal([0x92, 1, 2], message[36..length]);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_failure_comes_back_with_its_type_and_message()
    {
        string name = NewName();
        await using MqConsumer server = Serve(name, new());
        ICalculator asked = Open<ICalculator>(name);
        MqRemoteException error = await Assert.ThrowsAsync<MqRemoteException>(() => asked.FailAsync("because").AsTask().WaitAsync(Patience));
        Assert.Equal((name, "System.ArgumentException", "because", null), (error.Queue, error.RemoteType, error.RemoteMessage, error.Details));
        Assert.Equal(new Sum(3), await asked.AddAsync(new(1, 2)).AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task Ten_thousand_requests_at_once_are_all_answered()
    {
        const int Requests = 10_000;
        string name = NewName();
        await using MqConsumer server = Serve(name, new(), options => options.Concurrency = 4);
        ICalculator asked = Open<ICalculator>(name, configure: options => options.RequestTimeout = TimeSpan.FromMinutes(2));
        Task<Sum>[] calls = new Task<Sum>[Requests];
        for (int i = 0; i < Requests; i++)
        {
            calls[i] = asked.AddAsync(new(i, 1)).AsTask();
        }

        Sum[] sums = await Task.WhenAll(calls).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(Enumerable.Range(1, Requests), sums.Select(static sum => sum.Value));
        Assert.Equal(0, ((IMqChannel)asked).Counters.PendingRequests);
    }

    [Fact]
    public async Task Cancelled_and_timed_out_requests_are_gone_on_both_sides()
    {
        string name = NewName();
        Calculator calculator = new();
        await using MqConsumer server = Serve(name, calculator, options => options.Concurrency = 4);
        ICalculator asked = Open<ICalculator>(name);
        using CancellationTokenSource cancellation = new();
        Task cancelled = asked.WaitAsync(Patience, cancellation.Token).AsTask();
        Task timedOut = asked.WaitAsync(TimeSpan.FromSeconds(2), CancellationToken.None).AsTask();
        await Until(() => calculator.Waiting == 2, "the requests did not begin");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Patience));
        await Assert.ThrowsAsync<TimeoutException>(() => timedOut.WaitAsync(Patience));
        Assert.Equal(0, ((IMqChannel)asked).Counters.PendingRequests);
        await Until(() => calculator.Cancelled == 2, "the server was not told");

        // The server is free again, and nothing of this is taken for an answer.
        Assert.Equal(new Sum(3), await asked.AddAsync(new(1, 2)).AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task A_stream_that_is_left_early_holds_the_server_back_and_ends_it()
    {
        string name = NewName();
        Calculator calculator = new();
        await using MqConsumer server = Serve(name, calculator);
        ICalculator asked = Open<ICalculator>(name);
        await using (IAsyncEnumerator<int> items = asked.CountToAsync(int.MaxValue).GetAsyncEnumerator())
        {
            Assert.True(await items.MoveNextAsync().AsTask().WaitAsync(Patience));
            Assert.Equal(1, items.Current);
            await Until(() => calculator.Counted >= 16, "the server does not send ahead");
        }

        await Until(() => calculator.Cancelled == 1, "the server goes on");

        // It produced no more than one that it could not send.
        Assert.InRange(calculator.Counted, 16, 18);
        Assert.Equal(0, ((IMqChannel)asked).Counters.PendingRequests);
        Assert.Equal(new Sum(3), await asked.AddAsync(new(1, 2)).AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task Private_queues_go_with_the_caller_and_the_server()
    {
        string name = NewName();
        Calculator calculator = new();
        MqConsumer server = Serve(name, calculator);
        ICalculator asked = Open<ICalculator>(name);
        Task waiting = asked.WaitAsync(Patience, CancellationToken.None).AsTask();
        await Until(() => PrivateQueuesOf(name).Count == 2, "the reply queue and the server's own are not both there");
        ((IMqChannel)asked).Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Patience));
        Assert.Single(PrivateQueuesOf(name));

        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await server.StopAsync(now.Token);
        Assert.Empty(PrivateQueuesOf(name));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => asked.AddAsync(new(1, 2)).AsTask());
    }

    /// <summary>Serves a calculator through another node.</summary>
    private protected MqConsumer Serve(string name, Calculator calculator, Action<MqServerOptions>? configure = null) =>
        OtherNode().StartServer<ICalculator>(calculator, configure, options => (options.Name, options.Capacity, options.MaxMessageBytes) = (name, 4, 256));

    /// <summary>The private queues of a channel's callers and servers.</summary>
    private protected List<string> PrivateQueuesOf(string name) => [.. Node.List().Where(queue => queue.StartsWith(name + ".reply.", StringComparison.Ordinal))];

    private protected static async Task Until(Func<bool> condition, string what)
    {
        for (long start = Stopwatch.GetTimestamp(); !condition();)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, what);
            await Task.Delay(1);
        }
    }
}
