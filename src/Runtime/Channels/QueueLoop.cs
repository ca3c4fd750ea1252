using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Claim(MqChannelCore channel, in MqEnvelope envelope, int priority, MqDeadline deadline, CancellationToken cancellationToken, out MqClaim claim)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return channel.TryClaim(in envelope, priority, out claim) || (!deadline.IsNow && ClaimWhenRoom(channel, in envelope, priority, deadline, cancellationToken, out claim));
    }

    /// <summary>Sends what was written into a claim; the claim is used up whatever happens.</summary>
    /// <returns>False when the deadline has passed: nothing was sent.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Commit(MqChannelCore channel, ref MqClaim claim, int length, MqDeadline deadline, CancellationToken cancellationToken) =>
        channel.TryCommit(ref claim, length) || CommitWhenRoom(channel, ref claim, length, deadline, cancellationToken);

    /// <summary>Takes a message.</summary>
    /// <returns>False when the deadline has passed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Receive(MqChannelCore channel, MqDeadline deadline, CancellationToken cancellationToken, out MqLease lease)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return channel.TryReceive(out lease) || (!deadline.IsNow && ReceiveWhenThere(channel, deadline, cancellationToken, out lease));
    }

    /// <summary>Takes as many messages as there are, and waits for the first.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="leases">Where they go; all of it is cleared already.</param>
    /// <param name="deadline">Until when to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were taken; 0 when the deadline has passed.</returns>
    public static int Receive(MqChannelCore channel, Span<MqLease> leases, MqDeadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int received = channel.TryReceive(leases);
        for (Patience patience = new(channel, MqDirection.Receive, deadline, cancellationToken); received == 0 && patience.Wait();)
        {
            received = channel.TryReceive(leases);
        }

        return received;
    }

    /// <summary>Takes a message that a selection allows.</summary>
    /// <returns>False when the deadline has passed.</returns>
    public static bool Receive(MqChannelCore channel, MqSelection selection, MqDeadline deadline, CancellationToken cancellationToken, out MqLease lease)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (channel.TryReceive(selection, out lease))
        {
            return true;
        }

        for (Patience patience = new(channel, MqDirection.Receive, deadline, cancellationToken, selection); patience.Wait();)
        {
            if (channel.TryReceive(selection, out lease))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sends bytes that are encoded already.</summary>
    public static ValueTask SendAsync(MqChannelCore channel, in MqEnvelope envelope, int priority, ReadOnlySpan<byte> payload, CancellationToken cancellationToken)
    {
        if (channel.TryClaim(in envelope, priority, out MqClaim claim))
        {
            payload.CopyTo(claim.Payload);
            if (channel.TryCommit(ref claim, payload.Length))
            {
                return ValueTask.CompletedTask;
            }

            channel.Queue.Abort(ref claim);
        }

        return SendAsync(channel, envelope, priority, PooledBytes.Copy(payload), cancellationToken);
    }

    /// <summary>Sends bytes for which there was no room, and gives their buffer back.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public static async ValueTask SendAsync(MqChannelCore channel, MqEnvelope envelope, int priority, PooledBytes payload, CancellationToken cancellationToken)
    {
        channel.CountFullWait();
        using (payload)
        {
            while (true)
            {
                await channel.Queue.WaitAsync(MqDirection.Send, cancellationToken).ConfigureAwait(false);
                if (!channel.TryClaim(in envelope, priority, out MqClaim claim))
                {
                    continue;
                }

                payload.Span.CopyTo(claim.Payload);
                if (channel.TryCommit(ref claim, payload.Length))
                {
                    return;
                }

                channel.Queue.Abort(ref claim);
            }
        }
    }

    /// <summary>Takes a message.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<MqLease> ReceiveAsync(MqChannelCore channel, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            // Not the token first: who was woken for a message takes it, or nobody else would be woken for it.
            if (channel.TryReceive(out MqLease lease))
            {
                return lease;
            }

            await channel.Queue.WaitAsync(MqDirection.Receive, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a message that a selection allows.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<MqLease> ReceiveAsync(MqChannelCore channel, MqSelection selection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            if (channel.TryReceive(selection, out MqLease lease))
            {
                return lease;
            }

            await channel.Queue.WaitAsync(selection, cancellationToken).ConfigureAwait(false);
        }
    }

    // What waits stands apart, so that a message that need not wait does not pay for it.

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool ClaimWhenRoom(MqChannelCore channel, in MqEnvelope envelope, int priority, MqDeadline deadline, CancellationToken cancellationToken, out MqClaim claim)
    {
        channel.CountFullWait();
        for (Patience patience = new(channel, MqDirection.Send, deadline, cancellationToken); patience.Wait();)
        {
            if (channel.TryClaim(in envelope, priority, out claim))
            {
                return true;
            }
        }

        claim = default;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool CommitWhenRoom(MqChannelCore channel, ref MqClaim claim, int length, MqDeadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            if (!deadline.IsNow)
            {
                channel.CountFullWait();
            }

            for (Patience patience = new(channel, MqDirection.Send, deadline, cancellationToken); patience.Wait();)
            {
                if (channel.TryCommit(ref claim, length))
                {
                    return true;
                }
            }
        }
        catch
        {
            channel.Queue.Abort(ref claim);
            throw;
        }

        channel.Queue.Abort(ref claim);
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool ReceiveWhenThere(MqChannelCore channel, MqDeadline deadline, CancellationToken cancellationToken, out MqLease lease)
    {
        for (Patience patience = new(channel, MqDirection.Receive, deadline, cancellationToken); patience.Wait();)
        {
            if (channel.TryReceive(out lease))
            {
                return true;
            }
        }

        lease = default;
        return false;
    }

    /// <summary>What lies between two tries: first spinning, then waiting, until the deadline has passed.</summary>
    /// <remarks>
    /// Spinning makes no system call, and who is served within a few tries has not even read a clock: that costs more than a message in shared memory.
    /// </remarks>
    private struct Patience(MqChannelCore channel, MqDirection direction, MqDeadline deadline, CancellationToken cancellationToken, MqSelection? selection = null)
    {
        /// <summary>So many tries follow each other at once: what comes takes no longer than they, mostly.</summary>
        private const int BareTries = 20;

        /// <summary>The clock and the token are looked at once in so many tries.</summary>
        private const int TriesPerLook = 16;

        // On one processor nothing changes while we spin.
        private static readonly bool CanSpin = Environment.ProcessorCount > 1;

        private bool _spins = CanSpin && channel.SpinTime > TimeSpan.Zero && !deadline.IsNow;
        private int _tries;
        private long _start;

        /// <summary>Lets some time pass, however it ends: the last try comes after the deadline.</summary>
        /// <returns>False when there is nothing to try any more, because the deadline had passed before the last try.</returns>
        public bool Wait()
        {
            if (_spins)
            {
                if (++_tries % TriesPerLook != 0)
                {
                    Pause(_tries);
                    return true;
                }

                long now = Stopwatch.GetTimestamp();
                _start = _start == 0 ? now : _start;
                _spins = Stopwatch.GetElapsedTime(_start, now) < channel.SpinTime && !cancellationToken.IsCancellationRequested;
            }

            if (deadline.HasPassed)
            {
                return false;
            }

            if (_spins)
            {
                return true;
            }

            if (selection is { } chosen)
            {
                channel.Queue.Wait(chosen, deadline, cancellationToken);
            }
            else
            {
                channel.Queue.Wait(direction, deadline, cancellationToken);
            }

            return true;
        }

        /// <summary>Leaves the core to its other thread for a moment. <see cref="SpinWait"/> would soon yield to the kernel.</summary>
        private static void Pause(int tries)
        {
            if (tries <= BareTries)
            {
                return;
            }

            if (X86Base.IsSupported)
            {
                X86Base.Pause();
            }
            else if (ArmBase.IsSupported)
            {
                ArmBase.Yield();
            }
            else
            {
                Thread.SpinWait(1);
            }
        }
    }
}
