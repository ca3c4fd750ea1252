using TypedMq.Benchmarks.Host;

namespace TypedMq.Benchmarks.Systems;

/// <summary>
/// One thread's end of an open queue. A message is as long as the queue was opened for, is copied in and out, and starts with its number. Implemented
/// by structs, so that the measured loops are compiled for each of them, and no call is added to theirs.
/// </summary>
internal interface IMessageEnd
{
    /// <summary>
    /// Sends, if there is room. Where the message is copied by the caller, its number is written after that, into the copy: a number that was just written and is read
    /// again as part of more bytes waits until all earlier stores have reached the cache, those of other slots too.
    /// </summary>
    bool TrySend(long number, int priority);

    /// <summary>Receives, if there is a message.</summary>
    bool TryReceive(out long number);
}

/// <summary>An open queue of a system under test.</summary>
/// <typeparam name="TEnd">What a thread uses it by.</typeparam>
internal interface IOpenQueue<TEnd> : IDisposable
    where TEnd : struct, IMessageEnd
{
    /// <summary>Makes an end for the thread that calls.</summary>
    TEnd CreateEnd();

    /// <summary>Sleeps until there may be a message, or a time has passed; does not spin before.</summary>
    void Sleep(TimeSpan longest);

    /// <summary>Awaits a message, which takes no thread.</summary>
    ValueTask<long> ReceiveAsync(TEnd end) => throw new BenchmarkException("These queues are not awaited.");
}

/// <summary>What a queue is opened for.</summary>
/// <param name="Name">Its name; unique.</param>
/// <param name="MessageBytes">The size of each message.</param>
/// <param name="Capacity">How many messages it should hold; a system that can hold only fewer holds those.</param>
/// <param name="Priorities">How many different priorities are used.</param>
internal sealed record QueueShape(string Name, int MessageBytes, int Capacity, int Priorities = 1);
