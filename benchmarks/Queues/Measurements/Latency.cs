using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>
/// One way from side to side, as half of a round trip, both spinning. Bytes are shown beside the bounce; a record beside the same transport's
/// bytes plus the codec's time.
/// </summary>
internal sealed class Latency(int messageBytes, bool isCurve = false) : Measurement
{
    public override string Name => isCurve ? "latency-by-size" : "latency";

    public override bool AppliesTo(QueueSystem system) => messageBytes <= system.MaxMessageBytes && !(isCurve && system.IsTyped);

    public override IEnumerable<Figure> Run(Bench bench)
    {
        using Session session = bench.Open(bench.System, messageBytes, returns: true);
        using Session? bytes = bench.System.IsTyped ? bench.Open(bench.Reference!, messageBytes, returns: true) : null;
        return [.. bench.Repeat(() =>
        {
            OneWay oneWay = session.MeasureOneWay();
            if (bytes is not null)
            {
                (string beside, double allowed) = (bench.Reference!.Name, bytes.MeasureOneWay().Median);
                if (bench.System.AllowsForCodec)
                {
                    (beside, allowed) = (beside + " + codec", allowed + Codec.Measure().Both);
                }

                return
                [
                    new("one-way p50, record", "ns", oneWay.Median, beside, allowed),
                    new("one-way p99, record", "ns", oneWay.P99),
                    new("allocated, one-way", "bytes", oneWay.AllocatedPerMessage),
                ];
            }

            Sample median = new($"one-way p50, {Text(messageBytes)}", "ns", oneWay.Median, Sample.Bounce);
            return isCurve
                ? [median]
                :
                [
                    median,
                    new($"one-way p99, {Text(messageBytes)}", "ns", oneWay.P99, Sample.Bounce),
                    new($"one-way p99.9, {Text(messageBytes)}", "ns", oneWay.P999, Sample.Bounce),
                    new("allocated, one-way", "bytes", oneWay.AllocatedPerMessage),
                ];
        })];
    }
}
