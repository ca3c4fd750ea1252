using TypedMq.Channels;
using TypedMq.Transports;

namespace TypedMq.Consumers;

/// <summary>What became of a message that was to be put into the dead-letter queue.</summary>
internal enum DeadLetterOutcome
{
    /// <summary>It is there.</summary>
    Written,

    /// <summary>The dead-letter queue is full.</summary>
    Full,

    /// <summary>It is larger than the dead-letter queue takes.</summary>
    TooLarge,
}

/// <summary>Puts messages of one queue into its dead-letter queue, which is made when it is first needed. Thread-safe.</summary>
internal sealed class DeadLetterWriter
{
    /// <summary>What follows the name of a queue in that of its dead-letter queue.</summary>
    public const string Suffix = ".dead";

    private readonly MqNode _node;
    private readonly MqChannelCore _source;
    private readonly Lock _lock = new();
    private MqChannelCore? _target;
    private bool _isClosed;

    public DeadLetterWriter(MqNode node, MqChannelCore source)
    {
        _node = node;
        _source = source;
        Name = NameFor(source.Queue.Name.Value);
    }

    /// <summary>The name of the dead-letter queue.</summary>
    public string Name { get; }

    /// <summary>Whether a message could not be put there, and none could since.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>The dead-letter queue of a queue.</summary>
    /// <exception cref="MqConfigurationException">The name of the queue leaves no room for it.</exception>
    public static string NameFor(string queue) => MqQueueName.TryParse(queue + Suffix, out MqQueueName name)
        ? name.Value
        : throw new MqConfigurationException("Queue name", queue, $"Its dead-letter queue would be '{queue}{Suffix}', which is longer than the {MqQueueName.MaxBytes} bytes that a name may have: shorten it, or set DeadLetter to false.");

    /// <summary>Puts a message there, without waiting. The lease stays as it is.</summary>
    /// <param name="lease">The message.</param>
    /// <param name="cause">Why it is put there.</param>
    /// <param name="hasEnvelope">False for a message whose bytes are all there is: sent back, they are the same.</param>
    /// <exception cref="MqException">The dead-letter queue cannot be opened or used.</exception>
    /// <exception cref="ObjectDisposedException">The channel was closed.</exception>
    public DeadLetterOutcome Write(in MqLease lease, in DeadLetterCause cause, bool hasEnvelope = true)
    {
        bool isWritten = false;
        try
        {
            DeadLetterOutcome outcome = WriteTo(Open(mayCreate: true), in lease, in cause, hasEnvelope && _source.HasEnvelope);
            isWritten = outcome == DeadLetterOutcome.Written;
            return outcome;
        }
        catch (MqQueueRemovedException)
        {
            // Its successor is opened the next time.
            Forget();
            throw;
        }
        finally
        {
            IsBlocked = !isWritten;
        }
    }

    /// <summary>What the dead-letter queue is and holds; null when it is not there.</summary>
    /// <exception cref="MqException">It cannot be opened or looked at.</exception>
    public MqQueueAttributes? TryGetAttributes()
    {
        try
        {
            return Open(mayCreate: false).Queue.GetAttributes();
        }
        catch (MqQueueNotFoundException)
        {
            return null;
        }
        catch (MqQueueRemovedException)
        {
            Forget();
            return null;
        }
    }

    /// <summary>The error of a message that was not taken.</summary>
    /// <param name="outcome">Why not.</param>
    /// <param name="payloadBytes">The length of the message.</param>
    public MqException Refused(DeadLetterOutcome outcome, int payloadBytes)
    {
        MqQueueAttributes attributes = Open(mayCreate: true).Queue.GetAttributes();
        return outcome == DeadLetterOutcome.Full
            ? new MqQueueFullException(Name, attributes.Capacity)
            : new MqMessageTooLargeException(Name, payloadBytes, attributes.MaxMessageBytes);
    }

    /// <summary>Closes it; whoever still looks, or holds a message, opens nothing anew.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }

        Forget();
    }

    private DeadLetterOutcome WriteTo(MqChannelCore target, in MqLease lease, in DeadLetterCause cause, bool hasEnvelope)
    {
        MqEnvelope envelope = new() { Tag = DeadLetterFormat.Tag };
        if (!target.Queue.TryClaim(in envelope, priority: 0, out MqClaim claim))
        {
            return DeadLetterOutcome.Full;
        }

        try
        {
            long length = DeadLetterFormat.Write(claim.Payload, _source.Queue.Name.Value, in lease, hasEnvelope, in cause, target.Queue.Clock.GetUtcNow());
            if (length > claim.Payload.Length)
            {
                return DeadLetterOutcome.TooLarge;
            }

            return target.Queue.TryCommit(ref claim, (int)length) ? DeadLetterOutcome.Written : DeadLetterOutcome.Full;
        }
        finally
        {
            target.Queue.Abort(ref claim);
        }
    }

    private MqChannelCore Open(bool mayCreate)
    {
        if (Volatile.Read(ref _target) is { } open)
        {
            return open;
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, _source);
            if (_target is null)
            {
                Volatile.Write(ref _target, _node.OpenDeadLetterQueue(Name, _source.Place, mayCreate ? _source.Queue.MaxMessageBytes : null, MqAccess.Send));
            }

            return _target;
        }
    }

    private void Forget()
    {
        MqChannelCore? target;
        lock (_lock)
        {
            target = _target;
            _target = null;
        }

        target?.Close();
    }
}
