using System.Diagnostics;
using TypedMq.Benchmarks.Systems;
using TypedMq.Generated.TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>What encoding and decoding the record alone cost.</summary>
/// <param name="Write">Nanoseconds to write one.</param>
/// <param name="Read">Nanoseconds to read one.</param>
internal readonly record struct Codec(double Write, double Read)
{
    private const int Rounds = 200_000, Batches = 10;

    private static readonly byte[] Buffer = new byte[256];

    /// <summary>Measures in this thread; the best of some batches, as what disturbs a loop of nanoseconds only adds.</summary>
    public static Codec Measure()
    {
        Codec best = new(double.MaxValue, double.MaxValue);
        for (int batch = 0; batch < Batches; batch++)
        {
            best = new(Math.Min(best.Write, Time(WriteAll)), Math.Min(best.Read, Time(ReadAll)));
        }

        return best;
    }

    private static double Time(Func<long> loop)
    {
        long start = Stopwatch.GetTimestamp();
        long check = loop();
        double time = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Rounds;
        return check > 0 ? time : throw new UnreachableException();
    }

    private static long WriteAll()
    {
        long length = 0;
        for (int number = 0; number < Rounds; number++)
        {
            length += WriteOne(number);
        }

        return length;
    }

    private static long ReadAll()
    {
        int length = WriteOne(Rounds);
        long sum = 0;
        for (int number = 0; number < Rounds; number++)
        {
            MqReader reader = new(Buffer.AsSpan(0, length));
            sum += QuoteFormatter.Read(ref reader).Number;
            reader.End();
        }

        return sum;
    }

    private static int WriteOne(long number)
    {
        Quote quote = Quote.Numbered(number);
        MqWriter writer = new(Buffer);
        QuoteFormatter.Write(ref writer, in quote);
        return (int)writer.Length;
    }
}
