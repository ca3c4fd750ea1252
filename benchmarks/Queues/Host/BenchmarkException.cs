namespace TypedMq.Benchmarks.Host;

/// <summary>Why something could not be measured, for who runs the benchmark.</summary>
public class BenchmarkException(string message) : Exception(message);
