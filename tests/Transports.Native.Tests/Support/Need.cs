namespace TypedMq.Tests.Support;

/// <summary>What a test needs of the machine. Where it is missing the test is skipped; where everything is to be tested, it fails.</summary>
internal static class Need
{
    private static readonly bool Everything = Environment.GetEnvironmentVariable("TYPEDMQ_CI") == "1";

    /// <summary>Goes on if it is there.</summary>
    /// <param name="there">Whether it is.</param>
    /// <param name="what">What it is, and how to get it.</param>
    public static void That(bool there, string what)
    {
        Assert.True(there || !Everything, what);
        Skip.IfNot(there, what);
    }
}
