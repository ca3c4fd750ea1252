namespace HostWatch;

/// <summary>How long a core has worked, from <c>/proc/stat</c> (<c>proc_stat(5)</c>), in clock ticks since the host started.</summary>
/// <param name="Core">The number of the core.</param>
/// <param name="Busy">Ticks spent working.</param>
/// <param name="Total">Ticks in all.</param>
internal readonly record struct CoreTimes(int Core, long Busy, long Total)
{
    /// <summary>Reads the cores of <c>/proc/stat</c>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="into">Gets one entry a core; what was in it is cleared.</param>
    public static void Parse(ReadOnlySpan<byte> file, List<CoreTimes> into)
    {
        into.Clear();
        foreach (Range line in file.Split((byte)'\n'))
        {
            ProcFields fields = new(file[line]);
            ReadOnlySpan<byte> name = fields.Next();

            // "cpu" alone is the sum of all; "cpu7" is a core.
            if (!name.StartsWith("cpu"u8) || !int.TryParse(name[3..], out int core))
            {
                continue;
            }

            long busy = fields.NextNumber() + fields.NextNumber() + fields.NextNumber(); // user, nice, system
            long waiting = fields.NextNumber() + fields.NextNumber(); // idle, iowait
            busy += fields.NextNumber() + fields.NextNumber() + fields.NextNumber(); // irq, softirq, steal; guest time is in user already
            into.Add(new(core, busy, busy + waiting));
        }
    }
}
