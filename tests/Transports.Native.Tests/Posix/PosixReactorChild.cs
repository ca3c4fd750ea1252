using System.Diagnostics;
using System.Globalization;
using TypedMq.Tests.Support;

namespace TypedMq.Tests.Posix;

/// <summary>Awaits many queues at once, cancels all, and counts what became of the messages.</summary>
internal static class PosixReactorChild
{
    public static void Run(int count)
    {
        using MqNode node = MqNode.Create(options => options.UsePosix());
        MqByteChannel[] channels = [.. Enumerable.Range(0, count).Select(i => node.OpenBytes(
            $"reactor-{i}", options => (options.Capacity, options.MaxMessageBytes) = (1, 16)))];
        byte[][] buffers = [.. channels.Select(_ => new byte[16])];

        // What awaiting needs in any case is there before it is counted: the pool, the reactor.
        channels[0].TrySend([0]);
        channels[0].ReceiveAsync(buffers[0]).AsTask().GetAwaiter().GetResult();
        using CancellationTokenSource first = new();
        Task<(int Length, int Priority)> warm = channels[0].ReceiveAsync(buffers[0], first.Token).AsTask();
        first.Cancel();
        _ = warm.ContinueWith(static task => task.Exception, TaskScheduler.Default).GetAwaiter().GetResult();
        int before = Threads();

        using CancellationTokenSource cancellation = new();
        Task<(int Length, int Priority)>[] receivers = [.. channels.Select((channel, i) => channel.ReceiveAsync(buffers[i], cancellation.Token).AsTask())];
        Console.WriteLine($"waiting {receivers.Count(receiver => !receiver.IsCompleted)}");
        Console.WriteLine($"threads {Threads() - before}");

        // Half of the queues get their message while all are being cancelled.
        using Barrier barrier = new(2);
        Thread sender = new(() =>
        {
            barrier.SignalAndWait();
            for (int i = 0; i < count; i += 2)
            {
                channels[i].Send([1]);
            }
        });
        sender.Start();
        barrier.SignalAndWait();
        long start = Stopwatch.GetTimestamp();
        cancellation.Cancel();
        Task.WhenAll(receivers).ContinueWith(static task => task.Exception, TaskScheduler.Default).Wait(PosixTest.Bound);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        sender.Join();
        int received = receivers.Count(receiver => receiver.IsCompletedSuccessfully);
        int left = channels.Sum(channel => channel.GetAttributes().Count);
        Console.WriteLine($"unfinished {receivers.Count(receiver => !receiver.IsCompleted)}");
        Console.WriteLine($"lost {((count + 1) / 2) - received - left}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cancelled in {elapsed.TotalMilliseconds}"));
        foreach (MqByteChannel channel in channels)
        {
            node.Delete(channel.Name);
        }
    }

    private static int Threads() => Directory.GetDirectories("/proc/self/task").Length;
}
