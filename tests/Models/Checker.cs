using System.Diagnostics;
using TypedMq.Tests.Support;

namespace TypedMq.Tests;

/// <summary>
/// Runs the model checker Spin: <c>spin -a</c> writes a verifier of the model in C, gcc compiles it, and it visits every state that can be reached, in a folder
/// of its own that is gone afterwards.
/// </summary>
internal static class Checker
{
    private const string VerifierMegabytes = "3500";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    /// <summary>Skips the test where the checker is missing, and fails it in CI.</summary>
    public static void Require() => Need.That(IsThere("spin") && IsThere("gcc"), "spin or gcc is missing (apt-get install spin gcc libc6-dev).");

    /// <summary>Visits all states of a model, or as many as it takes to find an error.</summary>
    /// <param name="model">The file.</param>
    /// <param name="defines">What is defined for it, separated by spaces: <c>SENDERS=1 FAULT_ONE_PASS</c>.</param>
    /// <param name="cycles">Whether to look for cycles without progress instead of failed assertions and processes that are stuck.</param>
    /// <returns>What the verifier wrote.</returns>
    public static string Run(string model, string defines, bool cycles)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("typedmq-models-");
        try
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, model), Path.Combine(folder.FullName, model));
            string[] defined = [.. defines.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static define => $"-D{define}")];
            Start(folder.FullName, "spin", ["-a", .. defined, model]);

            // No partial order reduction: each step touches what is shared, so there is nothing to reduce.
            Start(folder.FullName, "gcc", ["-O1", "-w", "-DNOREDUCE", "-DNOFAIR", $"-DMEMLIM={VerifierMegabytes}", cycles ? "-DNP" : "-DSAFETY", "-o", "pan", "pan.c"]);
            return Start(folder.FullName, Path.Combine(folder.FullName, "pan"), ["-m200000", "-n", "-w22", .. cycles ? (string[])["-l"] : []]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsThere(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Start(string folder, string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Assert.True(process.WaitForExit(Bound), $"{program} {string.Join(' ', arguments)} does not end.");
            string all = output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult();
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{all}");
            return all;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
