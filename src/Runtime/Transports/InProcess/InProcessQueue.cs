namespace TypedMq.Transports.InProcess;

/// <summary>A handle on an in-process queue.</summary>
internal class InProcessQueue : MqQueue
{
    private readonly MqAccess _access;
    private readonly bool _keepsUntilCompleted;
    private volatile bool _disposed;

    public InProcessQueue(InProcessStore store, MqQueueOptions options, TimeProvider clock)
    {
        Store = store;
        _access = options.Access;
        _keepsUntilCompleted = options.Delivery == MqDelivery.AtLeastOnce;
        Name = options.Name;
        Clock = clock;
        store.Enter(this, options.Access);
    }

    public sealed override MqQueueName Name { get; }

    public sealed override string Address => $"{Name} in this process";

    public sealed override int Capacity => Store.Capacity;

    public sealed override int MaxMessageBytes => Store.MaxMessageBytes;

    public sealed override TimeProvider Clock { get; }

    public bool IsDisposed => _disposed;

    /// <summary>Whether there is no room for this handle, whatever the queue says.</summary>
    public virtual bool IsHeldBack => false;

    protected InProcessStore Store { get; }

    public void ThrowIfDisposed()
    {
        if (_disposed)
        {
            throw Disposed();
        }
    }

    public override bool TryClaim(in MqEnvelope envelope, int priority, out MqClaim claim)
    {
        Check(MqAccess.Send);
        return Store.TryClaim(in envelope, priority, out claim);
    }

    public override bool TryCommit(ref MqClaim claim, int length)
    {
        Store.Commit(ref claim, length);
        return true;
    }

    public sealed override void Abort(ref MqClaim claim) => Store.Abort(ref claim);

    public override bool TryReceive(out MqLease lease)
    {
        Check(MqAccess.Receive);
        return Store.TryReceive(out lease);
    }

    public override bool TryReceive(MqSelection selection, out MqLease lease)
    {
        Check(MqAccess.Receive);
        return Store.TryReceive(selection, out lease);
    }

    public override bool TryDiscardOldest(int maxPriority)
    {
        Check(MqAccess.Send);
        return Store.TryDiscardOldest(maxPriority);
    }

    public sealed override bool TryPeek(int index, Span<byte> payload, out int length, out int priority)
    {
        Check(MqAccess.Receive);
        return Store.TryPeek(index, payload, out length, out priority);
    }

    public sealed override void Complete(ref MqLease lease) => Store.Settle(ref lease, again: false);

    public sealed override void Abandon(ref MqLease lease) => Store.Settle(ref lease, again: _keepsUntilCompleted);

    public sealed override bool Wait(MqDirection direction, MqDeadline deadline, CancellationToken cancellationToken) =>
        Store.Wait(this, direction, MqSelection.All, deadline, cancellationToken);

    public sealed override bool Wait(MqSelection selection, MqDeadline deadline, CancellationToken cancellationToken) =>
        Store.Wait(this, MqDirection.Receive, selection, deadline, cancellationToken);

    public sealed override ValueTask WaitAsync(MqDirection direction, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return Store.WaitAsync(this, direction, cancellationToken);
    }

    public sealed override ValueTask WaitAsync(MqSelection selection, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return Store.WaitAsync(this, selection, cancellationToken);
    }

    public sealed override IDisposable Notify(Action callback, bool once) => Store.Register(this, callback, once);

    public sealed override MqQueueAttributes GetAttributes()
    {
        ThrowIfDisposed();
        return Store.GetAttributes();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            Store.Leave(this);
        }
    }

    protected void Check(MqAccess needed)
    {
        ThrowIfDisposed();
        if ((_access & needed) == 0)
        {
            throw new MqAccessDeniedException(Name.Value, $"the handle was opened without the right to {(needed == MqAccess.Send ? "send" : "receive")}. Open it with Access = Both.");
        }
    }

    private ObjectDisposedException Disposed() => new($"in-process queue '{Name}'");
}
