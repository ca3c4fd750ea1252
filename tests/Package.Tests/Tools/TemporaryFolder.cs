using System.Runtime.CompilerServices;

namespace TypedMq.Tests.Tools;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("typedmq-package-").FullName;

    /// <summary>The folder of the project that is tested.</summary>
    public static string Repository { get; } = FindRepository();

    public string this[params string[] path] => Path.Combine([FullPath, .. path]);

    public void Write(string path, string text)
    {
        string file = this[path];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);

    private static string FindRepository([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
