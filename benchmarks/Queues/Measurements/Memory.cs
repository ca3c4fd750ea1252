using System.Globalization;
using TypedMq.Benchmarks.Host;
using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>
/// What a queue takes in /dev/shm, and what a handle of it takes in the process, as the mean of a sender's and a receiver's. A kernel's queues lie in the kernel,
/// whose memory nobody can look at.
/// </summary>
internal sealed class Memory : Measurement
{
    private const int Queues = 16;

    private static readonly (int Capacity, int MessageBytes) Small = (8, 64);

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 };

    public override string Name => "memory";

    /// <summary>The bare calls of System V have no handles: a queue is a number.</summary>
    public override bool AppliesTo(QueueSystem system) => system.Kind is { CrossesProcesses: true } || system is PosixCalls;

    public override IEnumerable<Figure> Run(Bench bench)
    {
        // All of them stay open until the end: what one run gave back would be used again by the next, and not be seen.
        Stack<IDisposable> open = [];
        try
        {
            OpenQueues(bench, open);
            return [.. bench.Repeat(() => [.. MeasureSizes(bench), .. MeasureHandles(bench, open)])];
        }
        finally
        {
            while (open.TryPop(out IDisposable? handle))
            {
                handle.Dispose();
            }
        }
    }

    private static IEnumerable<Sample> MeasureSizes(Bench bench)
    {
        (int, int)[] shapes = bench.System is { IsTyped: false, Kind.IsOfKernel: false } ? [Small, (1024, 64), (1024, 8192)] : [Small];
        foreach ((int capacity, int messageBytes) in shapes)
        {
            QueueShape shape = new(QueueNames.Next(), messageBytes, capacity);
            using OwnQueue queue = new(bench, shape, Side.Sender);
            yield return new(string.Create(CultureInfo.InvariantCulture, $"queue of {capacity} × {Text(messageBytes)}, in /dev/shm"), "bytes", SharedBytes(shape.Name));
        }
    }

    private static Sample[] MeasureHandles(Bench bench, Stack<IDisposable> open)
    {
        ProcessMemory before = ProcessMemory.Now();
        long allocated = OpenQueues(bench, open);
        ProcessMemory after = ProcessMemory.Now();
        return
        [
            new("handle, resident memory of its own", "bytes", (after.Resident - before.Resident) / (2.0 * Queues)),
            new("handle, objects", "bytes", (after.Managed - before.Managed) / (2.0 * Queues)),
            new("handle, allocated by opening", "bytes", (double)allocated / Queues),
            new("handle, open files", "files", (after.Descriptors - before.Descriptors) / (2.0 * Queues)),
        ];
    }

    /// <summary>Creates queues by senders, and opens them by receivers.</summary>
    /// <returns>The bytes that the receivers allocated; some 200 each are the harness'.</returns>
    private static long OpenQueues(Bench bench, Stack<IDisposable> open)
    {
        long allocated = 0;
        for (int number = 0; number < Queues; number++)
        {
            QueueShape shape = new(QueueNames.Next(), Small.MessageBytes, Small.Capacity);
            open.Push(new OwnQueue(bench, shape, Side.Sender));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Driver receiver = bench.System.Open(shape, Side.Receiver, returns: false, bench.Arena);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            open.Push(receiver);
        }

        return allocated;
    }

    /// <summary>The size of all files of a queue. Those of others come and go meanwhile.</summary>
    private static long SharedBytes(string queue) => Directory
        .EnumerateDirectories("/dev/shm", $"typedmq-*.{TransportKind.ScopeName}")
        .SelectMany(scope => new DirectoryInfo(scope).EnumerateFiles(queue + "-*", Everything))
        .Sum(static file => file.Length);
}
