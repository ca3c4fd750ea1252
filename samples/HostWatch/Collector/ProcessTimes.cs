namespace HostWatch;

/// <summary>What one process has used, from <c>/proc/&lt;pid&gt;/stat</c> (<c>proc_pid_stat(5)</c>).</summary>
/// <param name="Id">The process id.</param>
/// <param name="StartedAt">When it started, in ticks since the host did: tells it from another process that got the same id later.</param>
/// <param name="Ticks">Processor time in user and kernel mode, in clock ticks.</param>
/// <param name="ResidentPages">Pages in memory.</param>
internal readonly record struct ProcessTimes(int Id, long StartedAt, long Ticks, long ResidentPages)
{
    /// <summary>Reads <c>/proc/&lt;pid&gt;/stat</c>.</summary>
    /// <param name="file">The file; empty when the process has gone.</param>
    /// <param name="times">What it says.</param>
    /// <param name="name">The name of the command, a part of the file.</param>
    /// <returns>Whether it says it.</returns>
    public static bool TryParse(ReadOnlySpan<byte> file, out ProcessTimes times, out ReadOnlySpan<byte> name)
    {
        times = default;
        name = default;

        // "17 (my (odd) name) S 1 …": a name may have spaces and parentheses, so it ends at the last one.
        int open = file.IndexOf((byte)'(');
        int close = file.LastIndexOf((byte)')');
        if (open < 2 || close < open || !int.TryParse(file[..(open - 1)], out int id))
        {
            return false;
        }

        name = file[(open + 1)..close];
        ProcFields fields = new(file[(close + 1)..].TrimEnd((byte)'\n'));
        fields.Skip(11); // state (field 3) to cmajflt (field 13)
        long ticks = fields.NextNumber() + fields.NextNumber(); // utime, stime
        fields.Skip(6); // cutime to itrealvalue
        long startedAt = fields.NextNumber();
        fields.Skip(1); // vsize
        times = new(id, startedAt, ticks, fields.NextNumber());
        return startedAt > 0;
    }
}
