using System.Diagnostics.CodeAnalysis;
using TypedMq.Channels;
using TypedMq.Consumers;
using TypedMq.Transports;

namespace TypedMq;

/// <summary>
/// The messages of one queue that could not be handled, in the queue <c>&lt;name&gt;.dead</c>: looks at them, sends them back, or throws them away. As long as nothing
/// was put there it is empty. Thread-safe; see <see cref="MqNode.OpenDeadLetters(string, string)"/>.
/// </summary>
public sealed class MqDeadLetterQueue : IDisposable
{
    private readonly IReadOnlyList<MqMessageType> _contracts;
    private readonly Func<MqChannelCore> _open;
    private readonly Func<MqEnvelopeMode, MqChannelCore> _openSource;
    private readonly Lock _lock = new();
    private MqChannelCore? _queue;
    private MqChannelCore? _source;
    private bool _isDisposed;

    /// <param name="source">The name of the queue whose dead letters these are.</param>
    /// <param name="contracts">The contracts of its channel, where that is known.</param>
    /// <param name="open">Opens the dead-letter queue, if it is there.</param>
    /// <param name="openSource">Opens that queue to send to it, with the envelope that its messages have.</param>
    internal MqDeadLetterQueue(string source, IReadOnlyList<MqMessageType> contracts, Func<MqChannelCore> open, Func<MqEnvelopeMode, MqChannelCore> openSource)
    {
        Source = source;
        Name = DeadLetterWriter.NameFor(source);
        _contracts = contracts;
        _open = open;
        _openSource = openSource;
    }

    /// <summary>The name of the dead-letter queue.</summary>
    public string Name { get; }

    /// <summary>The name of the queue that its messages come from.</summary>
    public string Source { get; }

    /// <summary>How many messages are there now.</summary>
    public int Count => TryOpen()?.Queue.GetAttributes().Count ?? 0;

    /// <summary>Looks at a message that stays.</summary>
    /// <param name="index">Which one, from 0 on; the order is the transport's (<see cref="MqByteChannel.TryPeek"/>).</param>
    /// <param name="letter">The message.</param>
    /// <returns>False when there are no more than <paramref name="index"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    /// <exception cref="MqNotSupportedException">The transport cannot look at messages (<see cref="MqCapabilities.Peek"/>).</exception>
    /// <exception cref="MqDecodeException">What lies there is no dead letter.</exception>
    public bool TryPeek(int index, [NotNullWhen(true)] out MqDeadLetter? letter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        letter = null;
        if (TryOpen() is not { } queue)
        {
            return false;
        }

        queue.CheckPeek();
        using PooledBytes bytes = PooledBytes.Rent(queue.Queue.MaxMessageBytes);
        if (queue.Queue.TryPeek(index, bytes.Buffer, out int length, out _))
        {
            letter = DeadLetterFormat.Read(bytes.Span[..length], _contracts);
        }

        return letter is not null;
    }

    /// <summary>Takes the oldest message, which is gone from the queue then.</summary>
    /// <param name="letter">The message.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="MqDecodeException">What lay there is no dead letter; it is gone.</exception>
    public bool TryReceive([NotNullWhen(true)] out MqDeadLetter? letter)
    {
        letter = null;
        if (TryOpen() is not { } queue || !queue.Queue.TryReceive(out MqLease lease))
        {
            return false;
        }

        try
        {
            letter = DeadLetterFormat.Read(lease.Payload, _contracts);
            return true;
        }
        finally
        {
            queue.Queue.Complete(ref lease);
        }
    }

