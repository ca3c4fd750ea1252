using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TypedMq.Transports;

namespace TypedMq.Benchmarks.Systems;

/// <summary>One of TypedMq's transports as bytes: claim, copy in, commit; receive, copy out, complete.</summary>
/// <param name="kind">Which one.</param>
internal sealed class SeamSystem(TransportKind kind) : QueueSystem<SeamEnd>
{
    private readonly MqTransport _transport = kind.Create();

    public override string Name => kind.Name;

    public override TransportKind Kind => kind;

    public override string? Reference => kind.Reference;

    public override bool CrossesProcesses => kind.CrossesProcesses;

    public override bool IsManyToMany => kind.Topology == MqTopology.ManyToMany;

    public override int MaxPriorities => IsManyToMany ? Math.Min(_transport.Capabilities.DistinctPriorities, _transport.Capabilities.MaxPriority + 1) : 1;

    public override void DeleteOfTheDead()
    {
        if (!kind.CrossesProcesses)
        {
            return;
        }

        foreach (MqQueueName name in _transport.List())
        {
            if (QueueNames.IsOfTheDead(name.Value))
            {
                _transport.Delete(name);
            }
        }
    }

    protected override IOpenQueue<SeamEnd> OpenQueue(QueueShape shape, MqAccess access, bool creates, SharedRoom room) =>
        new OpenSeamQueue(_transport.Open(kind.Options(shape, access, creates, _transport.Capabilities.AtLeastOnce ? MqDelivery.AtLeastOnce : MqDelivery.AtMostOnce)), shape.MessageBytes);

    protected override void DeleteQueue(string name) => _transport.Delete(MqQueueName.Parse(name));
}

internal sealed class OpenSeamQueue(MqQueue queue, int messageBytes) : IOpenQueue<SeamEnd>
{
    public SeamEnd CreateEnd() => new(queue, messageBytes);

    public void Sleep(TimeSpan longest) => queue.Wait(MqDirection.Receive, MqDeadline.After(longest), CancellationToken.None);

    public async ValueTask<long> ReceiveAsync(SeamEnd end)
    {
        long number;
        while (!end.TryReceive(out number))
        {
            await queue.WaitAsync(MqDirection.Receive, CancellationToken.None);
        }

        return number;
    }

    public void Dispose() => queue.Dispose();
}

internal readonly struct SeamEnd(MqQueue queue, int messageBytes) : IMessageEnd
{
    private static readonly MqEnvelope Envelope = new() { Tag = 1 };

    private readonly OwnMessage _message = new(messageBytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySend(long number, int priority)
    {
        if (!queue.TryClaim(in Envelope, priority, out MqClaim claim))
        {
            return false;
        }

        Span<byte> payload = claim.Payload;
        _message.Bytes.CopyTo(payload);
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(payload), number);
        if (queue.TryCommit(ref claim, messageBytes))
        {
            return true;
        }

        queue.Abort(ref claim);
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReceive(out long number)
    {
        if (!queue.TryReceive(out MqLease lease))
        {
            number = 0;
            return false;
        }

        lease.Payload.CopyTo(_message.Bytes);
        number = _message.Number;
        queue.Complete(ref lease);
        return true;
    }
}
