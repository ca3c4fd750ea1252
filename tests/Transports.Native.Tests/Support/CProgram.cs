using System.ComponentModel;
using System.Diagnostics;

namespace TypedMq.Tests.Support;

/// <summary>Compiles what tests compare with.</summary>
internal static class CProgram
{
    private static readonly bool HasCompiler = Run(["gcc", "--version"]).ExitCode == 0;

    /// <summary>Skips a test where there is no compiler; not in CI.</summary>
    public static void SkipWithoutCompiler()
    {
        Need.That(HasCompiler, "gcc is missing (apt-get install gcc libc6-dev).");
    }

    /// <summary>The path of the program; it fails the test when the program is wrong.</summary>
    public static string Compile(string folder, string source, params string[] options)
    {
        (string? program, string errors) = TryCompile(folder, source, options);
        return program ?? throw new InvalidOperationException(errors);
    }

    /// <summary>The path of the program, or what the compiler says.</summary>
    public static (string? Program, string Errors) TryCompile(string folder, string source, params string[] options)
    {
        string program = Path.Combine(folder, Guid.NewGuid().ToString("n"));
        File.WriteAllText(program + ".c", source);
        (int exitCode, string errors) = Run(["gcc", "-Wall", "-Wextra", "-Werror", "-O1", .. options, "-o", program, program + ".c"]);
        return (exitCode == 0 ? program : null, errors);
    }

    /// <summary>Runs a program that says little; -1 when it cannot be started.</summary>
    public static (int ExitCode, string Errors) Run(string[] command)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, errors);
        }
        catch (Win32Exception error)
        {
            return (-1, error.Message);
        }
    }
}
