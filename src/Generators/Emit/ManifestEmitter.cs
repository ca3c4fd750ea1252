using System.Text;
using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators.Emit;

/// <summary>Writes the manifest of a channel into its descriptor: text, a line for each contract, which says everything and runs nowhere.</summary>
internal static class ManifestEmitter
{
    public static void Emit(SourceWriter source, ManifestModel manifest)
    {
        source.Line("    Manifest =");
        List<string> lines = Lines(manifest);
        for (int i = 0; i < lines.Count; i++)
        {
            source.Line($"        {Names.Literal(lines[i] + "\n")}{(i < lines.Count - 1 ? " +" : ",")}");
        }
    }

    private static List<string> Lines(ManifestModel manifest)
    {
        List<string> lines = ["manifest 1"];
        foreach (ManifestRootModel root in manifest.Roots)
        {
            lines.Add($"{root.Role} {Names.Literal(root.Contract)} {Word(root.Tag)}");
        }

        foreach (ManifestContractModel contract in manifest.Contracts)
        {
            StringBuilder line = new($"{contract.Kind} {contract.Name}");
            line.Append(contract.UnknownCaseIsNull ? " unknown-is-null" : "").Append(contract.Layout.Length > 0 ? " " + Word(contract.Layout) : "");
            foreach (ManifestMemberModel member in contract.Members)
            {
                line.Append(' ').Append(Word(member.Key)).Append(member.IsRequired ? "!:" : ":").Append(member.Type);
            }

            lines.Add(line.ToString());
        }

        return lines;
    }

    /// <summary>What somebody wrote as one word of a line: blanks, and what ends a key, are written by their number.</summary>
    private static string Word(string text)
    {
        StringBuilder word = new();
        foreach (char c in text)
        {
            if (c is <= ' ' or '%' or ':' or '!' or '\x7f')
            {
                word.Append('%').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                word.Append(c);
            }
        }

        return word.ToString();
    }
}
