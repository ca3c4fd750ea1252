namespace TypedMq.Transports;

/// <summary>What a waiter waits for.</summary>
public enum MqDirection
{
    /// <summary>A message to receive.</summary>
    Receive,

    /// <summary>Room to send.</summary>
    Send,
}

/// <summary>
/// An open queue: the seam between channels and what moves the bytes. Operations never block; waiting is apart, and the loops that
/// combine both (try, spin, wait, try again) are written once, in the channels.
/// </summary>
/// <remarks>
/// <para>All members are safe to be called by any number of threads at once. Disposing wakes this handle's waiters with
/// <see cref="ObjectDisposedException"/>, lets operations in flight finish, and does nothing the second time; other handles do not notice.</para>
/// <para>After disposal members throw <see cref="ObjectDisposedException"/>, and <see cref="MqQueueRemovedException"/> once the queue was removed,
/// unless the transport says that a removed queue keeps working. What was claimed or received before can still be aborted, completed and
/// abandoned; whether it can be committed is the transport's choice.</para>
/// </remarks>
public abstract class MqQueue : IDisposable
{
    /// <summary>How long a selective receive pauses between two looks where the transport cannot wait for it.</summary>
    private static readonly TimeSpan SelectionPace = TimeSpan.FromMilliseconds(2);

    private IDisposable? _owned;

    /// <summary>Raised when nothing will come through this handle any more; may be raised again.</summary>
    internal event Action? Ended;

    /// <summary>The name of the queue.</summary>
    public abstract MqQueueName Name { get; }

    /// <summary>Where the queue is to be found on this host: a path, an id; for people.</summary>
    public abstract string Address { get; }

    /// <summary>How many messages the queue can hold.</summary>
    public abstract int Capacity { get; }

    /// <summary>The largest payload that the queue takes, in bytes, without the envelope.</summary>
    public abstract int MaxMessageBytes { get; }

    /// <summary>The clock by which calls with a timeout wait.</summary>
    public virtual TimeProvider Clock => TimeProvider.System;

    /// <summary>Claims room for one message.</summary>
    /// <param name="envelope">What travels with the payload.</param>
    /// <param name="priority">The priority, within the transport's range.</param>
    /// <param name="claim">The room, to be committed or aborted.</param>
    /// <returns>False when the queue is known to be full.</returns>
    public abstract bool TryClaim(in MqEnvelope envelope, int priority, out MqClaim claim);

    /// <summary>Sends what was written into a claim.</summary>
    /// <param name="claim">The claim; it is used up when the result is true.</param>
    /// <param name="length">How many bytes of <see cref="MqClaim.Payload"/> were written.</param>
    /// <returns>False when the queue is full: nothing was sent, and the claim still holds its bytes.</returns>
    /// <exception cref="MqException">Nothing was sent; the claim is used up.</exception>
    public abstract bool TryCommit(ref MqClaim claim, int length);

    /// <summary>Claims room for several messages, as many as there is room for.</summary>
    /// <param name="envelope">What travels with each payload.</param>
    /// <param name="priority">The priority of all, within the transport's range.</param>
    /// <param name="claims">
    /// Where the claims go, from the first on; each is to be committed or aborted. When an error ends the batch, those that were claimed before it are
    /// here: clear it before, and all of it can be aborted.
    /// </param>
    /// <returns>How many were claimed: 0 when the queue is known to be full.</returns>
    public virtual int TryClaim(in MqEnvelope envelope, int priority, Span<MqClaim> claims)
    {
        int claimed = 0;
        while (claimed < claims.Length && TryClaim(in envelope, priority, out claims[claimed]))
        {
            claimed++;
        }

        return claimed;
    }

    /// <summary>Sends what was written into several claims, in their order, with one wake-up where the transport can.</summary>
    /// <param name="claims">The claims; those that were sent are used up, and are <c>default</c>.</param>
    /// <param name="lengths">How many bytes were written into each; at least as many as <paramref name="claims"/>.</param>
    /// <returns>How many were sent, from the first on; fewer than asked for when the queue is full, and then the others still hold their bytes.</returns>
    /// <exception cref="MqException">The claims before the one that fails were sent; that one is used up, those behind it are not.</exception>
    public virtual int TryCommit(Span<MqClaim> claims, ReadOnlySpan<int> lengths)
    {
        int committed = 0;
        while (committed < claims.Length && TryCommit(ref claims[committed], lengths[committed]))
        {
            committed++;
        }

        return committed;
    }

