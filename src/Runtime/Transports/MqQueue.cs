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
    /// <summary>The name of the queue.</summary>
    public abstract MqQueueName Name { get; }

    /// <summary>Where the queue is to be found on this host: a path, an id; for people.</summary>
    public abstract string Address { get; }

    /// <summary>How many messages the queue can hold.</summary>
    public abstract int Capacity { get; }

    /// <summary>The largest payload that the queue takes, in bytes, without the envelope.</summary>
    public abstract int MaxMessageBytes { get; }

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

    /// <summary>Gives a claim back unsent.</summary>
    /// <param name="claim">The claim; it is used up. One that is used up already (<c>default</c>) is left alone.</param>
    public abstract void Abort(ref MqClaim claim);

    /// <summary>Takes the oldest message of the highest priority.</summary>
    /// <param name="lease">The message, to be completed or abandoned.</param>
    /// <returns>False when the queue is empty.</returns>
    /// <exception cref="MqDecodeException">A message was taken that has no usable envelope; it is settled.</exception>
    public abstract bool TryReceive(out MqLease lease);

    /// <summary>Settles a message: it was handled, and is gone.</summary>
    /// <param name="lease">The message; it is used up.</param>
    public abstract void Complete(ref MqLease lease);

    /// <summary>
    /// Settles a message: it was not handled. Where the queue delivers at least once it goes back to its place, with its count;
    /// elsewhere it is gone.
    /// </summary>
    /// <param name="lease">The message; it is used up.</param>
    public abstract void Abandon(ref MqLease lease);

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

    /// <summary>Reads what the queue is and holds now.</summary>
    /// <returns>The attributes.</returns>
    public abstract MqQueueAttributes GetAttributes();

    /// <summary>Closes the handle. The queue and its messages stay.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the handle; must do nothing the second time.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}
