namespace TypedMq.Generators.Parsing;

/// <summary>The words that say what a method of a channel does with the queue.</summary>
internal static class Verbs
{
    public const string TryReceiveInto = "TryReceiveInto";

    /// <summary>The verb that a name starts with. What follows starts a new word: <c>Sender</c> has no verb.</summary>
    public static string? Find(string name)
    {
        foreach (string verb in (string[])[TryReceiveInto, "TryReceive", "TrySend", "Receive", "Send"])
        {
            if (name.StartsWith(verb, StringComparison.Ordinal) && (name.Length == verb.Length || !char.IsLower(name[verb.Length])))
            {
                return verb;
            }
        }

        return null;
    }
}
