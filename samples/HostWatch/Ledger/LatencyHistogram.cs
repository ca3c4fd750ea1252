using System.Numerics;

namespace HostWatch;

/// <summary>Counts latencies in buckets that are 3 % wide, from one microsecond to more than an hour. Not thread-safe.</summary>
internal sealed class LatencyHistogram
{
    /// <summary>How many buckets there are.</summary>
    public const int Buckets = 896;

    // Each doubling of the latency has 32 buckets; below 64 µs each microsecond has its own.
    private const int Resolution = 32;
    private const long Longest = uint.MaxValue;

    private readonly long[] _counts = new long[Buckets];

    /// <summary>How many latencies were counted.</summary>
    public long Count { get; private set; }

    /// <summary>How many latencies a bucket has.</summary>
    /// <param name="bucket">The bucket.</param>
    public long this[int bucket] => _counts[bucket];

    /// <summary>The bucket that a latency belongs to.</summary>
    /// <param name="latency">The latency; what is negative counts as zero.</param>
    /// <returns>Its bucket, from 0.</returns>
    public static int BucketOf(TimeSpan latency)
    {
        long microseconds = Math.Clamp((long)latency.TotalMicroseconds, 0, Longest);
        int shift = Math.Max(0, BitOperations.Log2((ulong)microseconds) - BitOperations.Log2(Resolution));
        return (shift * Resolution) + (int)(microseconds >> shift);
    }

    /// <summary>Adds to a bucket.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="count">How many.</param>
    public void Add(int bucket, long count)
    {
        _counts[bucket] += count;
        Count += count;
    }

    /// <summary>The latency that a part of all stayed at or below.</summary>
    /// <param name="part">The part, from 0 to 1: 0.5 is the median.</param>
    /// <returns>The middle of its bucket; null when nothing was counted.</returns>
    public TimeSpan? Percentile(double part)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(part * Count));
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            rank -= _counts[bucket];
            if (rank <= 0)
            {
                return Middle(bucket);
            }
        }

        return null;
    }

    private static TimeSpan Middle(int bucket)
    {
        int shift = Math.Max(0, (bucket / Resolution) - 1);
        long lowest = (long)(bucket - (shift * Resolution)) << shift;
        return TimeSpan.FromMicroseconds(lowest + ((1L << shift) / 2));
    }
}
