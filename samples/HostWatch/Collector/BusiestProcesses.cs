namespace HostWatch;

/// <summary>Finds the processes that have used the most processor time since the last look. Not thread-safe.</summary>
/// <param name="files">Reads files.</param>
/// <param name="count">How many to find at most.</param>
internal sealed class BusiestProcesses(ProcFile files, int count)
{
    private readonly List<Candidate> _busiest = new(count + 1);
    private Dictionary<ProcessKey, long> _before = [];
    private Dictionary<ProcessKey, long> _now = [];

    /// <summary>A process, with the name of its command.</summary>
    /// <param name="Times">What it has used.</param>
    /// <param name="Name">The name of its command.</param>
    /// <param name="RecentTicks">What it has used since the last look.</param>
    internal readonly record struct Candidate(ProcessTimes Times, string Name, long RecentTicks);

    private readonly record struct ProcessKey(int Id, long StartedAt);

    /// <summary>Looks at every process.</summary>
    /// <returns>The busiest first, until the next look; empty at the first look, and when all are idle.</returns>
    public IReadOnlyList<Candidate> Look()
    {
        _busiest.Clear();
        _now.Clear();
        foreach (string directory in Directory.EnumerateDirectories(files.Root))
        {
            string id = Path.GetFileName(directory);
            if (!char.IsAsciiDigit(id[0]) || !ProcessTimes.TryParse(files.Read(id + "/stat"), out ProcessTimes times, out ReadOnlySpan<byte> name))
            {
                continue;
            }

            ProcessKey key = new(times.Id, times.StartedAt);
            _now[key] = times.Ticks;
            if (_before.TryGetValue(key, out long before) && times.Ticks > before)
            {
                Consider(times, name, times.Ticks - before);
            }
        }

        (_before, _now) = (_now, _before);
        return _busiest;
    }

    private void Consider(ProcessTimes times, ReadOnlySpan<byte> name, long recent)
    {
        int place = _busiest.Count;
        while (place > 0 && _busiest[place - 1].RecentTicks < recent)
        {
            place--;
        }

        if (place == count)
        {
            return;
        }

        _busiest.Insert(place, new(times, ProcFields.Name(name), recent));
        if (_busiest.Count > count)
        {
            _busiest.RemoveAt(count);
        }
    }
}
