using System.Globalization;
using System.Text;

namespace TypedMq.Manifests;

/// <summary>The type of a value: <c>decimal</c>, <c>List&lt;#1&gt;?</c>.</summary>
/// <param name="Name">Its name; that of an array is <c>[]</c>, of a tuple <c>()</c>, of a contract <c>#</c>.</param>
/// <param name="Arguments">What it is made of.</param>
/// <param name="IsNullable">Whether null may be there.</param>
/// <param name="Contract">The place of the contract; -1 when it is none.</param>
internal sealed record ManifestType(string Name, IReadOnlyList<ManifestType> Arguments, bool IsNullable = false, int Contract = -1)
{
    public const string ArrayName = "[]";
    public const string TupleName = "()";
    public const string ContractName = "#";
    public const string EnumName = "enum";
    public const string CompactName = "compact";

    /// <summary>A type whose form only its formatter knows: nothing is said of it.</summary>
    public const string CustomName = "custom";

    public const string InlineName = "inline";

    /// <summary>How many types lie inside each other, itself included.</summary>
    public int Depth { get; } = 1 + Deepest(Arguments);

    /// <summary>As C# reads it.</summary>
    public string Display(ManifestVersion version)
    {
        string name = Name switch
        {
            ContractName => version.Contracts[Contract].Name,
            ArrayName => Arguments[0].Display(version) + "[]",
            TupleName => $"({List(version)})",
            EnumName or CustomName => Arguments[0].Name,
            CompactName => $"compact {Arguments[0].Display(version)}",
            InlineName => $"inline array of {Arguments[1].Name} {Arguments[0].Display(version)}",
            _ => Arguments.Count == 0 ? Name : $"{Name}<{List(version)}>",
        };
        return IsNullable ? name + "?" : name;
    }

    /// <summary>Writes it without names of the user's, and without what only says which values a receiver takes besides.</summary>
    public void AppendSkeleton(StringBuilder text)
    {
        switch (Name)
        {
            case ContractName:
                text.Append('#').Append(Contract.ToString(CultureInfo.InvariantCulture));
                return;
            case EnumName:
                Arguments[1].AppendSkeleton(text);
                return;
            case CompactName:
                Arguments[0].AppendSkeleton(text);
                return;
            case CustomName:
                text.Append(Name);
                return;
        }

        text.Append(Name);
        if (Arguments.Count > 0)
        {
            text.Append('<');
            foreach (ManifestType argument in Arguments)
            {
                argument.AppendSkeleton(text);
                text.Append(',');
            }

            text.Append('>');
        }
    }

    private string List(ManifestVersion version)
    {
        StringBuilder text = new();
        foreach (ManifestType argument in Arguments)
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(argument.Display(version));
        }

        return text.ToString();
    }

    private static int Deepest(IReadOnlyList<ManifestType> types)
    {
        int deepest = 0;
        foreach (ManifestType type in types)
        {
            deepest = Math.Max(deepest, type.Depth);
        }

        return deepest;
    }
}

/// <summary>Reads a type. Whatever the text is, it ends, and goes no deeper than it should.</summary>
/// <param name="text">The whole text of the type.</param>
internal ref struct ManifestTypeParser(ReadOnlySpan<char> text)
{
    /// <summary>How many types may lie inside each other: twice what the generator writes.</summary>
    private const int MaxDepth = 40;

    private readonly ReadOnlySpan<char> _text = text;
    private int _position;

    public static ManifestType? Parse(ReadOnlySpan<char> text)
    {
        ManifestTypeParser parser = new(text);
        ManifestType? type = parser.Read(depth: 0);
        return parser._position == text.Length ? type : null;
    }

    private ManifestType? Read(int depth)
    {
        ManifestType? type = depth > MaxDepth ? null : ReadCore(depth);
        while (type is not null && type.Depth <= MaxDepth)
        {
            if (Take('?'))
            {
                type = type with { IsNullable = true };
            }
            else if (_text[_position..].StartsWith("[]", StringComparison.Ordinal))
            {
                _position += 2;
                type = new(ManifestType.ArrayName, [type]);
            }
            else
            {
                return type;
            }
        }

        return null;
    }

    private ManifestType? ReadCore(int depth)
    {
        if (Take('#'))
        {
            return int.TryParse(ReadName(), NumberStyles.None, CultureInfo.InvariantCulture, out int contract) ? new(ManifestType.ContractName, [], Contract: contract) : null;
        }

        if (Take('('))
        {
            return ReadArguments(')', depth) is { } items ? new(ManifestType.TupleName, items) : null;
        }

        string name = ReadName().ToString();
        if (name.Length == 0)
        {
            return null;
        }

        List<ManifestType> arguments = [];
        if (Take('<'))
        {
            if (ReadArguments('>', depth) is not { } read)
            {
                return null;
            }

            arguments = read;
        }

        int expected = name switch
        {
            ManifestType.EnumName or ManifestType.InlineName => 2,
            ManifestType.CompactName or ManifestType.CustomName => 1,
            _ => arguments.Count,
        };
        return arguments.Count == expected ? new(name, arguments) : null;
    }

    private List<ManifestType>? ReadArguments(char end, int depth)
    {
        List<ManifestType> arguments = [];
        do
        {
            if (Read(depth + 1) is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }
        while (Take(','));
        return Take(end) ? arguments : null;
    }

    private ReadOnlySpan<char> ReadName()
    {
        int start = _position;
        while (_position < _text.Length && (char.IsLetterOrDigit(_text[_position]) || char.GetUnicodeCategory(_text[_position]) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Format or UnicodeCategory.LetterNumber or UnicodeCategory.Surrogate))
        {
            _position++;
        }

        return _text[start.._position];
    }

    private bool Take(char c)
    {
        bool isNext = _position < _text.Length && _text[_position] == c;
        _position += isNext ? 1 : 0;
        return isNext;
    }
}
