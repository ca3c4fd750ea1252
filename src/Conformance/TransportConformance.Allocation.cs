using System.Diagnostics;
using System.Reflection;

namespace TypedMq.Conformance;

/// <summary>What the way of a message costs the garbage collector: nothing.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    public void Sending_and_receiving_a_record_of_values_allocates_nothing()
    {
        IShapes shapes = Open<IShapes>(NewName());
        void Exchange(int count)
        {
            for (int i = 0; i < count; i++)
            {
                shapes.Send(Sample);
                shapes.Receive();
                shapes.TrySend(Sample);
                shapes.TryReceive(out _);
                shapes.SendWith(Sample, 3);
                shapes.TryReceiveWithin(out _, TimeSpan.FromSeconds(1));
                ValueTask sent = shapes.SendAsync(Sample);
                Debug.Assert(sent.IsCompletedSuccessfully);
                ValueTask<Reading> received = shapes.ReceiveAsync();
                _ = received.Result;
            }
        }

        Assert.Equal(0, Allocated(() => Exchange(2_000)));
    }

    [Fact]
    public async Task Pending_receives_and_sends_allocate_nothing_in_steady_state()
    {
        IShapes shapes = Open<IShapes>(NewName());
        IShapes full = Open<IShapes>(NewName(), capacity: 1);
        while (full.TrySend(Sample))
        {
        }

        using MqByteChannel bytes = Create(NewName());
        byte[] buffer = new byte[bytes.MaxMessageBytes];
        async Task<long> Run(int count)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < count; i++)
            {
                ValueTask<Reading> receive = shapes.ReceiveAsync();
                shapes.Send(Sample);
                await receive;

                ValueTask send = full.SendAsync(Sample);
                full.Receive();
                await send;

                ValueTask<(int Length, int Priority)> receiveBytes = bytes.ReceiveAsync(buffer);
                bytes.Send(buffer);
                await receiveBytes;
            }

            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        // The counter is the process's, and other tests allocate meanwhile: of many short runs one that nobody disturbs is enough.
        // An allocation for each message would be 24 bytes at least, in every run. Without optimization the compiler makes a class of each
        // async method; those few are all.
        const int Count = 200;
        bool optimized = typeof(MqNode).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled != true;
        long limit = Count * (optimized ? 8 : 4096);
        await Run(2_000);
        long best = long.MaxValue;
        for (int attempt = 0; attempt < 200 && best > limit; attempt++)
        {
            best = Math.Min(best, await Run(Count));
        }

        Assert.InRange(best, 0, limit);
    }

    [Fact]
    public void Seeing_a_message_allocates_nothing()
    {
        ISeenReports reports = Open<ISeenReports>(NewName(), size: 1024);
        int[] sum = [0];

        Assert.Equal(0, Allocated(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                reports.TrySend(Seen);
                reports.TryReceiveView(sum, static (view, sum) =>
                {
                    foreach (ReadingView reading in view.Readings)
                    {
                        sum[0] += view.Title.Length + (int)reading.Level;
                    }
                });
            }
        }));
        Assert.NotEqual(0, sum[0]);
    }

    /// <summary>Bytes that an action allocates on this thread once it is warm.</summary>
    private static long Allocated(Action action)
    {
        action();
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
