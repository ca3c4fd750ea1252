using System.Diagnostics;
using TypedMq.Scopes;

namespace TypedMq.Tests.Support;

/// <summary>Runs a command of <see cref="ChildProgram"/> as another process.</summary>
internal static class ChildProcess
{
    /// <summary>A user that owns nothing else, so that its limits are the test's alone; needs root.</summary>
    public static readonly string[] AsOtherUser = Environment.UserName == "root" ? ["setpriv", $"--reuid={OtherUser}", $"--regid={OtherUser}", "--clear-groups"] : [];

    /// <summary>Another one for each run, since runs at the same time would share its limits.</summary>
    public static int OtherUser => 61000 + (Environment.ProcessId % 4000);

    public static readonly string[] InOwnNamespace = ["unshare", "--ipc"];

    public static bool CanUnshare { get; } = Run(["unshare", "--ipc", "true"], scopeRoot: "/").ExitCode == 0;

    /// <summary>Skips the test where no IPC namespace can be made; not in CI, where what is said to be proven must be.</summary>
    public static void SkipWithoutNamespaces() => Need.That(CanUnshare, "Needs the right to make an IPC namespace.");

    /// <summary>Runs a command, and returns the lines that it wrote.</summary>
    /// <param name="scopeRoot">Where its scopes live.</param>
    /// <param name="wrapper">Programs to run it by.</param>
    /// <param name="command">The command with its arguments.</param>
    public static string[] Run(string scopeRoot, IEnumerable<string> wrapper, params string[] command)
    {
        (int exitCode, string output) = Run(Command(wrapper, command), scopeRoot);
        Assert.True(exitCode == 0, $"The child ended with {exitCode}: {output}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The whole command line of a child.</summary>
    public static string[] Command(IEnumerable<string> wrapper, params string[] command) =>
        [.. wrapper, Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet", typeof(ChildProgram).Assembly.Location, .. command];

    public static ProcessStartInfo StartInfo(string[] command, string scopeRoot)
    {
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[ScopeFolder.RootVariable] = scopeRoot;
        start.Environment["HOME"] = "/tmp";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }

    public static (int ExitCode, string Output) Run(string[] command, string scopeRoot)
    {
        using Process process = Process.Start(StartInfo(command, scopeRoot))!;
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), "The child does not end.");
            string errors = error.GetAwaiter().GetResult();
            return (process.ExitCode, output.GetAwaiter().GetResult() + (process.ExitCode == 0 ? "" : errors));
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
