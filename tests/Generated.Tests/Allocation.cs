namespace TypedMq.Tests;

/// <summary>Measures what is allocated.</summary>
internal static class Allocation
{
    private const int Times = 10_000;

    /// <summary>Expects that an action, once it has run for a while, allocates nothing.</summary>
    public static void AssertNone(Action action)
    {
        for (int i = 0; i < 1000; i++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Times; i++)
        {
            action();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
