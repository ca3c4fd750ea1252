using System.Globalization;

namespace TypedMq.Manifests;

/// <summary>
/// Reads manifests: text of which each version begins with a line <c>manifest 1</c>. It comes from memory that others write to, so that it may be
/// anything: what cannot be read is left out, and everything is bounded by the length of the text.
/// </summary>
/// <remarks>
/// <code>
/// manifest 1
/// both 0 OrderPlaced                                    a contract that the channel sends and receives, and its tag
/// array OrderPlaced 0!:long 1:List&lt;#1&gt; 2:decimal?     keys and types; ! is required; #1 is the contract of that place
/// union IShape unknown-is-null 0:#2 1:#3
/// raw Tick {Int64@0,Double@8:16}
/// </code>
/// </remarks>
internal static class ManifestParser
{
    private const string Start = "manifest ";
    private const string KnownStart = "manifest 1";
    private const int MaxContracts = 1024;

    /// <summary>Reads all versions of a text, the oldest first. What cannot be read is left out.</summary>
    public static List<ManifestVersion> ParseAll(string text)
    {
        List<ManifestVersion> versions = [];
        int start = -1;
        for (int line = 0; line < text.Length; line = EndOfLine(text, line))
        {
            if (text.AsSpan(line).StartsWith(Start, StringComparison.Ordinal))
            {
                Add(versions, text, start, line);
                start = line;
            }
        }

        Add(versions, text, start, text.Length);
        return versions;
    }

    private static void Add(List<ManifestVersion> versions, string text, int start, int end)
    {
        if (start >= 0 && text[end - 1] == '\n' && Parse(text[start..end]) is { } version)
        {
            versions.Add(version);
        }
    }

    private static ManifestVersion? Parse(string text)
    {
        string[] lines = text.Split('\n');
        if (lines[0] != KnownStart)
        {
            return new(text);
        }

        List<ManifestRoot> roots = [];
        List<ManifestContract> contracts = [];
        for (int i = 1; i < lines.Length; i++)
        {
            string[] words = lines[i].Split(' ');
            bool isRead = words[0] switch
            {
                "sends" or "receives" or "both" => AddRoot(roots, words),
                "array" => AddContract(contracts, ManifestKind.Array, words),
                "map" => AddContract(contracts, ManifestKind.Map, words),
                "union" => AddContract(contracts, ManifestKind.Union, words),
                "raw" => AddContract(contracts, ManifestKind.Raw, words),
                _ => true, // Something that a later version says besides.
            };
            if (!isRead || contracts.Count > MaxContracts)
            {
                return null;
            }
        }

        return AreThere(roots, contracts) ? new(text) { IsKnown = true, Roots = roots, Contracts = contracts } : null;
    }

    private static bool AddRoot(List<ManifestRoot> roots, string[] words)
    {
        if (words.Length != 3 || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int contract))
        {
            return false;
        }

        roots.Add(new(words[2], contract, words[0] != "receives", words[0] != "sends"));
        return true;
    }

    private static bool AddContract(List<ManifestContract> contracts, ManifestKind kind, string[] words)
    {
        if (words.Length < 2 || (kind == ManifestKind.Raw && words.Length != 3))
        {
            return false;
        }

        if (kind == ManifestKind.Raw)
        {
            contracts.Add(new(kind, words[1], false, words[2], []) { ByKey = new Dictionary<string, ManifestMember>() });
            return true;
        }

        bool unknownIsNull = words.Length > 2 && words[2] == "unknown-is-null";
        int length = 0;
        List<ManifestMember> members = [];
        Dictionary<string, ManifestMember> byKey = new(StringComparer.Ordinal);
        for (int i = unknownIsNull ? 3 : 2; i < words.Length; i++)
        {
            if (ParseMember(words[i], kind) is not { } member || !byKey.TryAdd(member.Key, member))
            {
                return false;
            }

            members.Add(member);
            length = Math.Max(length, member.Number + 1);
        }

        contracts.Add(new(kind, words[1], unknownIsNull, "", members) { Length = kind == ManifestKind.Array ? length : 0, ByKey = byKey });
        return true;
    }

    private static ManifestMember? ParseMember(string word, ManifestKind kind)
    {
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || ManifestTypeParser.Parse(word.AsSpan(colon + 1)) is not { } type || (kind == ManifestKind.Union && type.Name != ManifestType.ContractName && type.Name != ManifestType.CustomName))
        {
            return null;
        }

        bool isRequired = word[colon - 1] == '!';
        string key = word[..(isRequired ? colon - 1 : colon)];
        int number = -1;
        bool isNumber = kind != ManifestKind.Array || (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < int.MaxValue);
        return key.Length > 0 && isNumber ? new(key, number, isRequired, type) : null;
    }

    /// <summary>Whether everything that is referred to is there.</summary>
    private static bool AreThere(List<ManifestRoot> roots, List<ManifestContract> contracts)
    {
        foreach (ManifestRoot root in roots)
        {
            if (root.Contract >= contracts.Count)
            {
                return false;
            }
        }

        foreach (ManifestContract contract in contracts)
        {
            foreach (ManifestMember member in contract.Members)
            {
                if (!IsThere(member.Type, contracts.Count))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsThere(ManifestType type, int count)
    {
        foreach (ManifestType argument in type.Arguments)
        {
            if (!IsThere(argument, count))
            {
                return false;
            }
        }

        return type.Contract < count;
    }

    private static int EndOfLine(string text, int start) => text.IndexOf('\n', start) is var end and >= 0 ? end + 1 : text.Length;
}
