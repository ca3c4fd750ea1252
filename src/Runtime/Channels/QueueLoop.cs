using System.Diagnostics;
using System.Runtime.CompilerServices;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>
/// The waiting forms of a queue's non-blocking operations: try, spin, wait, try again, until it works or the deadline, the token, removal or
/// disposal ends it. Written here once for every transport and every kind of channel.
/// </summary>
internal static class QueueLoop
{
    /// <summary>Claims room for a message.</summary>
    /// <returns>False when the deadline has passed.</returns>
    public static bool Claim(MqQueue queue, in MqEnvelope envelope, int priority, TimeSpan spin, MqDeadline deadline, CancellationToken cancellationToken, out MqClaim claim)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (queue.TryClaim(in envelope, priority, out claim))
        {
            return true;
        }

        for (Patience patience = new(queue, MqDirection.Send, spin, deadline, cancellationToken); patience.Wait();)
        {
            if (queue.TryClaim(in envelope, priority, out claim))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sends what was written into a claim; the claim is used up whatever happens.</summary>
    /// <returns>False when the deadline has passed: nothing was sent.</returns>
    public static bool Commit(MqQueue queue, ref MqClaim claim, int length, TimeSpan spin, MqDeadline deadline, CancellationToken cancellationToken)
    {
        if (queue.TryCommit(ref claim, length))
        {
            return true;
        }

        try
        {
            for (Patience patience = new(queue, MqDirection.Send, spin, deadline, cancellationToken); patience.Wait();)
            {
                if (queue.TryCommit(ref claim, length))
                {
                    return true;
                }
            }
        }
        catch
        {
            queue.Abort(ref claim);
            throw;
        }

        queue.Abort(ref claim);
        return false;
    }

    /// <summary>Takes a message.</summary>
    /// <returns>False when the deadline has passed.</returns>
    public static bool Receive(MqQueue queue, TimeSpan spin, MqDeadline deadline, CancellationToken cancellationToken, out MqLease lease)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (queue.TryReceive(out lease))
        {
            return true;
        }

        for (Patience patience = new(queue, MqDirection.Receive, spin, deadline, cancellationToken); patience.Wait();)
        {
            if (queue.TryReceive(out lease))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes a message that a selection allows.</summary>
    /// <returns>False when the deadline has passed.</returns>
    public static bool Receive(MqQueue queue, MqSelection selection, TimeSpan spin, MqDeadline deadline, CancellationToken cancellationToken, out MqLease lease)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (queue.TryReceive(selection, out lease))
        {
            return true;
        }

        for (Patience patience = new(queue, MqDirection.Receive, spin, deadline, cancellationToken, selection); patience.Wait();)
        {
            if (queue.TryReceive(selection, out lease))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sends bytes that are encoded already, and gives their buffer back.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public static async ValueTask SendAsync(MqQueue queue, MqEnvelope envelope, int priority, PooledBytes payload, CancellationToken cancellationToken)
    {
        using (payload)
        {
            while (true)
            {
                await queue.WaitAsync(MqDirection.Send, cancellationToken).ConfigureAwait(false);
                if (!queue.TryClaim(in envelope, priority, out MqClaim claim))
                {
                    continue;
                }

                payload.Span.CopyTo(claim.Payload);
                if (queue.TryCommit(ref claim, payload.Length))
                {
                    return;
                }

                queue.Abort(ref claim);
            }
        }
    }

    /// <summary>Takes a message.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<MqLease> ReceiveAsync(MqQueue queue, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            // Not the token first: who was woken for a message takes it, or nobody else would be woken for it.
            if (queue.TryReceive(out MqLease lease))
            {
                return lease;
            }

            await queue.WaitAsync(MqDirection.Receive, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a message that a selection allows.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<MqLease> ReceiveAsync(MqQueue queue, MqSelection selection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            if (queue.TryReceive(selection, out MqLease lease))
            {
                return lease;
            }

            await queue.WaitAsync(selection, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What lies between two tries: first spinning, then waiting, until the deadline has passed.</summary>
    private struct Patience(MqQueue queue, MqDirection direction, TimeSpan spin, MqDeadline deadline, CancellationToken cancellationToken, MqSelection? selection = null)
    {
        private readonly long _start = Stopwatch.GetTimestamp();
        private SpinWait _spinner;

        /// <summary>Lets some time pass, however it ends: the last try comes after the deadline.</summary>
        /// <returns>False when there is nothing to try any more, because the deadline had passed before the last try.</returns>
        public bool Wait()
        {
            if (deadline.HasPassed)
            {
                return false;
            }

            if (spin > TimeSpan.Zero && Stopwatch.GetElapsedTime(_start) < spin && !cancellationToken.IsCancellationRequested)
            {
                _spinner.SpinOnce(sleep1Threshold: -1);
            }
            else if (selection is { } chosen)
            {
                queue.Wait(chosen, deadline, cancellationToken);
            }
            else
            {
                queue.Wait(direction, deadline, cancellationToken);
            }

            return true;
        }
    }
}
