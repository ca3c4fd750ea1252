namespace TypedMq.Tests.Support;

/// <summary>Tests that prove more the longer they run: short by default, long where TYPEDMQ_SOAK is 1.</summary>
internal static class Soak
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("TYPEDMQ_SOAK") == "1";

    /// <summary>How long to run.</summary>
    public static TimeSpan For(TimeSpan shortly, TimeSpan atLength) => IsLong ? atLength : shortly;
}
