using TypedMq.Tests.Zoo;

namespace TypedMq.AotSmoke;

/// <summary>Requests in machine code: proxy, dispatcher, tuples of parameters, streams and failures.</summary>
internal static class Requests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public static async Task AskAll(MqNode node, string queue)
    {
        try
        {
            await using MqConsumer server = node.StartServer<IDesk>(new Desk(), null, Settings);
            IDesk desk = node.Open<IDesk>(Settings);
            PositionalStruct order = new(1, "ACME", 2.5m);
            Program.Require(await desk.DoubleAsync(order).AsTask().WaitAsync(Bound) == order with { Id = 2 }, "a reply");
            Program.Require(await desk.JoinAsync("a", 2, null).AsTask().WaitAsync(Bound) == "a2", "a reply to several parameters");
            long sum = 0;
            await foreach (long number in desk.CountAsync(100))
            {
                sum += number;
            }

            Program.Require(sum == 5050, "a stream");
            try
            {
                await desk.FailAsync().AsTask().WaitAsync(Bound);
                Program.Require(false, "a failure");
            }
            catch (MqRemoteException error)
            {
                Program.Require(error.RemoteMessage == "no", "a failure");
            }
        }
        finally
        {
            node.Delete(queue);
        }

        void Settings(MqChannelOptions options) => (options.Name, options.Capacity) = (queue, 3);
    }

    private sealed class Desk : IDesk
    {
        public ValueTask<PositionalStruct> DoubleAsync(PositionalStruct order, CancellationToken cancellationToken) => new(order with { Id = 2 * order.Id });

        public ValueTask<string> JoinAsync(string first, int second, string? third, CancellationToken cancellationToken) => new(first + second + third);

        public ValueTask FailAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("no");

        public async IAsyncEnumerable<long> CountAsync(int last, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (long i = 1; i <= last; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
    }
}

[MqChannel("desk")]
internal interface IDesk
{
    ValueTask<PositionalStruct> DoubleAsync(PositionalStruct order, CancellationToken cancellationToken = default);

    ValueTask<string> JoinAsync(string first, int second, string? third, CancellationToken cancellationToken = default);

    ValueTask FailAsync(CancellationToken cancellationToken = default);

    IAsyncEnumerable<long> CountAsync(int last, CancellationToken cancellationToken = default);
}
