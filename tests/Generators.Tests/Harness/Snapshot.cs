using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace TypedMq.Generators.Tests.Harness;

/// <summary>
/// Compares text with a file that was reviewed: <c>Snapshots/Class.Method.g.cs.txt</c>. <c>TYPEDMQ_UPDATE_SNAPSHOTS=1</c> writes the files
/// instead; then look at the difference.
/// </summary>
internal static partial class Snapshot
{
    public const string Extension = ".g.cs.txt";

    private static bool IsUpdating => Environment.GetEnvironmentVariable("TYPEDMQ_UPDATE_SNAPSHOTS") == "1";

    public static string Folder { get; } = Path.Combine(Repository.Folder, "tests", "Generators.Tests", "Snapshots");

    public static void Match(string text, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        string path = Path.Combine(Folder, $"{Path.GetFileNameWithoutExtension(file)}.{method}{Extension}");
        string actual = Version().Replace(text.Replace("\r\n", "\n", StringComparison.Ordinal), "(\"TypedMq.Generators\", \"version\")");
        if (IsUpdating)
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{path} does not exist. Run with TYPEDMQ_UPDATE_SNAPSHOTS=1 and review it:\n\n{actual}");
        string expected = File.ReadAllText(path);
        Assert.True(expected == actual, $"{path} differs. If that is meant, run with TYPEDMQ_UPDATE_SNAPSHOTS=1.\n\n{Difference(expected, actual)}");
    }

    private static string Difference(string expected, string actual) => string.Join(
        '\n',
        new InlineDiffBuilder(new Differ()).BuildDiffModel(expected, actual).Lines.Where(static line => line.Type != ChangeType.Unchanged).Select(static line => $"{(line.Type == ChangeType.Inserted ? '+' : '-')} {line.Text}"));

    [GeneratedRegex("\\(\"TypedMq\\.Generators\", \"[0-9.]+\"\\)")]
    private static partial Regex Version();
}
