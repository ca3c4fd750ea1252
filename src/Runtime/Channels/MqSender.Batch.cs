using System.Buffers;
using System.Diagnostics;
using TypedMq.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Channels;

public sealed partial class MqSender<TFormatter, T>
{
    /// <summary>How many messages are claimed, and told of, at once.</summary>
    private const int MaxAtOnce = 64;

    /// <summary>
    /// Sends several messages in their order: waits for room for the first while the queue is full, or does what the channel's full mode says, and goes on
    /// as long as there is room.
    /// </summary>
    /// <param name="messages">The messages; none is an answer too.</param>
    /// <param name="priority">The priority of all.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is then sent.</param>
    /// <returns>How many went, from the first on; where the full mode drops, all of them, since what had no room was dropped.</returns>
    /// <exception cref="MqQueueFullException">The first has no room, and the full mode is <see cref="MqFullMode.Fail"/>.</exception>
    /// <exception cref="MqMessageTooLargeException">The first is larger than the queue takes; nothing was sent. One behind it ends the batch.</exception>
    public int SendBatch(ReadOnlySpan<T> messages, int priority, CancellationToken cancellationToken)
    {
        int sent = SendBatch(messages, priority, _channel.SendDeadline, cancellationToken, out BatchEnd end);
        if (end != BatchEnd.Full || _channel.FullMode == MqFullMode.Wait || (_channel.FullMode == MqFullMode.Fail && sent > 0))
        {
            return sent;
        }

        _channel.GiveUp(messages.Length - sent);
        return messages.Length;
    }

    /// <summary>Sends several messages in their order: waits for a time while the first has no room, and goes on as long as there is room.</summary>
    /// <param name="messages">The messages; none is an answer too.</param>
    /// <param name="priority">The priority of all.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>How many went, from the first on.</returns>
    /// <exception cref="MqMessageTooLargeException">The first is larger than the queue takes; nothing was sent. One behind it ends the batch.</exception>
    public int SendBatch(ReadOnlySpan<T> messages, int priority, TimeSpan timeout) =>
        SendBatch(messages, priority, _channel.DeadlineAfter(timeout), CancellationToken.None, out _);

    private int SendBatch(ReadOnlySpan<T> messages, int priority, MqDeadline deadline, CancellationToken cancellationToken, out BatchEnd end)
    {
        _channel.CheckPriority(priority);
        cancellationToken.ThrowIfCancellationRequested();
        end = BatchEnd.None;
        using Activity? span = Instruments.AreOn ? _channel.Telemetry.StartSend() : null;
        MqEnvelope envelope = Envelope(span);
        int most = Math.Min(messages.Length, Math.Min(MaxAtOnce, _queue.Capacity));
        MqClaim[] claims = ArrayPool<MqClaim>.Shared.Rent(most);
        int[] lengths = ArrayPool<int>.Shared.Rent(most);
        try
        {
            int sent = 0;
            while (sent < messages.Length && end == BatchEnd.None)
            {
                ReadOnlySpan<T> next = messages.Slice(sent, Math.Min(messages.Length - sent, most));
                sent += sent == 0
                    ? SendSome(next, in envelope, priority, deadline, claims, lengths, isFirst: true, cancellationToken, out end)
                    : SendSome(next, in envelope, priority, MqDeadline.Now, claims, lengths, isFirst: false, CancellationToken.None, out end);
            }

            if (sent == 0 && end == BatchEnd.Full)
            {
                ChannelTelemetry.NoRoom(span);
            }

            return sent;
        }
        catch (Exception error)
        {
            ChannelTelemetry.Fail(span, error);
            throw;
        }
        finally
        {
            ArrayPool<MqClaim>.Shared.Return(claims);
            ArrayPool<int>.Shared.Return(lengths);
        }
    }

    /// <summary>Sends messages with one wake-up, as many as there is room for, and waits for the first.</summary>
    private int SendSome(
        ReadOnlySpan<T> messages,
        in MqEnvelope envelope,
        int priority,
        MqDeadline deadline,
        MqClaim[] rented,
        Span<int> lengths,
        bool isFirst,
        CancellationToken cancellationToken,
        out BatchEnd end)
    {
        Span<MqClaim> claims = rented.AsSpan(0, messages.Length);
        claims.Clear();
        end = BatchEnd.Full;
        if (!QueueLoop.Claim(_channel, in envelope, priority, deadline, cancellationToken, out claims[0]))
        {
            return 0;
        }

        try
        {
            int claimed = 1 + (messages.Length > 1 ? _queue.TryClaim(in envelope, priority, claims[1..]) : 0);
            int written = Encode(messages[..claimed], claims, lengths, isFirst);
            int sent = written == 0 ? 0 : _channel.TryCommit(claims[..written], lengths);
            if (sent > 0 || written == 0 || QueueLoop.Commit(_channel, ref claims[0], lengths[0], deadline, cancellationToken))
            {
                // Whether there is room for more, the next claim knows.
                sent = Math.Max(sent, Math.Min(written, 1));
                end = sent == written && written < claimed ? BatchEnd.Refused : BatchEnd.None;
                return sent;
            }

            return 0;
        }
        finally
        {
            // Those that were sent are default, and left alone.
            foreach (ref MqClaim claim in claims)
            {
                _queue.Abort(ref claim);
            }
        }
    }

    /// <summary>Encodes messages into their claims, up to the first that cannot be: that one is an error only if nothing goes before it.</summary>
    private int Encode(ReadOnlySpan<T> messages, Span<MqClaim> claims, Span<int> lengths, bool isFirst)
    {
        int written = 0;
        try
        {
            for (; written < messages.Length; written++)
            {
                lengths[written] = Encode(in messages[written], claims[written].Payload);
            }
        }
        catch (Exception) when (written > 0 || !isFirst)
        {
        }

        return written;
    }

    private enum BatchEnd
    {
        /// <summary>It goes on.</summary>
        None,

        /// <summary>The next message has no room.</summary>
        Full,

        /// <summary>The next message cannot be sent: who calls again with it gets to know why.</summary>
        Refused,
    }
}
