using TypedMq.Benchmarks.Host;

namespace TypedMq.Benchmarks.Systems;

/// <summary>What the sender knows of a stream.</summary>
/// <param name="Started">When the first message was sent, as a timestamp.</param>
/// <param name="Allocated">Bytes allocated meanwhile by the sending threads.</param>
internal readonly record struct Produced(long Started, long Allocated);

/// <summary>What a receiver knows of a stream.</summary>
/// <param name="Count">How many messages came.</param>
/// <param name="Sum">The sum of their numbers.</param>
/// <param name="Ended">When the last one came, as a timestamp.</param>
/// <param name="Allocated">Bytes allocated meanwhile.</param>
/// <param name="InOrder">Whether each number was greater than the one before.</param>
internal readonly record struct Consumed(long Count, long Sum, long Ended, long Allocated, bool InOrder);

/// <summary>The measured loops over the open queues of one process. A call runs a whole loop; the loops themselves are compiled for each system.</summary>
internal abstract class Driver : IDisposable
{
    /// <summary>The number that ends a stream for one receiver.</summary>
    protected const long End = -1;

    /// <summary>Sends and waits for the answer, spinning.</summary>
    /// <param name="roundTrips">Where the times go, in ticks of the monotonic clock; as many as rounds are made.</param>
    /// <returns>Bytes allocated meanwhile.</returns>
    public abstract long PingPong(Span<long> roundTrips);

    /// <summary>Answers so many messages, spinning.</summary>
    /// <returns>Bytes allocated meanwhile.</returns>
    public abstract long Echo(int rounds);

    /// <summary>Sends messages of the numbers from a first one on, spinning while the queue is full.</summary>
    public abstract Produced Produce(long first, long count);

    /// <summary>Ends the stream for so many receivers.</summary>
    public abstract void EndStream(int receivers);

    /// <summary>Receives until the stream ends for this thread, spinning while the queue is empty.</summary>
    /// <param name="arena">Where this thread says that it is ready.</param>
    public abstract Consumed Consume(Arena arena);

    /// <summary>Sends and receives again, in one thread.</summary>
    /// <param name="priorities">How many priorities are used in turn.</param>
    /// <param name="count">How many messages.</param>
    /// <returns>The time, in ticks, and the bytes allocated.</returns>
    public abstract (long Ticks, long Allocated) SendAndReceive(int priorities, int count);

    /// <summary>Sends one message each time that the peer has fallen asleep.</summary>
    /// <param name="arena">Where the peer says when it woke.</param>
    /// <param name="peer">The peer's thread.</param>
    /// <param name="wakeUps">Where the times go, in ticks, from before the send until after the receive.</param>
    public abstract void WakeSleeper(Arena arena, SleepWatch peer, Span<long> wakeUps);

    /// <summary>Sleeps for each of so many messages, and says when each was received.</summary>
    public abstract void SleepAndReceive(Arena arena, int count);

    /// <summary>Awaits messages until the queue is closed, and says when each was received.</summary>
    public virtual Task AwaitAndReceiveAsync(Arena arena) => throw new BenchmarkException("These queues are not awaited.");

    /// <summary>Sleeps for a message that does not come.</summary>
    public abstract void Sleep(TimeSpan time);

    public abstract void Dispose();
}
