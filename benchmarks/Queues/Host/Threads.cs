namespace TypedMq.Benchmarks.Host;

/// <summary>The measuring threads of this process.</summary>
/// <param name="cores">The processors in use.</param>
/// <param name="isPeer">Whether this is the peer.</param>
internal sealed class Threads(int[] cores, bool isPeer)
{
    /// <summary>Pins the thread that calls: it is the first one.</summary>
    public void PinFirst() => Cores.Pin(cores, isPeer, 0);

    /// <summary>Runs the same in several threads at once, of which the caller is the first.</summary>
    /// <param name="count">How many threads.</param>
    /// <param name="body">What each of them does.</param>
    /// <param name="contextSwitches">How often they were taken off their processors meanwhile.</param>
    public T[] Run<T>(int count, Func<int, T> body, out long contextSwitches)
    {
        T[] results = new T[count];
        long[] switches = new long[count];
        Exception? error = null;
        Thread[] others = [.. Enumerable.Range(1, count - 1).Select(index => new Thread(() => RunOne(index)) { IsBackground = true })];
        foreach (Thread other in others)
        {
            other.Start();
        }

        RunCounted(0);
        foreach (Thread other in others)
        {
            other.Join();
        }

        contextSwitches = switches.Sum();
        return error is null ? results : throw new BenchmarkException(error.Message);

        void RunCounted(int index)
        {
            long before = ContextSwitches.OfThisThread();
            results[index] = body(index);
            switches[index] = ContextSwitches.OfThisThread() - before;
        }

        void RunOne(int index)
        {
            try
            {
                Cores.Pin(cores, isPeer, index);
                RunCounted(index);
            }
            catch (Exception failure)
            {
                error = failure;
            }
        }
    }
}
