using System.Diagnostics;
using TypedMq.Benchmarks.Systems;
using TypedMq.Generated.TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>What encoding and decoding the record alone cost.</summary>
/// <param name="Write">Nanoseconds to write one.</param>
/// <param name="Read">Nanoseconds to read one.</param>
/// <param name="Both">Nanoseconds to write one and to read it, one record after the other: as it is on its way, where nothing of the next record can be begun before.</param>
internal readonly record struct Codec(double Write, double Read, double Both)
{
    private const int Rounds = 200_000, Batches = 10;

    private static readonly byte[] Buffer = new byte[256];

    /// <summary>Measures in this thread; the best of some batches, as what disturbs a loop of nanoseconds only adds.</summary>
    public static Codec Measure()
    {
        Codec best = new(double.MaxValue, double.MaxValue, double.MaxValue);
        for (int batch = 0; batch < Batches; batch++)
        {
            best = new(Math.Min(best.Write, Time(WriteAll)), Math.Min(best.Read, Time(ReadAll)), Math.Min(best.Both, Time(PassOn)));
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
            sum += ReadOne(length);
        }

        return sum;
    }

    private static long PassOn()
    {
        long number = 1;
        for (int round = 0; round < Rounds; round++)
        {
            number = ReadOne(WriteOne(number)) ^ 1;
        }

        return number + 1;
    }

    private static long ReadOne(int length)
    {
        MqReader reader = new(Buffer.AsSpan(0, length));
        long number = QuoteFormatter.Read(ref reader).Number;
        reader.End();
        return number;
    }

    private static int WriteOne(long number)
    {
        Quote quote = Quote.Numbered(number);
        MqWriter writer = new(Buffer);
        QuoteFormatter.Write(ref writer, in quote);
        return (int)writer.Length;
    }
}
