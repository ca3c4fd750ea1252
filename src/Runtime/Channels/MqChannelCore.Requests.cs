using TypedMq.Requests;

namespace TypedMq.Channels;

/// <summary>What a channel has besides when it carries requests.</summary>
public sealed partial class MqChannelCore
{
    private Caller? _caller;

    internal MqNode Node => _node;

    /// <summary>How long a request waits for its reply.</summary>
    internal TimeSpan RequestTimeout { get; }

    /// <summary>The message size that the channel's settings ask for; null when they do not.</summary>
    internal int? MaxMessageBytes { get; }

    /// <summary>Makes the sender of one method's requests.</summary>
    /// <typeparam name="TFormatter">The formatter of the request.</typeparam>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReplyFormatter">The formatter of the reply.</typeparam>
    /// <typeparam name="TReply">The reply, or an item of several.</typeparam>
    /// <param name="method">The method, for error messages.</param>
    /// <param name="tag">The tag of the method.</param>
    /// <param name="replyTag">The tag of the reply's contract.</param>
    /// <returns>The sender.</returns>
    /// <exception cref="MqConfigurationException">The channel has no envelope, or drops the oldest message when it is full.</exception>
    public MqRequest<TFormatter, TRequest, TReplyFormatter, TReply> CreateRequest<TFormatter, TRequest, TReplyFormatter, TReply>(string method, uint tag, uint replyTag)
        where TFormatter : struct, IMqFormatter<TRequest>
        where TReplyFormatter : struct, IMqFormatter<TReply>
    {
        if (!HasEnvelope)
        {
            throw new MqConfigurationException($"Channels:{Queue.Name}:Envelope", nameof(MqEnvelopeMode.None), $"{method} waits for a reply, which is found by the envelope: set it to Standard.");
        }

        if (FullMode == MqFullMode.DropOldest)
        {
            throw new MqConfigurationException($"Channels:{Queue.Name}:FullMode", nameof(MqFullMode.DropOldest), $"It would drop requests, and those who wait for {method} would not be told: use Wait, Fail or DropWrite.");
        }

        _caller ??= new(this);
        _caller.MaxReplyBytes = Math.Max(_caller.MaxReplyBytes, TReplyFormatter.MaxSize);
        return new(this, _caller, method, tag, replyTag);
    }

    /// <summary>Makes the sender of the requests of a method that has no reply.</summary>
    /// <typeparam name="TFormatter">The formatter of the request.</typeparam>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <param name="method">The method, for error messages.</param>
    /// <param name="tag">The tag of the method.</param>
    /// <returns>The sender.</returns>
    /// <exception cref="MqConfigurationException">The channel has no envelope, or drops the oldest message when it is full.</exception>
    public MqRequest<TFormatter, TRequest, MqNothingFormatter, MqNothing> CreateRequest<TFormatter, TRequest>(string method, uint tag)
        where TFormatter : struct, IMqFormatter<TRequest> => CreateRequest<TFormatter, TRequest, MqNothingFormatter, MqNothing>(method, tag, RequestTags.Done);
}
