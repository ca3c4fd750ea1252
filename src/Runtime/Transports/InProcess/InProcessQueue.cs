namespace TypedMq.Transports.InProcess;

/// <summary>A handle on an in-process queue.</summary>
internal sealed class InProcessQueue : MqQueue
{
    private readonly InProcessStore _store;
    private readonly MqAccess _access;
    private readonly bool _keepsUntilCompleted;
    private volatile bool _disposed;

    public InProcessQueue(InProcessStore store, MqQueueOptions options)
    {
        _store = store;
        _access = options.Access;
        _keepsUntilCompleted = options.Delivery == MqDelivery.AtLeastOnce;
        Name = options.Name;
    }

    public override MqQueueName Name { get; }

    public override string Address => $"{Name} in this node";

    public override int Capacity => _store.Capacity;

    public override int MaxMessageBytes => _store.MaxMessageBytes;

    public bool IsDisposed => _disposed;

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
        return _store.TryClaim(in envelope, priority, out claim);
    }

    public override bool TryCommit(ref MqClaim claim, int length)
    {
        _store.Commit(ref claim, length);
        return true;
    }

    public override void Abort(ref MqClaim claim) => _store.Abort(ref claim);

    public override bool TryReceive(out MqLease lease)
    {
        Check(MqAccess.Receive);
        return _store.TryReceive(out lease);
    }

    public override void Complete(ref MqLease lease) => _store.Settle(ref lease, again: false);

    public override void Abandon(ref MqLease lease) => _store.Settle(ref lease, again: _keepsUntilCompleted);

    public override bool Wait(MqDirection direction, MqDeadline deadline, CancellationToken cancellationToken) =>
        _store.Wait(this, direction, deadline, cancellationToken);

    public override ValueTask WaitAsync(MqDirection direction, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return _store.WaitAsync(this, direction, cancellationToken);
    }

    public override MqQueueAttributes GetAttributes()
    {
        ThrowIfDisposed();
        return _store.GetAttributes();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _store.WakeAll();
        }
    }

    private ObjectDisposedException Disposed() => new($"in-process queue '{Name}'");

    private void Check(MqAccess needed)
    {
        ThrowIfDisposed();
        if ((_access & needed) == 0)
        {
            throw new MqAccessDeniedException(Name.Value, $"the handle was opened without the right to {(needed == MqAccess.Send ? "send" : "receive")}. Open it with Access = Both.");
        }
    }
}
