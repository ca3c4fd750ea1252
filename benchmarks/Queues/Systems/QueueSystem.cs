using TypedMq.Benchmarks.Host;
using TypedMq.Transports;

namespace TypedMq.Benchmarks.Systems;

/// <summary>Whose handles are opened.</summary>
internal enum Side
{
    /// <summary>The side that sends and takes the time: it creates the queues.</summary>
    Sender,

    /// <summary>The peer, which receives and answers.</summary>
    Receiver,

    /// <summary>One process that does both on one queue.</summary>
    Alone,
}

/// <summary>A system under test. To add one: one file that derives from <see cref="QueueSystem{TEnd}"/>, and a line in <see cref="AllSystems"/>.</summary>
internal abstract class QueueSystem
{
    /// <summary>The name by which it is chosen, and shown.</summary>
    public abstract string Name { get; }

    /// <summary>The name of the system that it is shown beside, measured within the same bracket; null when there is none.</summary>
    public virtual string? Reference => null;

    /// <summary>The transport of TypedMq that it goes over; null when it is no part of TypedMq.</summary>
    public virtual TransportKind? Kind => null;

    /// <summary>Whether a message is a record that is encoded and decoded.</summary>
    public virtual bool IsTyped => false;

    /// <summary>Whether the codec's time is added to the reference's: it counts where a message takes some ten nanoseconds.</summary>
    public virtual bool AllowsForCodec => false;

    /// <summary>Whether two processes can share it; otherwise its sides are two threads of one.</summary>
    public virtual bool CrossesProcesses => true;

    /// <summary>Whether several threads may send, and several receive.</summary>
    public virtual bool IsManyToMany => true;

    /// <summary>Whether a receiver can sleep.</summary>
    public virtual bool CanSleep => true;

    /// <summary>The largest message that it takes.</summary>
    public virtual int MaxMessageBytes => int.MaxValue;

    /// <summary>How many different priorities it takes at once.</summary>
    public virtual int MaxPriorities => 1;

    /// <summary>Why it cannot be measured here; null when it can.</summary>
    public virtual string? WhyNot => null;

    /// <summary>Opens the queues of a measurement, and makes the loops that run over them.</summary>
    /// <param name="shape">What the queues are like.</param>
    /// <param name="side">Whose handles.</param>
    /// <param name="returns">Whether a second queue carries answers.</param>
    /// <param name="arena">The memory that both sides share.</param>
    /// <exception cref="MqException">The system cannot have such a queue here.</exception>
    public abstract Driver Open(QueueShape shape, Side side, bool returns, Arena arena);

    /// <summary>Deletes the queues of a measurement; those that do not exist are no error.</summary>
    /// <param name="shape">As they were opened.</param>
    public abstract void Delete(QueueShape shape);

    /// <summary>Deletes what processes left that were killed.</summary>
    public virtual void DeleteOfTheDead()
    {
    }
}

/// <summary>Shared memory for one queue.</summary>
/// <param name="Arena">The memory that both sides share.</param>
/// <param name="Index">Which ring of it.</param>
internal readonly record struct SharedRoom(Arena Arena, int Index);

/// <summary>A system under test, with what a thread uses its queues by.</summary>
internal abstract class QueueSystem<TEnd> : QueueSystem
    where TEnd : struct, IMessageEnd
{
    public sealed override Driver Open(QueueShape shape, Side side, bool returns, Arena arena)
    {
        bool creates = side != Side.Receiver;
        IOpenQueue<TEnd> there = OpenQueue(There(shape), side switch { Side.Sender => MqAccess.Send, Side.Receiver => MqAccess.Receive, _ => MqAccess.Both }, creates, new(arena, Index: 0));
        if (side == Side.Alone)
        {
            return new Driver<TEnd>(sending: there, receiving: there);
        }

        try
        {
            IOpenQueue<TEnd>? back = returns ? OpenQueue(Back(shape), side == Side.Sender ? MqAccess.Receive : MqAccess.Send, creates, new(arena, Index: 1)) : null;
            return side == Side.Sender ? new Driver<TEnd>(sending: there, receiving: back) : new Driver<TEnd>(sending: back, receiving: there);
        }
        catch
        {
            there.Dispose();
            throw;
        }
    }

    public sealed override void Delete(QueueShape shape)
    {
        DeleteQueue(There(shape).Name);
        DeleteQueue(Back(shape).Name);
    }

    /// <summary>Opens one queue, or creates it.</summary>
    /// <param name="shape">What it is like.</param>
    /// <param name="access">What the handle does.</param>
    /// <param name="creates">Whether it is this side that creates it; the other one opens it afterwards.</param>
    /// <param name="room">Shared memory, for a system that has none of its own.</param>
    protected abstract IOpenQueue<TEnd> OpenQueue(QueueShape shape, MqAccess access, bool creates, SharedRoom room);

    /// <summary>Deletes a queue, if it exists.</summary>
    protected abstract void DeleteQueue(string name);

    private static QueueShape There(QueueShape shape) => shape with { Name = shape.Name + "-there" };

    private static QueueShape Back(QueueShape shape) => shape with { Name = shape.Name + "-back" };
}
