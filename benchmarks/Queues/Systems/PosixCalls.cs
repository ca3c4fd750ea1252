using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TypedMq.Benchmarks.Host;
using TypedMq.Native;
using TypedMq.Transports;

namespace TypedMq.Benchmarks.Systems;

/// <summary>POSIX message queues by the calls of <c>mq_overview(7)</c> alone: what the transport is measured against.</summary>
internal sealed class PosixCalls : QueueSystem<PosixCallsEnd>
{
    public override string Name => "posix-calls";

    public override bool CanSleep => false;

    protected override IOpenQueue<PosixCallsEnd> OpenQueue(QueueShape shape, MqAccess access, bool creates, SharedRoom room)
    {
        int capacity = Math.Min(shape.Capacity, TransportKind.Posix.MaxCapacity(shape.MessageBytes));
        return new OpenPosixQueue(
            creates
                ? PosixMq.Create("/" + shape.Name, access, UnixFileMode.UserRead | UnixFileMode.UserWrite, new(capacity, shape.MessageBytes), exclusive: true, nonBlocking: true)
                : PosixMq.Open("/" + shape.Name, access, nonBlocking: true),
            shape.MessageBytes);
    }

    public override void DeleteOfTheDead()
    {
        foreach (string name in PosixMq.List().Where(static name => QueueNames.IsOfTheDead(name.TrimStart('/'))))
        {
            PosixMq.Unlink("/" + name.TrimStart('/'));
        }
    }

    protected override void DeleteQueue(string name)
    {
        try
        {
            PosixMq.Unlink("/" + name);
        }
        catch (MqSystemCallException)
        {
            // It was not there.
        }
    }
}

internal sealed class OpenPosixQueue(PosixMq queue, int messageBytes) : IOpenQueue<PosixCallsEnd>
{
    public PosixCallsEnd CreateEnd() => new(queue, messageBytes);

    public void Sleep(TimeSpan longest) => throw new BenchmarkException("These queues are only spun on.");

    public void Dispose() => queue.Dispose();
}

internal readonly struct PosixCallsEnd(PosixMq queue, int messageBytes) : IMessageEnd
{
    private readonly byte[] _message = new byte[messageBytes];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySend(long number, int priority)
    {
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetArrayDataReference(_message), number);
        return queue.TrySend(_message, priority);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReceive(out long number)
    {
        bool received = queue.TryReceive(_message, out _, out _);
        number = Unsafe.ReadUnaligned<long>(ref MemoryMarshal.GetArrayDataReference(_message));
        return received;
    }
}
