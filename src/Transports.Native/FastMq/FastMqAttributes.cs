using System.Runtime.Versioning;
using TypedMq.Scopes;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq;

/// <summary>What a FastMq queue is and holds, seen from outside: reading it takes no handle and no message. Immutable.</summary>
/// <remarks>The numbers are read one after the other while others are at work: each is right for a moment, not all for the same one.</remarks>
[SupportedOSPlatform("linux")]
public sealed record FastMqAttributes
{
    /// <summary>The name of the queue.</summary>
    public required string Queue { get; init; }

    /// <summary>Its file.</summary>
    public required string Path { get; init; }

    /// <summary>How many messages it can hold.</summary>
    public required int Capacity { get; init; }

    /// <summary>The largest payload that it takes, in bytes, without the envelope.</summary>
    public required int MaxMessageBytes { get; init; }

    /// <summary>Who may use it.</summary>
    public required MqTopology Topology { get; init; }

    /// <summary>How many different priorities it has room for.</summary>
    public required int MaxPriorities { get; init; }

    /// <summary>The priorities that have been used, the highest first.</summary>
    public required IReadOnlyList<int> Priorities { get; init; }

    /// <summary>How many messages can be received.</summary>
    public required int Count { get; init; }

    /// <summary>How many handles can have it open at once.</summary>
    public required int MaxHandles { get; init; }

    /// <summary>Who has it open, and what they hold.</summary>
    public required IReadOnlyList<FastMqParticipant> Participants { get; init; }

    /// <summary>
    /// How many wait for a message: threads that block, and handles with asynchronous receivers (one each, once they had any). Some that were killed may still be counted.
    /// </summary>
    public required int ReceiversWaiting { get; init; }

    /// <summary>How many wait for room: as <see cref="ReceiversWaiting"/>.</summary>
    public required int SendersWaiting { get; init; }

    /// <summary>How often a message was delivered once more: its receiver died or gave it back.</summary>
    public required long MessagesRedelivered { get; init; }

    /// <summary>How many messages were being written when their sender died: they were not sent.</summary>
    public required long ClaimsAborted { get; init; }

    /// <summary>How many messages died with a receiver that wanted none delivered again.</summary>
    public required long MessagesLost { get; init; }

    /// <summary>How many handles ended because their process died.</summary>
    public required long ParticipantsReaped { get; init; }

    /// <summary>How many messages were discarded to make room for others.</summary>
    public required long MessagesDiscarded { get; init; }

    /// <summary>Whether somebody found the queue damaged: nobody uses it any more until it is deleted.</summary>
    public required bool IsCorrupt { get; init; }

    /// <summary>Reads them.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="scope">Where the name lives; null is the user's own scope.</param>
    /// <returns>The attributes; null when there is no such queue.</returns>
    /// <exception cref="MqConfigurationException">The name breaks a rule.</exception>
    /// <exception cref="MqCorruptQueueException">The file is no FastMq queue, or was cut; the error says what was found.</exception>
    /// <exception cref="MqAccessDeniedException">The queue is not this user's.</exception>
    public static FastMqAttributes? Read(string queue, MqScope? scope = null)
    {
        string name = MqQueueName.Parse(queue).Value;
        using FastMqFolder folder = new(ScopeFolder.Open(scope ?? MqScope.Default, name, isOfKernelQueues: false), name);
        if (folder.TryLookAt(name) is not { } memory)
        {
            return null;
        }

        try
        {
            return FastMqLook.At(memory, name, folder.PathOf(name));
        }
        finally
        {
            memory.Close();
        }
    }
}

/// <summary>A handle on a FastMq queue, in whatever process.</summary>
/// <param name="ProcessId">The process, as it knows itself: in another PID namespace it has another number.</param>
/// <param name="Access">What the handle may do.</param>
/// <param name="Delivery">What becomes of the messages that it holds if it dies.</param>
/// <param name="AttachedAt">When it was opened, by the host's clock.</param>
/// <param name="IsAlive">Whether its process is there. One that is not will be cleared up by whoever needs it.</param>
/// <param name="Held">What it holds: nobody else can have that until it lets go, or dies.</param>
public sealed record FastMqParticipant(
    int ProcessId, MqAccess Access, MqDelivery Delivery, DateTimeOffset AttachedAt, bool IsAlive, IReadOnlyList<FastMqHolding> Held);

/// <summary>A slot that is held.</summary>
/// <param name="IsClaim">True for a message that is being written, false for one that was received and is not settled.</param>
/// <param name="Since">Since when it has been held at least: no clock is read for a message, so this is when somebody first saw it held.</param>
public readonly record struct FastMqHolding(bool IsClaim, DateTimeOffset Since);
