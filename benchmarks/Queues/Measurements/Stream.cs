using System.Globalization;
using TypedMq.Benchmarks.Report;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>
/// Messages a second from side to side, both spinning. Shown beside the reference's in the same run; a record beside what the same transport's
/// bytes and the codec together allow.
/// </summary>
internal sealed class Stream(int messageBytes, int threads = 1, int? capacity = null, bool isCurve = false) : Measurement
{
    private string What => capacity is { } asked
        ? string.Create(CultureInfo.InvariantCulture, $"stream {Text(messageBytes)}, capacity {asked}")
        : $"stream {Text(messageBytes)}{(threads == 1 ? "" : $", {threads} to {threads}")}";

    public override string Name => (isCurve, capacity) switch
    {
        (false, _) => threads == 1 ? "stream" : "stream-many",
        (true, null) => "stream-by-size",
        _ => "stream-by-capacity",
    };

    public override bool AppliesTo(QueueSystem system) =>
        messageBytes <= system.MaxMessageBytes && (threads == 1 || system.IsManyToMany) && !(system.IsTyped && (isCurve || threads > 1 || messageBytes != 64));

    public override IEnumerable<Figure> Run(Bench bench)
    {
        using Session session = bench.Open(bench.System, messageBytes, capacity);
        using Session? reference = !isCurve && bench.Reference is { } other && (threads == 1 || other.IsManyToMany) && messageBytes <= other.MaxMessageBytes
            ? bench.Open(other, messageBytes, capacity)
            : null;
        return [.. bench.Repeat(() =>
        {
            double? beside = reference?.MeasureRate(threads).PerSecond;
            Rate rate = session.MeasureRate(threads);
            string? besideName = beside is null ? null : bench.Reference!.Name;
            if (bench.System.AllowsForCodec && beside is { } bytes)
            {
                Codec codec = Codec.Measure();
                beside = 1 / ((1 / bytes) + (Math.Max(codec.Write, codec.Read) * 1e-9));
                besideName += " + codec";
            }

            string what = bench.System.IsTyped ? What.Replace(Text(messageBytes), "of records", StringComparison.Ordinal) : What;
            Sample stream = new(what, "M/s", rate.PerSecond / 1e6, besideName, beside / 1e6);
            if (isCurve || threads > 1)
            {
                return [stream];
            }

            Sample allocated = new($"allocated, {what}", "bytes", rate.AllocatedPerMessage);
            return messageBytes == 64 ? [stream, allocated, new($"context switches, {what}", "per 1,000", 1_000 * rate.ContextSwitchesPerMessage)] : [stream, allocated];
        })];
    }
}
