namespace TypedMq.Benchmarks.Report;

/// <summary>What the runs gave: their median, and how far they lie apart.</summary>
internal readonly record struct Spread(double Median, double Minimum, double Maximum)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        double upper = sorted[sorted.Length / 2], lower = sorted[(sorted.Length - 1) / 2];
        return new((lower + upper) / 2, sorted[0], sorted[^1]);
    }
}