    /// <summary>Gives a claim back unsent.</summary>
    /// <param name="claim">The claim; it is used up. One that is used up already (<c>default</c>) is left alone.</param>
    public abstract void Abort(ref MqClaim claim);

    /// <summary>Takes the oldest message of the highest priority.</summary>
    /// <param name="lease">The message, to be completed or abandoned.</param>
    /// <returns>False when the queue is empty.</returns>
    /// <exception cref="MqDecodeException">A message was taken that has no usable envelope; it is settled.</exception>
    public abstract bool TryReceive(out MqLease lease);

    /// <summary>Takes several messages, as many as there are, in the order of <see cref="TryReceive(out MqLease)"/>.</summary>
    /// <param name="leases">
    /// Where the messages go, from the first on; each is to be completed or abandoned. When an error ends the batch, those that were taken before it
    /// are here: clear it before, and they are the ones whose <see cref="MqLease.DeliveryCount"/> is not 0.
    /// </param>
    /// <returns>How many were taken: 0 when the queue is empty.</returns>
    /// <exception cref="MqDecodeException">A message was taken that has no usable envelope; it is settled.</exception>
    public virtual int TryReceive(Span<MqLease> leases)
    {
        int received = 0;
        while (received < leases.Length && TryReceive(out leases[received]))
        {
            received++;
        }

        return received;
    }

    /// <summary>Takes the message that a selection chooses, in the order of <see cref="TryReceive(out MqLease)"/> among those that it allows.</summary>
    /// <param name="selection">Which priorities.</param>
    /// <param name="lease">The message, to be completed or abandoned.</param>
    /// <returns>False when the queue holds no such message; others are left alone.</returns>
    /// <exception cref="MqNotSupportedException">The transport cannot choose (<see cref="MqCapabilities.SelectiveReceive"/>).</exception>
    /// <exception cref="MqDecodeException">A message was taken that has no usable envelope; it is settled.</exception>
    public virtual bool TryReceive(MqSelection selection, out MqLease lease) =>
        throw NotSupported("a receive that chooses by priority", "Receive whatever comes first, use one queue for each kind of message, or choose a transport with SelectiveReceive.");

    /// <summary>Copies a message that stays in the queue.</summary>
    /// <param name="index">Which one, from 0 on. The order is the transport's: of sending on System V and in-process queues, elsewhere that of receiving.</param>
    /// <param name="payload">Where its payload goes: at least <see cref="MaxMessageBytes"/> bytes.</param>
    /// <param name="length">The length of the payload in bytes.</param>
    /// <param name="priority">The priority of the message.</param>
    /// <returns>False when the queue holds no more than <paramref name="index"/> messages.</returns>
    /// <exception cref="MqNotSupportedException">The transport cannot look at messages (<see cref="MqCapabilities.Peek"/>), or its kernel cannot.</exception>
    public virtual bool TryPeek(int index, Span<byte> payload, out int length, out int priority) =>
        throw NotSupported("looking at messages that stay in the queue", "Receive them, or choose a transport with Peek.");

    /// <summary>Settles a message: it was handled, and is gone.</summary>
    /// <param name="lease">The message; it is used up.</param>
    public abstract void Complete(ref MqLease lease);

    /// <summary>Settles several messages: they were handled, and are gone. One wake-up tells of the room where the transport can.</summary>
    /// <param name="leases">The messages, none of them settled before; they are used up.</param>
    public virtual void Complete(Span<MqLease> leases)
    {
        foreach (ref MqLease lease in leases)
        {
            Complete(ref lease);
        }
    }

    /// <summary>
    /// Settles a message: it was not handled. Where the queue delivers at least once it goes back to its place, with its count;
    /// elsewhere it is gone.
    /// </summary>
    /// <param name="lease">The message; it is used up.</param>
    public abstract void Abandon(ref MqLease lease);

