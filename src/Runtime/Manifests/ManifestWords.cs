namespace TypedMq.Manifests;

/// <summary>What is said of contracts, and how.</summary>
internal static class ManifestWords
{
    /// <summary>More would only fill the screen.</summary>
    private const int MaxLength = 500;

    /// <summary>A key as people read it.</summary>
    public static string Key(ManifestContract contract, ManifestMember member) => contract.Kind == ManifestKind.Map ? $"key \"{Shown(member.Key)}\"" : $"key {member.Key}";

    /// <summary>A word of a manifest as it was before blanks were written by their number.</summary>
    public static string Shown(string word) => Uri.UnescapeDataString(word);

    /// <summary>A sentence that goes into an error, whoever wrote the names in it: of one line, and not too long.</summary>
    public static string Fit(string sentence) => string.Create(Math.Min(sentence.Length, MaxLength), sentence, static (text, sentence) =>
    {
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = char.IsControl(sentence[i]) ? ' ' : sentence[i];
        }

        if (text.Length < sentence.Length)
        {
            text[^1] = '…';
        }
    });

    /// <summary>Why who expects a member refuses what others send without it; null when it does not.</summary>
    /// <param name="member">What is expected.</param>
    /// <param name="sent">What is sent.</param>
    public static string? ObjectionToAbsence(ManifestMember member, ManifestContract sent) => member switch
    {
        { IsRequired: true } => "and it is required",
        { Type: { IsNullable: false, Name: not ManifestType.CustomName } } when member.Number >= 0 && member.Number < sent.Length => "and nil, which stands in its place, is refused: make it nullable",
        _ => null,
    };
}
