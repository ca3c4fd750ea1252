using System.Runtime.CompilerServices;

namespace TypedMq.Generators.Tests.Harness;

/// <summary>Where the files are that tests compare with.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find();

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Folder, .. path]));

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
