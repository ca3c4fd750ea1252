using System.Text;

namespace TypedMq.Requests;

/// <summary>What messages between a caller and its server are, besides requests, replies and items: the hash of a word, as with contracts.</summary>
internal static class RequestTags
{
    /// <summary>To the caller: the request was executed, and there is nothing to say.</summary>
    public static readonly uint Done = Of("typedmq.done");

    /// <summary>To the caller: the request failed. The payload is a <see cref="RemoteFailure"/>.</summary>
    public static readonly uint Failed = Of("typedmq.failed");

    /// <summary>To the caller: the request is being executed, and the queue that the envelope names takes what the caller has to say about it.</summary>
    public static readonly uint Accepted = Of("typedmq.accepted");

    /// <summary>To the caller: there are no more items.</summary>
    public static readonly uint ItemEnd = Of("typedmq.item-end");

    /// <summary>To the server: nobody waits for the reply any more.</summary>
    public static readonly uint Cancel = Of("typedmq.cancel");

    /// <summary>To the server: the caller takes so many more items.</summary>
    public static readonly uint Credit = Of("typedmq.credit");

    /// <summary>FNV-1a, 32 bits, as the generator has it.</summary>
    private static uint Of(string text)
    {
        uint hash = 2166136261;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ value) * 16777619;
        }

        return hash;
    }
}
