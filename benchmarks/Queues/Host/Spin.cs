using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace TypedMq.Benchmarks.Host;

/// <summary>Between two tries: nothing, then pauses, and now and then the processor for others, for when there are more threads than processors.</summary>
internal struct Spin(int unpaused)
{
    /// <summary>For who waits for an answer: it comes within less than a thousand tries.</summary>
    public const int Latency = 10_000;

    /// <summary>For who waits in a stream: pauses keep off the lines that the other side writes.</summary>
    public const int Stream = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private int _count;
    private long _since;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Once()
    {
        if (++_count > unpaused)
        {
            Pause();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Pause()
    {
        if (X86Base.IsSupported)
        {
            X86Base.Pause();
        }
        else if (ArmBase.IsSupported)
        {
            ArmBase.Yield();
        }

        int pauses = _count - unpaused;
        if (pauses % 1024 != 0)
        {
            return;
        }

        Thread.Yield();
        if (_since == 0)
        {
            _since = Stopwatch.GetTimestamp();
        }
        else if (Stopwatch.GetElapsedTime(_since) > Patience)
        {
            throw new BenchmarkException($"The other side did nothing for {Patience.TotalSeconds} s.");
        }
    }
}
