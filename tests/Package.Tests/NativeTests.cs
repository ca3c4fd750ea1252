using TypedMq.Tests.Tools;

namespace TypedMq.Tests;

/// <summary>Compiles a service to machine code and runs it.</summary>
[Collection(BuildCollection.Name)]
public sealed class NativeTests
{
    [SkippableFact]
    public void A_service_compiles_to_machine_code_without_a_warning_and_works()
    {
        RequireLinker();
        using TemporaryFolder folder = new();
        Dictionary<string, string> environment = new() { ["TYPEDMQ_SCOPE_ROOT"] = folder.FullPath };
        string prefix = $"native-{Environment.ProcessId}-{Guid.NewGuid():n}";

        string build = Command.DotNet(
            TemporaryFolder.Repository, environment, "publish", "tests/AotSmoke", "-c", "Release", "--artifacts-path", folder["artifacts"], "--output", folder["program"]);

        Assert.DoesNotContain("warning", build, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Generating native code", build, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["program", "TypedMq.AotSmoke.dll"]));

        try
        {
            string output = Command.Run(folder.FullPath, folder["program", "TypedMq.AotSmoke"], environment, prefix);

            Assert.Equal(
                ["contracts: came back", "in-process: sent and received", "posix: sent and received", "sysv: sent and received", "fastmq: sent and received", "host: sent and received"],
                output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            using MqNode node = MqNode.Create(static options => options.UsePosix());
            foreach (string queue in new[] { "orders", "alerts", "scalars" })
            {
                node.Delete($"{prefix}-{queue}");
            }
        }
    }

    private static void RequireLinker()
    {
        bool there = Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(static folder => File.Exists(Path.Combine(folder, "gcc")));
        Assert.True(there || Environment.GetEnvironmentVariable("TYPEDMQ_CI") != "1", "gcc is missing (apt-get install gcc libc6-dev).");
        Skip.IfNot(there, "gcc, which links machine code, is not installed.");
    }
}
