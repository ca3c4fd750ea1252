using System.Text;

namespace TypedMq.Manifests;

/// <summary>Whether one version says everything that another one says, so that the other one can be spared.</summary>
internal static class ManifestCoverage
{
    public static bool Covers(ManifestVersion large, ManifestVersion small)
    {
        if (!large.IsKnown || !small.IsKnown)
        {
            return false;
        }

        HashSet<(int, int)> seen = [];
        Queue<(int Large, int Small)> pairs = new();
        foreach (ManifestRoot root in small.Roots)
        {
            if (large.FindRoot(root.Tag) is not { } other || (root.Sends && !other.Sends) || (root.Receives && !other.Receives))
            {
                return false;
            }

            pairs.Enqueue((other.Contract, root.Contract));
        }

        while (pairs.TryDequeue(out (int Large, int Small) pair))
        {
            if (seen.Add(pair) && !Covers(large.Contracts[pair.Large], small.Contracts[pair.Small], pairs))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Covers(ManifestContract large, ManifestContract small, Queue<(int, int)> pairs)
    {
        if (large.Kind != small.Kind || large.Layout != small.Layout)
        {
            return false;
        }

        foreach (ManifestMember member in small.Members)
        {
            if (!large.ByKey.TryGetValue(member.Key, out ManifestMember? other) || !IsSame(other.Type, member.Type, pairs))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSame(ManifestType large, ManifestType small, Queue<(int, int)> pairs)
    {
        if (large.Contract >= 0 && small.Contract >= 0)
        {
            pairs.Enqueue((large.Contract, small.Contract));
            return true;
        }

        if (large.Name != small.Name || large.Arguments.Count != small.Arguments.Count || large.Arguments.Count == 0 || large.Name == ManifestType.EnumName)
        {
            return Skeleton(large) == Skeleton(small);
        }

        for (int i = 0; i < large.Arguments.Count; i++)
        {
            if (!IsSame(large.Arguments[i], small.Arguments[i], pairs))
            {
                return false;
            }
        }

        return true;
    }

    private static string Skeleton(ManifestType type)
    {
        StringBuilder text = new();
        type.AppendSkeleton(text);
        return text.ToString();
    }
}
