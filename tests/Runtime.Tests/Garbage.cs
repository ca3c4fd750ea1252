namespace TypedMq.Tests;

/// <summary>How much an operation allocates on the thread that runs it.</summary>
internal static class Garbage
{
    /// <summary>The bytes that a warm operation allocates.</summary>
    /// <remarks>
    /// The least of several rounds: now and then the runtime allocates something for itself on any thread, when it replaces a method by a
    /// faster one for example. What the operation allocates is in every round.
    /// </remarks>
    public static long Of(Action operation)
    {
        operation();
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            operation();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
