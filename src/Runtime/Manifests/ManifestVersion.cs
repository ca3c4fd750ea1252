using System.Text;

namespace TypedMq.Manifests;

/// <summary>How the contracts of a channel looked to one of the builds that used its queue.</summary>
/// <param name="Text">The lines that say so.</param>
internal sealed record ManifestVersion(string Text)
{
    /// <summary>Whether it is read here; one of a newer format is kept, and not compared.</summary>
    public bool IsKnown { get; init; }

    public IReadOnlyList<ManifestRoot> Roots { get; init; } = [];

    public IReadOnlyList<ManifestContract> Contracts { get; init; } = [];

    /// <summary>
    /// What is left without names, and without what only says which values a receiver takes besides: null, unknown cases, binary forms. Two versions that
    /// have it in common count as one.
    /// </summary>
    public string Skeleton
    {
        get
        {
            StringBuilder text = new();
            foreach (ManifestRoot root in Roots)
            {
                text.Append(root.Sends ? 's' : '-').Append(root.Receives ? 'r' : '-').Append(root.Contract).Append(' ').Append(root.Tag).Append('\n');
            }

            foreach (ManifestContract contract in Contracts)
            {
                text.Append(contract.Kind).Append(' ').Append(contract.Layout);
                foreach (ManifestMember member in contract.Members)
                {
                    text.Append(' ').Append(member.Key).Append(member.IsRequired ? "!:" : ":");
                    member.Type.AppendSkeleton(text);
                }

                text.Append('\n');
            }

            return text.ToString();
        }
    }

    public ManifestRoot? FindRoot(string tag)
    {
        foreach (ManifestRoot root in Roots)
        {
            if (root.Tag == tag)
            {
                return root;
            }
        }

        return null;
    }
}

/// <summary>A contract that the channel carries.</summary>
/// <param name="Tag">What it is called on the wire, in its written form.</param>
/// <param name="Contract">Its place among the contracts.</param>
/// <param name="Sends">Whether the channel sends it.</param>
/// <param name="Receives">Whether the channel receives it.</param>
internal sealed record ManifestRoot(string Tag, int Contract, bool Sends, bool Receives);

internal enum ManifestKind
{
    /// <summary>Keys are numbers.</summary>
    Array,

    /// <summary>Keys are text.</summary>
    Map,

    Union,

    /// <summary>Memory as it is.</summary>
    Raw,
}

/// <summary>How the values of a contract look on the wire.</summary>
/// <param name="Kind">What kind it is.</param>
/// <param name="Name">The simple name of its type.</param>
/// <param name="UnknownCaseIsNull">Whether a union takes cases that it does not know for null.</param>
/// <param name="Layout">The memory of a raw contract; empty for others.</param>
/// <param name="Members">Its members, or the cases of a union.</param>
internal sealed record ManifestContract(ManifestKind Kind, string Name, bool UnknownCaseIsNull, string Layout, IReadOnlyList<ManifestMember> Members)
{
    /// <summary>How long the array is that is sent: nil stands where no member is.</summary>
    public int Length { get; init; }

    /// <summary>The members by their keys.</summary>
    public required IReadOnlyDictionary<string, ManifestMember> ByKey { get; init; }
}

/// <summary>A member of a contract, or a case of a union.</summary>
/// <param name="Key">Its key, or the tag of the case, in its written form.</param>
/// <param name="Number">The key as a number; -1 in a map.</param>
/// <param name="IsRequired">Whether a message without it is refused.</param>
/// <param name="Type">Its type.</param>
internal sealed record ManifestMember(string Key, int Number, bool IsRequired, ManifestType Type);
