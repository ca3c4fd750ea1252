using System.Runtime.InteropServices;

namespace TypedMq.Transports.InProcess;

/// <summary>A handle on an in-process queue with which something may go wrong. Only nodes that are given faults have such handles.</summary>
internal sealed class FaultyInProcessQueue : InProcessQueue
{
    private readonly QueueFaults _faults;
    private readonly Func<bool> _destroy;

    public FaultyInProcessQueue(InProcessStore store, MqQueueOptions options, TimeProvider clock, QueueFaults faults, Func<bool> destroy)
        : base(store, options, clock)
    {
        _faults = faults;
        _destroy = destroy;
        store.WakesAllSenders = true;
        faults.Add(this);
    }

    public override bool IsHeldBack => _faults.IsFull;

    public override bool TryClaim(in MqEnvelope envelope, int priority, out MqClaim claim)
    {
        if (!_faults.IsFull)
        {
            return base.TryClaim(in envelope, priority, out claim);
        }

        // What is wrong with the call or the queue is said as ever.
        Check(MqAccess.Send);
        GetAttributes();
        claim = default;
        return false;
    }

    public override bool TryCommit(ref MqClaim claim, int length)
    {
        TimeSpan delay = _faults.CurrentDelay;
        if (delay == TimeSpan.Zero || (uint)length > (uint)MaxMessageBytes)
        {
            return base.TryCommit(ref claim, length);
        }

        _faults.Delayed.Add(Store, claim, length, delay, Clock);
        claim = default;
        return true;
    }

    public override bool TryDiscardOldest(int maxPriority)
    {
        // A queue that only claims to be full makes no room, however much is thrown away.
        Check(MqAccess.Send);
        return !_faults.IsFull && base.TryDiscardOldest(maxPriority);
    }

    public override bool TryReceive(out MqLease lease) => base.TryReceive(out lease) && Damage(ref lease);

    public override bool TryReceive(MqSelection selection, out MqLease lease) => base.TryReceive(selection, out lease) && Damage(ref lease);

    public void WakeAll() => Store.WakeAll();

    /// <summary>Takes the queue away from everybody.</summary>
    public bool Destroy() => _destroy();

    protected override void Dispose(bool disposing)
    {
        _faults.Forget(this);
        base.Dispose(disposing);
    }

    private bool Damage(ref MqLease lease)
    {
        if (!_faults.TryTakeDamage(out QueueDamage damage))
        {
            return true;
        }

        switch (damage.Kind)
        {
            case InProcessDamage.Envelope:
                Complete(ref lease);
                throw new MqDecodeException($"queue '{Name}': the envelope is damaged", contract: null, member: null, offset: 0);
            case InProcessDamage.Cut:
                lease = lease.First(lease.Length / 2);
                return true;
            default:
                damage.Alter!(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(lease.Payload), lease.Length));
                return true;
        }
    }
}
