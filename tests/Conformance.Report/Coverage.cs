namespace TypedMq.ConformanceReport;

/// <summary>What is known of a statement on a transport.</summary>
/// <param name="IsConcerned">Whether the statement concerns the transport.</param>
/// <param name="Passes">Whether tests prove it.</param>
/// <param name="Layers">The layers whose tests prove it.</param>
/// <param name="Exemptions">Why tests do not.</param>
/// <param name="IsOpen">Whether something is missing.</param>
internal sealed record Cell(bool IsConcerned, bool Passes, string[] Layers, Exemption[] Exemptions, bool IsOpen)
{
    public override string ToString()
    {
        List<string> parts = [];
        if (Passes)
        {
            parts.Add(Layers.Length > 0 ? $"pass ({string.Join(", ", Layers)})" : "pass");
        }

        foreach (Exemption exemption in Exemptions)
        {
            string verdict = exemption is { Verdict: Verdicts.Refused, Error.Length: > 0 } ? $"refused: {exemption.Error}" : exemption.Verdict;
            parts.Add(exemption.Layer is null ? verdict : $"{exemption.Layer}: {verdict}");
        }

        if (IsOpen && !parts.Contains(Verdicts.Open))
        {
            parts.Add(Verdicts.Open);
        }

        return parts.Count > 0 ? string.Join("; ", parts) : "–";
    }
}

/// <summary>The catalogue held against the tests.</summary>
internal sealed class Coverage
{
    // Statements that other suites keep a list of.
    private static readonly char[] ElsewhereListed = ['R', 'T'];

    private readonly ILookup<string, Proof> _proofs;

    public Coverage(Catalogue catalogue, IEnumerable<Proof> proofs)
    {
        Catalogue = catalogue;
        _proofs = proofs.Where(static proof => !ElsewhereListed.Contains(proof.Id[0])).ToLookup(static proof => proof.Id);
    }

    public Catalogue Catalogue { get; }

    /// <summary>Every statement on every transport that is neither proven nor exempted.</summary>
    public IEnumerable<(Statement Statement, string Transport)> Open =>
        from statement in Catalogue.Statements
        from transport in Catalogue.Transports
        where Find(statement, transport).IsOpen
        select (statement, transport);

    public Cell Find(Statement statement, string transport)
    {
        Proof[] proofs = [.. _proofs[statement.Id].Where(proof => proof.Transports.Contains(transport) || proof.Transports.Contains(Proof.EveryTransport))];
        Proof[] passing = [.. proofs.Where(static proof => !proof.Refuses)];
        string[] layers = [.. passing.SelectMany(static proof => proof.Layers).Distinct().Order(StringComparer.Ordinal)];
        Scope[] scopes = [.. statement.Scopes.Where(scope => scope.Transport == transport)];
        Exemption[] exemptions = [.. Catalogue.Exemptions.Where(exemption => exemption.Transport == transport &&
            (exemption.Id == statement.Id || (exemption.Id == "*" && scopes.Length > 0 && passing.Length == 0)))];
        bool isOpen = scopes.Any(scope => !IsProven(scope) && !exemptions.Any(exemption => Settles(exemption, scope)));
        return scopes.Length > 0 ? new(true, passing.Length > 0, layers, exemptions, isOpen) : new(false, false, [], [], false);

        bool IsProven(Scope scope) => passing.Any(proof => scope.Layer is null || proof.Layers.Contains(scope.Layer) || proof.Transports.Contains(Proof.EveryTransport));

        bool Settles(Exemption exemption, Scope scope) =>
            (exemption.Layer is null || scope.Layer is null || exemption.Layer == scope.Layer) &&
            (exemption.Verdict is Verdicts.NotApplicable or Verdicts.Later ||
                (exemption.Verdict == Verdicts.Refused && proofs.Any(proof => proof.Refuses && (exemption.Layer is null || proof.Layers.Contains(exemption.Layer)))));
    }

    /// <summary>What is wrong with the catalogue or with the traits of tests.</summary>
    public IEnumerable<string> Problems()
    {
        string[] transports = Catalogue.Transports;
        Dictionary<string, Statement> statements = Catalogue.Statements.ToDictionary(static statement => statement.Id);
        foreach (Exemption exemption in Catalogue.Exemptions)
        {
            string row = $"statements.md: {exemption.Id} on {exemption.Transport}";
            if (exemption.Id != "*" && !statements.ContainsKey(exemption.Id))
            {
                yield return $"{row}: there is no such statement.";
            }
            else if (!transports.Contains(exemption.Transport))
            {
                yield return $"{row}: there is no such transport.";
            }
            else if (!Verdicts.All.Contains(exemption.Verdict) || exemption.Reason.Length == 0)
            {
                yield return $"{row}: it needs a verdict ({string.Join(", ", Verdicts.All)}) and a reason.";
            }
            else if (exemption.Id != "*" && exemption.Layer is null && Find(statements[exemption.Id], exemption.Transport).Passes)
            {
                yield return $"{row}: it says '{exemption.Verdict}', but a test proves it. Delete the row, or name the layer.";
            }
        }

        foreach (Proof proof in _proofs.SelectMany(static group => group))
        {
            bool isEvery = proof.Transports is [Proof.EveryTransport];
            if (!statements.ContainsKey(proof.Id))
            {
                yield return $"{proof.Test}: there is no statement {proof.Id}.";
            }
            else if (proof.Transports.Length == 0 || (!isEvery && proof.Transports.Except(transports).Any()))
            {
                yield return $"{proof.Test}: it needs [Trait(\"Transport\", …)], one of {string.Join(", ", transports)} and {Proof.EveryTransport}.";
            }
            else if (!isEvery && (proof.Layers.Length == 0 || proof.Layers.Except(["raw", "typed"]).Any()))
            {
                yield return $"{proof.Test}: it needs [Trait(\"Layer\", …)], raw or typed.";
            }
            else if (proof.Refuses && statements[proof.Id].Scopes.Any(scope => proof.Transports.Contains(scope.Transport) && !IsRefused(proof.Id, scope.Transport)))
            {
                yield return $"{proof.Test}: statements.md does not say why {proof.Id} is refused.";
            }
        }
    }

    private bool IsRefused(string id, string transport) =>
        Catalogue.Exemptions.Any(exemption => exemption.Id == id && exemption.Transport == transport && exemption.Verdict == Verdicts.Refused);
}
