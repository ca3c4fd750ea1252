using System.Diagnostics;

namespace TypedMq.Conformance;

public abstract partial class HostTransportConformance
{
    [Fact]
    public async Task Callers_end_within_their_deadlines_when_their_server_is_killed_and_the_next_one_answers()
    {
        string name = NewName();
        ICalculator asked = Open<ICalculator>(name);
        Process server = StartPeer("serve", name);
        Assert.Equal("serving", server.StandardOutput.ReadLine());
        Assert.Equal(new Sum(3), await asked.AddAsync(new(1, 2)).AsTask().WaitAsync(Patience));

        // It has these in hand, and has named its private queue.
        Task[] inHand = [.. Enumerable.Range(0, 3).Select(_ => asked.WaitAsync(TimeSpan.FromSeconds(2), CancellationToken.None).AsTask())];
        await Until(() => PrivateQueuesOf(name).Count == 2, "the server does not take its time");
        server.Kill();
        Assert.True(server.WaitForExit(Patience));

        Process next = StartPeer("serve", name);
        Assert.Equal("serving", next.StandardOutput.ReadLine());
        Assert.Equal(new Sum(7), await asked.AddAsync(new(3, 4)).AsTask().WaitAsync(Patience));
        foreach (Task call in inHand)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => call.WaitAsync(Patience));
        }

        Assert.Equal(0, ((IMqChannel)asked).Counters.PendingRequests);
        next.StandardInput.WriteLine();
        WaitForSuccess(next);
        ((IMqChannel)asked).Dispose();
        Assert.Empty(PrivateQueuesOf(name));
        Assert.Empty(PrivateFilesOf(name));
    }

    [Fact]
    public async Task A_request_in_the_hands_of_a_server_that_is_killed_is_answered_by_the_next_one_where_messages_are_kept()
    {
        string name = NewName();
        ICalculator asked = Open<ICalculator>(name, configure: static options => options.RequestTimeout = TimeSpan.FromSeconds(3));
        Process server = StartPeer("serve", name, "stuck");
        Assert.Equal("serving", server.StandardOutput.ReadLine());
        Task<Sum> call = asked.AddAsync(new(1, 2)).AsTask();
        Assert.Equal("stuck", server.StandardOutput.ReadLine());
        server.Kill();
        Assert.True(server.WaitForExit(Patience));

        await using MqConsumer next = Serve(name, new());
        if (Node.GetCapabilities().AtLeastOnce)
        {
            Assert.Equal(new Sum(3), await call.WaitAsync(Patience));
        }
        else
        {
            await Assert.ThrowsAsync<TimeoutException>(() => call.WaitAsync(Patience));
        }
    }

    [Fact]
    public async Task What_a_killed_caller_leaves_is_swept_by_the_next_server_and_its_request_ends()
    {
        string name = NewName();
        Calculator calculator = new();
        await using (MqConsumer server = Serve(name, calculator))
        {
            Process caller = StartPeer("ask", name);
            Assert.Equal("asking", caller.StandardOutput.ReadLine());
            await Until(() => calculator.Waiting == 1, "the request does not begin");
            caller.Kill();
            Assert.True(caller.WaitForExit(Patience));
            Assert.NotEmpty(PrivateQueuesOf(name));

            await using MqConsumer another = Serve(name, new());
            await Until(() => PrivateQueuesOf(name).Count <= 1, "the queue of the dead caller is still there");
            using CancellationTokenSource now = new();
            await now.CancelAsync();
            await server.StopAsync(now.Token);
            Assert.Equal(1, calculator.Cancelled);
        }

        Assert.Empty(PrivateQueuesOf(name));
        Assert.Empty(PrivateFilesOf(name));
    }

    /// <summary>What lies of a channel's private queues in the folders of the scopes: files and locks of them, entries of registries.</summary>
    private static List<string> PrivateFilesOf(string name)
    {
        string root = Environment.GetEnvironmentVariable("TYPEDMQ_SCOPE_ROOT") is { Length: > 0 } other ? other : "/dev/shm";
        return [.. Directory.EnumerateDirectories(root, "typedmq*").SelectMany(scope => Directory.EnumerateFiles(scope, name + ".reply.*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None }))];
    }
}
