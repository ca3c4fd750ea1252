using TypedMq.Transports;

namespace TypedMq.Tests.Transports;

/// <summary>A queue that knows nothing of batches, and remembers of its messages how long they are; when it is to fail is said to it.</summary>
internal sealed class ScriptedQueue(int capacity, TimeProvider? clock = null) : MqQueue
{
    private readonly Queue<int> _lengths = new();

    /// <summary>Runs out while claims are committed.</summary>
    public int CommitsLeft { get; set; } = int.MaxValue;

    /// <summary>Thrown by the receive that finds the queue empty.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Called at each look for a message, with how many looks there were before.</summary>
    public Action<int>? Looking { get; set; }

    public int Looks { get; private set; }

    public int Waits { get; private set; }

    public List<ulong> Completed { get; } = [];

    public override TimeProvider Clock => clock ?? TimeProvider.System;

    public override MqQueueName Name => MqQueueName.Parse("scripted");

    public override string Address => "nowhere";

    public override int Capacity => capacity;

    public override int MaxMessageBytes => 16;

    public override bool TryClaim(in MqEnvelope envelope, int priority, out MqClaim claim)
    {
        claim = _lengths.Count < capacity ? new(new byte[16], 0, 16, priority, 1) : default;
        return claim.Token != 0;
    }

    public override bool TryCommit(ref MqClaim claim, int length)
    {
        if (CommitsLeft-- == 0)
        {
            return false;
        }

        _lengths.Enqueue(length);
        claim = default;
        return true;
    }

    public override void Abort(ref MqClaim claim) => claim = default;

    public override bool TryReceive(out MqLease lease)
    {
        Looks++;
        Looking?.Invoke(Looks - 1);
        bool found = _lengths.TryDequeue(out int length);
        lease = found ? new(new byte[16], 0, length) { DeliveryCount = 1, Token = (ulong)length } : default;
        return found || (Failure is null ? false : throw Failure);
    }

    public override void Complete(ref MqLease lease)
    {
        Completed.Add(lease.Token);
        lease = default;
    }

    public override void Abandon(ref MqLease lease) => lease = default;

    public override bool Wait(MqDirection direction, MqDeadline deadline, CancellationToken cancellationToken)
    {
        Waits++;
        cancellationToken.ThrowIfCancellationRequested();
        return !deadline.HasPassed;
    }

    public override ValueTask WaitAsync(MqDirection direction, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override MqQueueAttributes GetAttributes() => new(capacity, 16, _lengths.Count);

    protected override void Dispose(bool disposing)
    {
    }
}
