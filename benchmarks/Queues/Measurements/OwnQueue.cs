using TypedMq.Benchmarks.Host;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks.Measurements;

/// <summary>A queue that this process creates and opens, and deletes at the end.</summary>
internal sealed class OwnQueue : IDisposable
{
    private readonly IDisposable _leftover;

    /// <summary>Creates it.</summary>
    /// <param name="bench">Where it is measured.</param>
    /// <param name="shape">What it is like.</param>
    /// <param name="side">Which handles are opened.</param>
    public OwnQueue(Bench bench, QueueShape shape, Side side)
    {
        _leftover = Leftovers.Add(() => bench.System.Delete(shape));
        try
        {
            Driver = bench.System.Open(shape, side, returns: false, bench.Arena);
        }
        catch
        {
            _leftover.Dispose();
            throw;
        }
    }

    public Driver Driver { get; }

    public void Dispose()
    {
        Driver.Dispose();
        _leftover.Dispose();
    }
}
