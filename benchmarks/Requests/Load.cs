using System.Diagnostics;

namespace TypedMq.Benchmarks.Requests;

/// <summary>What a measurement gave.</summary>
/// <param name="PerSecond">Requests that were answered a second.</param>
/// <param name="Median">Of the time from request to answer, in microseconds.</param>
/// <param name="P99">The 99th percentile of it.</param>
internal sealed record Result(double PerSecond, double Median, double P99);

/// <summary>Keeps so many requests under way, each asked as soon as its predecessor is answered.</summary>
internal static class Load
{
    public static async Task<Result> RunAsync(ICaller caller, int inFlight, TimeSpan time)
    {
        List<double>[] times = new List<double>[inFlight];
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(worker => Task.Run(() => WorkAsync(caller, worker, start, time, times[worker] = []))));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double[] all = [.. times.SelectMany(static list => list).Order()];
        return new(all.Length / seconds, all[all.Length / 2], all[(int)(all.Length * 0.99)]);
    }

    private static async Task WorkAsync(ICaller caller, int worker, long start, TimeSpan time, List<double> times)
    {
        for (long order = (long)worker << 40; Stopwatch.GetElapsedTime(start) < time; order++)
        {
            long asked = Stopwatch.GetTimestamp();
            Quote quote = await caller.AskAsync(new(order, "ACME", 10));
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMicroseconds);
            if (quote.Order != order)
            {
                throw new InvalidOperationException($"Order {order} got the quote of order {quote.Order}.");
            }
        }
    }
}
