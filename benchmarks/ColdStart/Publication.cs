using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TypedMq.Benchmarks.ColdStart;

/// <summary>A way to publish a program.</summary>
/// <param name="Name">The name by which it is shown.</param>
/// <param name="Frameworks">The frameworks to try: the first for which it can be published here counts.</param>
/// <param name="Options">What <c>dotnet publish</c> is told besides.</param>
internal sealed record Publication(string Name, string[] Frameworks, params string[] Options)
{
    /// <summary>Compiled while it runs; compiled beforehand, and again where it pays; machine code alone.</summary>
    public static IReadOnlyList<Publication> All { get; } =
    [
        new("jit", ["net10.0"], "--no-self-contained"),
        new("ready-to-run", ["net10.0"], "--use-current-runtime", "--no-self-contained", "-p:PublishReadyToRun=true"),
        new("native-aot", ["net10.0", "net9.0"], "--use-current-runtime", "-p:ColdStartAot=true"),
    ];

    /// <summary>Publishes both programs.</summary>
    /// <param name="problem">Why it cannot be done here.</param>
    /// <returns>The programs; null when it cannot be done here.</returns>
    public Programs? TryPublish(out string? problem)
    {
        problem = null;
        foreach (string framework in Frameworks)
        {
            if (TryPublish("Empty", framework, out string empty, ref problem) && TryPublish("Service", framework, out string service, ref problem))
            {
                return new($"{Name} {framework}", empty, service);
            }
        }

        return null;
    }

    private bool TryPublish(string program, string framework, out string path, ref string? problem)
    {
        // With folders of their own: what others build of the same sources stays as it is.
        string folder = Folder();
        string output = Path.Combine(folder, "obj", "published", $"{Name}-{framework}", program);
        path = Path.Combine(output, $"ColdStart.{program}");
        string[] arguments =
        [
            "publish", Path.Combine(folder, "Started", program), "--configuration", "Release", "--framework", framework,
            "--artifacts-path", Path.Combine(folder, "obj", "artifacts"), "--output", output, "--disable-build-servers", "--nologo", .. Options,
        ];
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments) { RedirectStandardOutput = true };
        using Process publish = Process.Start(start)!;
        string said = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        if (publish.ExitCode == 0)
        {
            return true;
        }

        problem = said.Split('\n').FirstOrDefault(static line => line.Contains("error ", StringComparison.Ordinal))?.Trim() ?? said;
        return false;
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}

/// <summary>Programs that were published in one way.</summary>
/// <param name="Publication">The way.</param>
/// <param name="Empty">One that only says that it has started.</param>
/// <param name="Service">One that sends a message.</param>
internal sealed record Programs(string Publication, string Empty, string Service);
