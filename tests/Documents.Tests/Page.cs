using System.Text.RegularExpressions;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Documents.Tests;

/// <summary>A block of code on a page.</summary>
/// <param name="Line">Where it stands, from 1 on.</param>
/// <param name="Around">What the comments between the block before and this one say: what it needs, and readers need not see.</param>
/// <param name="Code">The code.</param>
internal sealed record Block(int Line, string Around, string Code);

/// <summary>The documents of the project, and the code on them.</summary>
internal static partial class Page
{
    /// <summary>Paths from the root of the repository on. The pages of diagnostics have tests of their own.</summary>
    public static IEnumerable<string> All => Directory.EnumerateFiles(Path.Combine(Repository.Folder, "docs"), "*.md")
        .Select(static path => Path.GetRelativePath(Repository.Folder, path))
        .Append("README.md")
        .Order(StringComparer.Ordinal);

    /// <summary>The blocks of a page, from its top on.</summary>
    public static List<Block> Blocks(string page)
    {
        string text = Repository.Read(page);
        List<Block> blocks = [];
        string around = "";
        foreach (Match match in CodeOrComment().Matches(text))
        {
            if (match.Groups["comment"] is { Success: true } comment)
            {
                around += comment.Value;
            }
            else
            {
                blocks.Add(new(text.AsSpan(0, match.Index).Count('\n') + 1, around, match.Groups["code"].Value));
                around = "";
            }
        }

        return blocks;
    }

    [GeneratedRegex("^(?:<!-- csharp\n(?<comment>.*?)-->|```csharp\n(?<code>.*?)```)$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeOrComment();
}
