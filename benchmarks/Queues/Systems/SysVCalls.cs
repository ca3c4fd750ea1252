using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TypedMq.Benchmarks.Host;
using TypedMq.Native;
using TypedMq.Transports;

namespace TypedMq.Benchmarks.Systems;

/// <summary>System V message queues by the calls of <c>sysvipc(7)</c> alone: what the transport is measured against.</summary>
internal sealed class SysVCalls : QueueSystem<SysVCallsEnd>
{
    /// <summary>The upper half of the keys: "Tb".</summary>
    private const int KeyPrefix = 0x5462_0000;

    public override string Name => "sysv-calls";

    public override bool CanSleep => false;

    protected override IOpenQueue<SysVCallsEnd> OpenQueue(QueueShape shape, MqAccess access, bool creates, SharedRoom room)
    {
        if (!creates)
        {
            return new OpenSysVQueue(SysVMq.Open(KeyOf(shape.Name)), shape.MessageBytes);
        }

        // As deep as the transport's.
        SysVMq queue = SysVMq.Create(KeyOf(shape.Name));
        queue.SetMaxBytes((long)shape.MessageBytes * Math.Min(shape.Capacity, TransportKind.SysV.MaxCapacity(shape.MessageBytes)));
        return new OpenSysVQueue(queue, shape.MessageBytes);
    }

    protected override void DeleteQueue(string name)
    {
        try
        {
            SysVMq.Open(KeyOf(name)).Remove();
        }
        catch (MqSystemCallException)
        {
            // It was not there.
        }
    }

    /// <summary>The key of a name: the same in both processes, which <see cref="string.GetHashCode()"/> is not. A key that is taken is an error, as the queue is created exclusively.</summary>
    private static SysVKey KeyOf(string name)
    {
        uint hash = 2166136261;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 16777619;
        }

        return new(KeyPrefix | (int)((hash >> 16) ^ (hash & 0xFFFF)));
    }
}

internal sealed class OpenSysVQueue(SysVMq queue, int messageBytes) : IOpenQueue<SysVCallsEnd>
{
    public SysVCallsEnd CreateEnd() => new(queue, messageBytes);

    public void Sleep(TimeSpan longest) => throw new BenchmarkException("These queues are only spun on.");

    public void Dispose()
    {
    }
}

internal readonly struct SysVCallsEnd(SysVMq queue, int messageBytes) : IMessageEnd
{
    private readonly byte[] _message = new byte[messageBytes];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySend(long number, int priority)
    {
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetArrayDataReference(_message), number);
        return queue.TrySend(1, _message);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReceive(out long number)
    {
        bool received = queue.TryReceive(_message, out _, out _);
        number = Unsafe.ReadUnaligned<long>(ref MemoryMarshal.GetArrayDataReference(_message));
        return received;
    }
}
