namespace HostWatch;

/// <summary>What a disk has done since the host started, from <c>/proc/diskstats</c> (<c>proc_diskstats(5)</c>).</summary>
/// <param name="Name">The name of the device, for example <c>nvme0n1</c>.</param>
/// <param name="BytesRead">Bytes read.</param>
/// <param name="BytesWritten">Bytes written.</param>
/// <param name="BusyMilliseconds">For how long it had something to do.</param>
internal readonly record struct DiskCounters(string Name, long BytesRead, long BytesWritten, long BusyMilliseconds)
{
    // The kernel counts in sectors of 512 bytes whatever the device's own are.
    private const int SectorBytes = 512;

    /// <summary>Reads <c>/proc/diskstats</c>: disks that have been used at all, without partitions, loops and RAM disks.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isDisk">Whether a device is a disk of its own, not a part of one.</param>
    /// <param name="into">Gets one entry a disk; what was in it is cleared.</param>
    public static void Parse(ReadOnlySpan<byte> file, Func<string, bool> isDisk, List<DiskCounters> into)
    {
        into.Clear();
        foreach (Range line in file.Split((byte)'\n'))
        {
            ProcFields fields = new(file[line]);
            fields.Skip(2); // major, minor
            ReadOnlySpan<byte> name = fields.Next();
            if (name.IsEmpty || name.StartsWith("loop"u8) || name.StartsWith("ram"u8) || name.StartsWith("zram"u8))
            {
                continue;
            }

            fields.Skip(2); // reads completed, merged
            long read = fields.NextNumber() * SectorBytes;
            fields.Skip(3); // time reading; writes completed, merged
            long written = fields.NextNumber() * SectorBytes;
            fields.Skip(2); // time writing, requests in flight
            long busy = fields.NextNumber();
            if (read + written > 0 && ProcFields.Name(name) is var text && isDisk(text))
            {
                into.Add(new(text, read, written, busy));
            }
        }
    }

    /// <summary>Whether <c>/sys/block</c> lists a device: disks are there, their partitions below them.</summary>
    /// <param name="name">The name of the device.</param>
    /// <returns>Whether it is a disk.</returns>
    public static bool IsListed(string name) => Directory.Exists("/sys/block/" + name.Replace('/', '!'));
}
