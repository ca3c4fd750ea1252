namespace TypedMq.Benchmarks.Host;

/// <summary>What this machine does not let be measured, at least now: nothing is wrong with what is measured.</summary>
public sealed class UnmeasurableException(string message) : BenchmarkException(message);
