using System.Runtime.InteropServices;

namespace TypedMq.Benchmarks.Host;

/// <summary>What must not outlive this process: undone in reverse order when it ends, also when a signal ends it.</summary>
internal static class Leftovers
{
    private static readonly Lock Lock = new();
    private static readonly List<Action> Undo = [];
    private static readonly List<PosixSignalRegistration> Signals = [];

    /// <summary>Undoes everything, too, when the process is told to end.</summary>
    public static void WatchSignals()
    {
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            Signals.Add(PosixSignalRegistration.Create(signal, static context =>
            {
                context.Cancel = true;
                Clear();
                Environment.Exit(130);
            }));
        }
    }

    /// <summary>Remembers what is to be undone.</summary>
    /// <param name="undo">Does it; called once.</param>
    /// <returns>Does it earlier, when disposed.</returns>
    public static IDisposable Add(Action undo)
    {
        lock (Lock)
        {
            Undo.Add(undo);
        }

        return new Entry(undo);
    }

    public static void Clear()
    {
        while (true)
        {
            Action undo;
            lock (Lock)
            {
                if (Undo.Count == 0)
                {
                    return;
                }

                undo = Undo[^1];
                Undo.RemoveAt(Undo.Count - 1);
            }

            undo();
        }
    }

    private sealed class Entry(Action undo) : IDisposable
    {
        public void Dispose()
        {
            lock (Lock)
            {
                if (!Undo.Remove(undo))
                {
                    return;
                }
            }

            undo();
        }
    }
}
