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

        if (deadline.HasPassed)
        {
            return false;
        }

        SpinWait spinner = default;
        for (long start = Stopwatch.GetTimestamp(); ShouldSpin(start, spin, deadline, cancellationToken); spinner.SpinOnce(sleep1Threshold: -1))
        {
            if (queue.TryClaim(in envelope, priority, out claim))
            {
                return true;
            }
        }

        while (queue.Wait(MqDirection.Send, deadline, cancellationToken))
        {
            if (queue.TryClaim(in envelope, priority, out claim))
            {
                return true;
            }
        }

        return queue.TryClaim(in envelope, priority, out claim);
    }

    /// <summary>Sends what was written into a claim; the claim is used up whatever happens.</summary>
    /// <returns>False when the deadline has passed: nothing was sent.</returns>
    public static bool Commit(MqQueue queue, ref MqClaim claim, int length, TimeSpan spin, MqDeadline deadline, CancellationToken cancellationToken)
    {
        if (queue.TryCommit(ref claim, length))
        {
            return true;
        }

        bool sent = false;
        try
        {
            SpinWait spinner = default;
            for (long start = Stopwatch.GetTimestamp(); !sent && ShouldSpin(start, spin, deadline, cancellationToken); spinner.SpinOnce(sleep1Threshold: -1))
            {
                sent = queue.TryCommit(ref claim, length);
            }

            while (!sent && !deadline.HasPassed && queue.Wait(MqDirection.Send, deadline, cancellationToken))
            {
                sent = queue.TryCommit(ref claim, length);
            }

            return sent;
        }
        finally
        {
            if (!sent)
            {
                queue.Abort(ref claim);
            }
        }
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

        if (deadline.HasPassed)
        {
            return false;
        }

        SpinWait spinner = default;
        for (long start = Stopwatch.GetTimestamp(); ShouldSpin(start, spin, deadline, cancellationToken); spinner.SpinOnce(sleep1Threshold: -1))
        {
            if (queue.TryReceive(out lease))
            {
                return true;
            }
        }

        while (queue.Wait(MqDirection.Receive, deadline, cancellationToken))
        {
            if (queue.TryReceive(out lease))
            {
                return true;
            }
        }

        return queue.TryReceive(out lease);
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

    private static bool ShouldSpin(long start, TimeSpan spin, MqDeadline deadline, CancellationToken cancellationToken) =>
        spin > TimeSpan.Zero && Stopwatch.GetElapsedTime(start) < spin && !deadline.HasPassed && !cancellationToken.IsCancellationRequested;
}
