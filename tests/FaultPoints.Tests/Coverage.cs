using TypedMq.Transports.FastMq;

namespace TypedMq.Faults;

/// <summary>How often each point was passed, and how often somebody was killed at it. Thread-safe.</summary>
internal sealed class Coverage
{
    private readonly long[] _passed = new long[Enum.GetValues<FaultPoint>().Length];
    private readonly long[] _killed = new long[Enum.GetValues<FaultPoint>().Length];

    public long Kills => _killed.Sum();

    public void Passed(FaultPoint point) => Interlocked.Increment(ref _passed[(int)point]);

    public void Killed(FaultPoint point) => Interlocked.Increment(ref _killed[(int)point]);

    /// <summary>The points at which nobody was killed.</summary>
    public IEnumerable<FaultPoint> Unkilled(IEnumerable<FaultPoint> points) => points.Where(point => _killed[(int)point] == 0);

    public override string ToString() => string.Join('\n', Enum.GetValues<FaultPoint>().Select(point => $"{point,-26}{_passed[(int)point],12}{_killed[(int)point],9}"));
}