    /// <summary>
    /// Sends the oldest message back to the queue that it came from, byte for byte, with its priority (the nearest that the queue has) and envelope; waits while that queue is full. A message with
    /// a time to live gets it anew from now on, or it would be dropped at once.
    /// </summary>
    /// <remarks>It is sent first and removed here afterwards: who is killed in between has sent it twice. Where the transport delivers at most once it may be lost then.</remarks>
    /// <param name="cancellationToken">Ends the wait; the message stays.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="MqQueueNotFoundException">The queue that it came from does not exist any more; the message stays.</exception>
    /// <exception cref="MqDecodeException">What lay there is no dead letter; it is gone.</exception>
    public async ValueTask<bool> ReplayAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryOpen() is not { } queue || !queue.Queue.TryReceive(out MqLease lease))
        {
            return false;
        }

        try
        {
            MqDeadLetter letter = DeadLetterFormat.Read(lease.Payload, _contracts);
            await SendBackAsync(letter, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not MqDecodeException)
        {
            await ReturnAsync(queue, lease).ConfigureAwait(false);
            throw;
        }
        catch
        {
            queue.Queue.Complete(ref lease);
            throw;
        }

        queue.Queue.Complete(ref lease);
        return true;
    }

    /// <summary>Sends back all messages that are there now, as <see cref="ReplayAsync"/> does each: not those that come meanwhile, perhaps because they failed again.</summary>
    /// <param name="cancellationToken">Ends it; the messages that were not sent stay.</param>
    /// <returns>How many were sent back.</returns>
    public async ValueTask<int> ReplayAllAsync(CancellationToken cancellationToken = default)
    {
        int replayed = 0;
        for (int left = Count; left > 0 && await ReplayAsync(cancellationToken).ConfigureAwait(false); left--)
        {
            replayed++;
        }

        return replayed;
    }

    /// <summary>Throws away all messages that are there.</summary>
    /// <returns>How many.</returns>
    public int Purge()
    {
        int purged = 0;
        if (TryOpen() is { } queue)
        {
            while (queue.Queue.TryReceive(out MqLease lease))
            {
                queue.Queue.Complete(ref lease);
                purged++;
            }
        }

        return purged;
    }

    /// <summary>Closes it; messages stay.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _queue?.Close();
            _source?.Close();
        }
    }

    private async ValueTask SendBackAsync(MqDeadLetter letter, CancellationToken cancellationToken)
    {
        MqChannelCore source = OpenSource(letter.HasEnvelope ? MqEnvelopeMode.Standard : MqEnvelopeMode.None);
        if (letter.Payload.Length > source.Queue.MaxMessageBytes)
        {
            throw new MqMessageTooLargeException(Source, letter.Payload.Length, source.Queue.MaxMessageBytes);
        }

        MqEnvelope envelope = letter.Envelope;
        const MqEnvelopeFields Lifetime = MqEnvelopeFields.SentAt | MqEnvelopeFields.TimeToLive;
        if ((envelope.Fields & Lifetime) == Lifetime)
        {
            envelope = envelope with { SentAt = source.Queue.Clock.GetUtcNow().UtcTicks };
        }

        // A letter that others wrote, or that comes from another transport, may have a priority that the queue has not.
        int priority = Math.Clamp(letter.Priority, 0, source.MaxPriority);
        await QueueLoop.SendAsync(source, in envelope, priority, letter.Payload.Span, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a message back that was not sent; where the queue does not do so by itself, it goes to the end.</summary>
    private static async ValueTask ReturnAsync(MqChannelCore queue, MqLease lease)
    {
        if (queue.KeepsUntilCompleted)
        {
            queue.Queue.Abandon(ref lease);
            return;
        }

        MqEnvelope envelope = lease.ReadEnvelope();
        byte[] letter = lease.Payload.ToArray();
        queue.Queue.Complete(ref lease);
        await QueueLoop.SendAsync(queue, in envelope, priority: 0, letter, CancellationToken.None).ConfigureAwait(false);
    }

    private MqChannelCore? TryOpen()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            CloseIfRemoved(ref _queue);
            try
            {
                return _queue ??= _open();
            }
            catch (MqQueueNotFoundException)
            {
                return null;
            }
        }
    }

    private MqChannelCore OpenSource(MqEnvelopeMode envelope)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            CloseIfRemoved(ref _source);
            if (_source is { } open && open.HasEnvelope != (envelope == MqEnvelopeMode.Standard))
            {
                open.Close();
                _source = null;
            }

            return _source ??= _openSource(envelope);
        }
    }

    /// <summary>Lets go of a queue that was removed: a successor may be there.</summary>
    private static void CloseIfRemoved(ref MqChannelCore? channel)
    {
        try
        {
            channel?.Queue.GetAttributes();
        }
        catch (MqQueueRemovedException)
        {
            channel?.Close();
            channel = null;
        }
    }
}
