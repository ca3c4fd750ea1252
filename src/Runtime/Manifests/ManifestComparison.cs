namespace TypedMq.Manifests;

/// <summary>Compares two versions of the contracts of a channel, and says in words what keeps their users from understanding each other.</summary>
/// <remarks>
/// Types have to fit whoever sends. What only a receiver minds (a required member that is absent, a case that it does not know) counts where one of the two
/// receives what the other sends. Contracts that only one of them carries are told apart by their tags, and not compared.
/// </remarks>
internal sealed class ManifestComparison
{
    /// <summary>More would be no help.</summary>
    private const int MaxDifferences = 5;

    private readonly ManifestVersion _was;
    private readonly ManifestVersion _now;
    private readonly List<string> _differences = [];
    private readonly Queue<Pair> _pairs = new();
    private readonly HashSet<Pair> _seen = [];

    private ManifestComparison(ManifestVersion was, ManifestVersion now) => (_was, _now) = (was, now);

    /// <summary>A contract of each version, in the same place.</summary>
    /// <param name="Was">That of the version that was there.</param>
    /// <param name="Now">That of the version that comes.</param>
    /// <param name="WasReads">Whether the version that was there receives what the other one sends.</param>
    /// <param name="NowReads">Whether the version that comes receives what the other one sends.</param>
    private readonly record struct Pair(int Was, int Now, bool WasReads, bool NowReads);

    /// <summary>What does not fit, in words; empty when the two go together.</summary>
    public static IReadOnlyList<string> FindDifferences(ManifestVersion was, ManifestVersion now)
    {
        ManifestComparison comparison = new(was, now);
        foreach (ManifestRoot root in now.Roots)
        {
            if (was.FindRoot(root.Tag) is { } known)
            {
                comparison.Add(new(known.Contract, root.Contract, WasReads: root.Sends && known.Receives, NowReads: known.Sends && root.Receives));
            }
        }

        while (comparison._differences.Count < MaxDifferences && comparison._pairs.TryDequeue(out Pair pair))
        {
            comparison.Compare(pair);
        }

        return comparison._differences;
    }

    private void Add(Pair pair)
    {
        if (_seen.Add(pair))
        {
            _pairs.Enqueue(pair);
        }
    }

    private void Compare(Pair pair)
    {
        ManifestContract was = _was.Contracts[pair.Was];
        ManifestContract now = _now.Contracts[pair.Now];
        if (was.Kind != now.Kind && (was.Members.Count > 0 || now.Members.Count > 0 || was.Kind >= ManifestKind.Union || now.Kind >= ManifestKind.Union))
        {
            Say($"{now.Name} was {Word(was.Kind)}, is {Word(now.Kind)}");
        }
        else if (was.Layout != now.Layout)
        {
            Say($"the memory of {now.Name} was {ManifestWords.Shown(was.Layout)}, is {ManifestWords.Shown(now.Layout)}");
        }
        else if (now.Kind == ManifestKind.Union)
        {
            CompareCases(was, now, pair);
        }
        else
        {
            CompareMembers(was, now, pair);
        }
    }

    private void CompareMembers(ManifestContract was, ManifestContract now, Pair pair)
    {
        foreach (ManifestMember member in now.Members)
        {
            if (was.ByKey.TryGetValue(member.Key, out ManifestMember? old))
            {
                if (!Fits(old.Type, member.Type, pair))
                {
                    Say($"{now.Name} {ManifestWords.Key(now, member)} was {old.Type.Display(_was)}, is {member.Type.Display(_now)}");
                }
            }
            else if (pair.NowReads && ManifestWords.ObjectionToAbsence(member, was) is { } objection)
            {
                Say($"{now.Name} {ManifestWords.Key(now, member)} was not there, {objection}");
            }
        }

        foreach (ManifestMember member in was.Members)
        {
            if (pair.WasReads && !now.ByKey.ContainsKey(member.Key) && ManifestWords.ObjectionToAbsence(member, now) is { } objection)
            {
                Say($"{now.Name} {ManifestWords.Key(was, member)} is gone, {objection}");
            }
        }
    }

    private void CompareCases(ManifestContract was, ManifestContract now, Pair pair)
    {
        foreach (ManifestMember listed in now.Members)
        {
            string name = listed.Type.Display(_now);
            if (!was.ByKey.TryGetValue(listed.Key, out ManifestMember? old))
            {
                if (pair.WasReads && !was.UnknownCaseIsNull)
                {
                    Say($"{now.Name} has the new case {listed.Key} ({name}), which others refuse: they need UnknownCaseIsNull before it is added");
                }
            }
            else if (old.Type.Display(_was) is var oldName && oldName != name && (IsElsewhere(_now, now, oldName) || IsElsewhere(_was, was, name)))
            {
                // Renamed it would be the same case; but one of the two has another tag on the other side.
                Say($"{now.Name} case {listed.Key} was {oldName}, is {name}");
            }
            else if (!Fits(old.Type, listed.Type, pair))
            {
                Say($"{now.Name} case {listed.Key} was {oldName}, is {name}");
            }
        }

        foreach (ManifestMember listed in was.Members)
        {
            if (pair.NowReads && !now.UnknownCaseIsNull && !now.ByKey.ContainsKey(listed.Key))
            {
                Say($"{now.Name} lacks the case {listed.Key} ({listed.Type.Display(_was)}), which others send: it needs UnknownCaseIsNull without it");
            }
        }
    }

    private static bool IsElsewhere(ManifestVersion version, ManifestContract union, string name)
    {
        foreach (ManifestMember listed in union.Members)
        {
            if (listed.Type.Display(version) == name)
            {
                return true;
            }
        }

        return false;
    }

    private bool Fits(ManifestType was, ManifestType now, Pair pair)
    {
        if (was.Name == ManifestType.CustomName || now.Name == ManifestType.CustomName)
        {
            return true;
        }

        // Who has the binary form reads text, too.
        bool wasCompact = was.Name == ManifestType.CompactName;
        bool nowCompact = now.Name == ManifestType.CompactName;
        if (wasCompact != nowCompact)
        {
            return !(wasCompact ? pair.NowReads : pair.WasReads) && Fits(wasCompact ? was.Arguments[0] : was, nowCompact ? now.Arguments[0] : now, pair);
        }

        if (!ManifestTypes.AreAlike(was, now))
        {
            return false;
        }

        if (now.Contract >= 0)
        {
            Add(pair with { Was = was.Contract, Now = now.Contract });
        }

        for (int i = 0; i < ManifestTypes.CountItems(now); i++)
        {
            if (!Fits(was.Arguments[i], now.Arguments[i], pair))
            {
                return false;
            }
        }

        return true;
    }

    private void Say(string difference)
    {
        if (_differences.Count < MaxDifferences)
        {
            _differences.Add(ManifestWords.Fit(difference));
        }
    }

    private static string Word(ManifestKind kind) => kind switch
    {
        ManifestKind.Array => "a contract with numbers for keys",
        ManifestKind.Map => "a contract with text for keys",
        ManifestKind.Union => "a union",
        _ => "raw memory",
    };
}
