using System.ComponentModel;
using System.Diagnostics;

namespace TypedMq.Tests;

/// <summary>The desks in <c>Peers/</c>: how to start them, and why that may be impossible here.</summary>
internal static class Desk
{
    private const string Python = "/usr/bin/python3";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Peers");
    private static readonly Lazy<(string Program, string? Problem)> Compiled = new(Compile);

    /// <summary>The command that starts a desk; skips the test where it is missing, and fails it in CI.</summary>
    public static string[] Command(string language, string transport)
    {
        string? missing = language == "c" ? Compiled.Value.Problem
            : Start([Python, "-c", transport == "sysv" ? "import msgpack, sysv_ipc" : "import msgpack"]) is null ? null
            : "python3-msgpack or python3-sysv-ipc is missing (apt-get install python3-msgpack python3-sysv-ipc).";
        Assert.True(missing is null || Environment.GetEnvironmentVariable("TYPEDMQ_CI") != "1", missing);
        Skip.IfNot(missing is null, missing);
        return language == "c" ? [Compiled.Value.Program] : [Python, Path.Combine(Folder, "desk.py")];
    }

    /// <summary>Runs a desk to its end.</summary>
    public static void Run(string[] command)
    {
        string? problem = Start(command);
        Assert.True(problem is null, problem);
    }

    private static (string Program, string? Problem) Compile()
    {
        string program = Path.Combine(Directory.CreateTempSubdirectory("typedmq-interop-").FullName, "desk");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(program)!, recursive: true);
        string? problem = Start(["gcc", "-Wall", "-Wextra", "-Werror", "-O1", "-o", program, Path.Combine(Folder, "desk.c"), "-lmsgpackc", "-lrt"]);
        return (program, problem is null ? null : $"gcc or libmsgpack is missing (apt-get install gcc libc6-dev libmsgpack-dev): {problem}");
    }

    /// <summary>Runs a command to its end, and returns what it complains about when it fails.</summary>
    private static string? Start(string[] command)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
            try
            {
                Task<string> errors = process.StandardError.ReadToEndAsync();
                bool ended = process.WaitForExit(TimeSpan.FromSeconds(60));
                return !ended ? "It does not end." : process.ExitCode == 0 ? null : errors.Result;
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill();
                }
            }
        }
        catch (Win32Exception error)
        {
            return error.Message;
        }
    }
}
