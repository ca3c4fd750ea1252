using System.Runtime.InteropServices;

namespace TypedMq.Benchmarks.Host;

/// <summary>
/// Which processors the measuring threads run on. Only these threads are pinned: those of the runtime go where there is room. Where there are
/// four processors or more, each of two threads of a process has one of its own; otherwise the threads of a process share one.
/// </summary>
internal static unsafe partial class Cores
{
    private const int MaskBytes = 128;

    /// <summary>The processors that this process may use.</summary>
    public static int[] Allowed()
    {
        byte* mask = stackalloc byte[MaskBytes];
        int size = GetAffinity(0, MaskBytes, mask);
        return size < 0
            ? throw new BenchmarkException($"sched_getaffinity failed with errno {Marshal.GetLastPInvokeError()}.")
            : [.. Bits(new(mask, MaskBytes))];
    }

    /// <summary>Puts this thread on a processor.</summary>
    /// <param name="cores">The processors in use: this process' first, the peer's first, this process' second, and so on.</param>
    /// <param name="isPeer">Whether this is the peer.</param>
    /// <param name="thread">Which thread of this process.</param>
    public static void Pin(int[] cores, bool isPeer, int thread)
    {
        int index = (2 * thread) + (isPeer ? 1 : 0);
        int core = cores[index < cores.Length ? index : isPeer ? 1 : 0];
        byte* mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Clear();
        mask[core / 8] = (byte)(1 << (core % 8));
        if (SetAffinity(0, MaskBytes, mask) != 0)
        {
            throw new BenchmarkException($"Processor {core} cannot be had (sched_setaffinity: errno {Marshal.GetLastPInvokeError()}). Choose two others with --cores.");
        }
    }

    private static List<int> Bits(ReadOnlySpan<byte> mask)
    {
        List<int> bits = [];
        for (int bit = 0; bit < mask.Length * 8; bit++)
        {
            if ((mask[bit / 8] & (1 << (bit % 8))) != 0)
            {
                bits.Add(bit);
            }
        }

        return bits;
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nuint size, byte* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint size, byte* mask);
}
