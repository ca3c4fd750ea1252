using System.Diagnostics;

namespace TypedMq.Tests.Tools;

/// <summary>Runs programs as somebody at a terminal would, with a bound; nothing of them stays behind.</summary>
internal static class Command
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(8);

    /// <summary>Runs the SDK and expects that it succeeds.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="environment">What is set besides.</param>
    /// <param name="arguments">The command and its arguments.</param>
    /// <returns>What it wrote.</returns>
    public static string DotNet(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Run(folder, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", environment, arguments);

    /// <summary>Runs a program and expects that it ends with 0.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="program">Its path.</param>
    /// <param name="environment">What is set besides.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it wrote.</returns>
    public static string Run(string folder, string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        PrepareEnvironment(start.Environment);
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

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

    private static void PrepareEnvironment(IDictionary<string, string?> environment)
    {
        // What the build that runs these tests says to its own processes is not for others.
        foreach (string name in environment.Keys.Where(static name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            environment.Remove(name);
        }

        // No build server outlives the test.
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["UseSharedCompilation"] = "false";
        environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        environment["DOTNET_NOLOGO"] = "1";
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
    }
}
