using System.Globalization;
using TypedMq.Benchmarks.Measurements;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Host;

/// <summary>The other side: does what it is told, line by line, until nothing comes any more.</summary>
internal sealed class PeerProgram(Arena arena, Threads threads, Action<string> tell) : IDisposable
{
    private readonly Dictionary<string, QueueSystem> _systems = [];
    private readonly Dictionary<string, Driver> _drivers = [];

    /// <summary>Runs it in the thread that calls.</summary>
    /// <param name="arenaPath">Where the shared memory is.</param>
    /// <param name="cores">The processors in use.</param>
    /// <param name="hear">Waits for the next line; null is the end.</param>
    /// <param name="tell">Answers.</param>
    public static void Run(string arenaPath, int[] cores, Func<string?> hear, Action<string> tell)
    {
        using Arena arena = Arena.Open(arenaPath);
        Threads threads = new(cores, isPeer: true);
        threads.PinFirst();
        using PeerProgram program = new(arena, threads, tell);
        program.Reply(SleepWatch.FolderOfThisThread());
        while (hear() is { } line)
        {
            try
            {
                program.Do(line.Split(' '));
            }
            catch (Exception error) when (error is MqException or BenchmarkException or IOException)
            {
                tell($"The peer says: {error.Message.ReplaceLineEndings(" ")}");
            }
        }
    }

    public void Dispose()
    {
        foreach (Driver driver in _drivers.Values)
        {
            driver.Dispose();
        }
    }

    private void Do(string[] words)
    {
        switch (words)
        {
            case ["open", var id, var system, var name, var bytes, var capacity, var priorities, var returns]:
                if (!_systems.TryGetValue(system, out QueueSystem? opened))
                {
                    _systems.Add(system, opened = AllSystems.Make(system));
                }

                _drivers.Add(id, opened.Open(new(name, Number(bytes), Number(capacity), Number(priorities)), Side.Receiver, bool.Parse(returns), arena));
                Reply();
                break;
            case ["close", var id]:
                if (_drivers.Remove(id, out Driver? closed))
                {
                    closed.Dispose();
                }

                Reply();
                break;
            case ["compiled"]:
                Reply(Warmth.Compiled);
                break;
            case ["bounce", var rounds]:
                CacheLine.Answer(ref arena.Bounce, Number(rounds));
                Reply();
                break;
            case ["echo", var id, var rounds]:
                Reply(_drivers[id].Echo(Number(rounds)));
                break;
            case ["consume", var id, var count]:
                Consumed[] parts = threads.Run(Number(count), _ => _drivers[id].Consume(arena), out long contextSwitches);
                Reply(parts.Sum(static part => part.Count), parts.Sum(static part => part.Sum), parts.Max(static part => part.Ended), parts.Sum(static part => part.Allocated), contextSwitches, parts.All(static part => part.InOrder));
                break;
            case ["sleep", var id, var count]:
                _drivers[id].SleepAndReceive(arena, Number(count));
                Reply();
                break;
            case ["await", var id, var count]:
                for (int queue = 0; queue < Number(count); queue++)
                {
                    _ = _drivers[$"{id}-{queue}"].AwaitAndReceiveAsync(arena);
                }

                Reply();
                break;
            case ["futex", var count]:
                WakeUp.SleepOnFutex(arena, Number(count));
                Reply();
                break;
            case ["idle", var id, var milliseconds]:
                Reply(CpuTicksOf(() => _drivers[id].Sleep(TimeSpan.FromMilliseconds(Number(milliseconds)))));
                break;
            case ["rest", var milliseconds]:
                Reply(CpuTicksOf(() => Thread.Sleep(Number(milliseconds))));
                break;
            default:
                throw new BenchmarkException($"'{string.Join(' ', words)}' is no command of a peer.");
        }
    }

    /// <summary>The time of processors that the whole process takes meanwhile.</summary>
    private static long CpuTicksOf(Action waiting)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        waiting();
        return (Environment.CpuUsage.TotalTime - before).Ticks;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private void Reply(params ReadOnlySpan<object> words) =>
        tell(string.Join(' ', words.ToArray().Select(static word => Convert.ToString(word, CultureInfo.InvariantCulture)).Prepend("ok")));
}
