using System.Globalization;

namespace TypedMq.Benchmarks.Host;

/// <summary>What this process takes, as the kernel and the runtime count it once garbage is gone.</summary>
/// <param name="Resident">Bytes of memory that is resident and the process' own: anonymous pages, by <c>/proc/self/smaps_rollup</c>.</param>
/// <param name="Managed">Bytes of living objects.</param>
/// <param name="Descriptors">How many files are open.</param>
internal readonly record struct ProcessMemory(long Resident, long Managed, int Descriptors)
{
    private const string Anonymous = "Anonymous:";

    public static ProcessMemory Now()
    {
        // What has a finalizer goes only after that. Aggressive gives back to the kernel what nobody uses: otherwise the pages of garbage would count, and
        // would be used again uncounted.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        long managed = GC.GetTotalMemory(forceFullCollection: false);
        string line = File.ReadLines("/proc/self/smaps_rollup").First(static line => line.StartsWith(Anonymous, StringComparison.Ordinal));
        long kibibytes = long.Parse(line.AsSpan(Anonymous.Length, line.Length - Anonymous.Length - "kB".Length), CultureInfo.InvariantCulture);
        return new(kibibytes * 1024, managed, Directory.GetFiles("/proc/self/fd").Length);
    }
}
