namespace TypedMq.Benchmarks.ColdStart;

/// <summary>Makes nodes.</summary>
internal static class Node
{
    /// <summary>The scope of all queues of benchmarks: nobody else's are in it.</summary>
    private const string Scope = "benchmark";

    /// <summary>Makes a node for one transport.</summary>
    /// <param name="transport"><c>fastmq</c> or <c>posix</c>.</param>
    public static MqNode Create(string transport) => MqNode.Create(options =>
    {
        options.Scope = Scope;
        _ = transport == "fastmq" ? options.UseFastMq() : options.UsePosix();
    });
}