    /// <summary>Discards the oldest message of the lowest priority, to make room. What somebody has claimed or received is left alone.</summary>
    /// <param name="maxPriority">No message of a priority above this one is discarded: 0 or more.</param>
    /// <returns>False when the queue holds no such message.</returns>
    /// <exception cref="MqNotSupportedException">The transport cannot (<see cref="MqCapabilities.DropOldest"/>).</exception>
    public virtual bool TryDiscardOldest(int maxPriority) =>
        throw NotSupported("discarding the oldest message", "Use FullMode = Wait, Fail or DropWrite, or choose a transport with DropOldest.");

    /// <summary>Blocks until it is worth trying again.</summary>
    /// <param name="direction">What to wait for.</param>
    /// <param name="deadline">Until when.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// False when the deadline has passed. True says only that it is worth trying: somebody else may be faster, and a wait may end for no reason.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public abstract bool Wait(MqDirection direction, MqDeadline deadline, CancellationToken cancellationToken);

    /// <summary>Waits until it is worth trying again, without blocking a thread where the transport can.</summary>
    /// <param name="direction">What to wait for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Completes when it is worth trying; somebody else may be faster, and a wait may end for no reason.</returns>
    public abstract ValueTask WaitAsync(MqDirection direction, CancellationToken cancellationToken);

    /// <summary>Blocks until it is worth trying again to receive what a selection allows.</summary>
    /// <remarks>
    /// Messages that it does not allow may lie in the queue all the time. A transport that cannot tell them apart while it waits leaves it at
    /// this: 2 ms pass.
    /// </remarks>
    /// <param name="selection">What to wait for.</param>
    /// <param name="deadline">Until when.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the deadline has passed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual bool Wait(MqSelection selection, MqDeadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TimeSpan left = deadline.Remaining;
        if (left == TimeSpan.Zero)
        {
            return false;
        }

        Thread.Sleep(left < SelectionPace ? left : SelectionPace);
        return true;
    }

    /// <summary>Waits until it is worth trying again to receive what a selection allows, without blocking a thread.</summary>
    /// <remarks>A transport that cannot tell messages apart while it waits leaves it at this: 2 ms pass.</remarks>
    /// <param name="selection">What to wait for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Completes when it is worth trying.</returns>
    public virtual ValueTask WaitAsync(MqSelection selection, CancellationToken cancellationToken) => new(Task.Delay(SelectionPace, cancellationToken));

    /// <summary>
    /// Registers for being told when a message comes into the empty queue. A queue takes one registration at a time, from whatever process.
    /// </summary>
    /// <param name="callback">Called on the thread pool, never twice at once by one registration; it should receive until the queue is empty, or it will not be called again.</param>
    /// <param name="once">
    /// Whether the first notification ends the registration. Otherwise it is renewed before the callback is called, so that nothing which comes
    /// after the callback has emptied the queue goes untold.
    /// </param>
    /// <returns>Ends the registration when it is disposed; a callback that has begun goes on.</returns>
    /// <exception cref="MqNotificationTakenException">Somebody else is registered.</exception>
    /// <exception cref="MqNotSupportedException">The transport cannot tell (<see cref="MqCapabilities.Notifications"/>).</exception>
    public virtual IDisposable Notify(Action callback, bool once) =>
        throw NotSupported("notifications", "Await a receive, which costs no thread, or choose a transport with Notifications.");

    /// <summary>Reads what the queue is and holds now.</summary>
    /// <returns>The attributes.</returns>
    public abstract MqQueueAttributes GetAttributes();

    /// <summary>Gives the handle something that goes with it, once: a transport's way to delete a private queue (<see cref="MqQueueOptions.Private"/>).</summary>
    /// <param name="owned">Disposed after the handle is closed.</param>
    public void Own(IDisposable owned) => Volatile.Write(ref _owned, owned);

    /// <summary>Closes the handle. The queue and its messages stay, unless it is private.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        RaiseEnded();
        Interlocked.Exchange(ref _owned, null)?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the handle; must do nothing the second time.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);

    /// <summary>
    /// Says that nothing will come through this handle any more, to those who wait for notifications. Disposing does; a transport does when the
    /// queue was removed and its handles work no longer, after they have begun to refuse.
    /// </summary>
    protected internal void RaiseEnded() => Ended?.Invoke();

    private MqNotSupportedException NotSupported(string feature, string remedy) => new(Name.Value, GetType().Name, feature, remedy);
}
