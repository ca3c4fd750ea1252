using System.Globalization;

namespace TypedMq.Benchmarks.Systems;

/// <summary>Names that tell whose a queue is, so that what a killed process left can be deleted by the next one.</summary>
internal static class QueueNames
{
    private const string Prefix = "bench-";

    private static int _last;

    /// <summary>Makes a new name.</summary>
    public static string Next() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _last)}");

    /// <summary>Deletes what a killed benchmark left in the folder for temporary files.</summary>
    /// <param name="extension">What the names end with.</param>
    public static void DeleteFilesOfTheDead(string extension)
    {
        foreach (string path in Directory.EnumerateFiles(Path.GetTempPath(), Prefix + "*" + extension).Where(static path => IsOfTheDead(Path.GetFileName(path))))
        {
            File.Delete(path);
        }
    }

    /// <summary>Whether a queue was made by a benchmark that does not run any more.</summary>
    public static bool IsOfTheDead(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && name[Prefix.Length..].Split('-')[0] is { Length: > 0 } process
        && process.All(char.IsAsciiDigit)
        && !Directory.Exists("/proc/" + process);
}
