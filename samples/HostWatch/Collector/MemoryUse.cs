namespace HostWatch;

/// <summary>How much memory is in use, from <c>/proc/meminfo</c> (<c>proc_meminfo(5)</c>), in bytes.</summary>
/// <param name="Used">What could not be had without swapping: all that is not available.</param>
/// <param name="Total">What there is.</param>
internal readonly record struct MemoryUse(long Used, long Total)
{
    /// <summary>Reads <c>/proc/meminfo</c>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="use">What it says.</param>
    /// <returns>Whether it says it.</returns>
    public static bool TryParse(ReadOnlySpan<byte> file, out MemoryUse use)
    {
        long total = 0;
        long? available = null;
        foreach (Range line in file.Split((byte)'\n'))
        {
            ProcFields fields = new(file[line]);
            ReadOnlySpan<byte> name = fields.Next();
            if (name.SequenceEqual("MemTotal:"u8))
            {
                total = fields.NextNumber() * 1024;
            }
            else if (name.SequenceEqual("MemAvailable:"u8))
            {
                available = fields.NextNumber() * 1024;
            }
        }

        use = new(Math.Max(0, total - (available ?? 0)), total);
        return total > 0 && available is not null;
    }
}
