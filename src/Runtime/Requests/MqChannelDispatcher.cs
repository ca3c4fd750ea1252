using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>Knows the methods of a channel by the tags of their messages. Written by the generator.</summary>
public abstract class MqChannelDispatcher
{
    private protected MqChannelDispatcher()
    {
    }
}

/// <summary>Knows the methods of a channel by the tags of their messages. Written by the generator; thread-safe.</summary>
/// <typeparam name="TChannel">The interface.</typeparam>
public abstract class MqChannelDispatcher<TChannel> : MqChannelDispatcher
    where TChannel : class
{
    /// <summary>Decodes a message, and says what to call with it.</summary>
    /// <param name="message">The message; its tag says which method.</param>
    /// <returns>Null when no method has the tag.</returns>
    public abstract MqServerCall<TChannel>? Open(in MqIncomingMessage<TChannel> message);
}

/// <summary>A message on its way to whoever serves a channel: a generated dispatcher says by its tag what it is. Lives on the stack.</summary>
/// <typeparam name="TChannel">The interface.</typeparam>
public readonly ref struct MqIncomingMessage<TChannel>
    where TChannel : class
{
    private readonly ReadOnlySpan<byte> _payload;
    private readonly MqStringCache? _strings;

    internal MqIncomingMessage(scoped in MqLease lease, MqStringCache? strings)
    {
        Tag = lease.Tag;
        _payload = lease.Payload;
        _strings = strings;
    }

    /// <summary>Which method it is for.</summary>
    public uint Tag { get; }

    /// <summary>It is a request that is replied to.</summary>
    /// <typeparam name="TFormatter">The formatter of the request.</typeparam>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReplyFormatter">The formatter of the reply.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <param name="method">The name of the method.</param>
    /// <param name="replyTag">The tag of the reply's contract.</param>
    /// <param name="call">Calls the method.</param>
    /// <returns>What is to be called.</returns>
    public MqServerCall<TChannel> Request<TFormatter, TRequest, TReplyFormatter, TReply>(string method, uint replyTag, Func<TChannel, TRequest, MqServerContext, ValueTask<TReply>> call)
        where TFormatter : struct, IMqFormatter<TRequest>
        where TReplyFormatter : struct, IMqFormatter<TReply> => new Requests.ReplyingCall<TChannel, TRequest, TReplyFormatter, TReply>(method, replyTag, call, Read<TFormatter, TRequest>(method));

    /// <summary>It is a request that is acknowledged when it was executed.</summary>
    /// <typeparam name="TFormatter">The formatter of the request.</typeparam>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <param name="method">The name of the method.</param>
    /// <param name="call">Calls the method.</param>
    /// <returns>What is to be called.</returns>
    public MqServerCall<TChannel> Execute<TFormatter, TRequest>(string method, Func<TChannel, TRequest, MqServerContext, ValueTask> call)
        where TFormatter : struct, IMqFormatter<TRequest> => new Requests.AcknowledgingCall<TChannel, TRequest>(method, call, Read<TFormatter, TRequest>(method));

    /// <summary>It is a request that is replied to by any number of items.</summary>
    /// <typeparam name="TFormatter">The formatter of the request.</typeparam>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TItemFormatter">The formatter of the items.</typeparam>
    /// <typeparam name="TItem">The items.</typeparam>
    /// <param name="method">The name of the method.</param>
    /// <param name="itemTag">The tag of the items' contract.</param>
    /// <param name="call">Calls the method.</param>
    /// <returns>What is to be called.</returns>
    public MqServerCall<TChannel> Stream<TFormatter, TRequest, TItemFormatter, TItem>(string method, uint itemTag, Func<TChannel, TRequest, MqServerContext, IAsyncEnumerable<TItem>> call)
        where TFormatter : struct, IMqFormatter<TRequest>
        where TItemFormatter : struct, IMqFormatter<TItem> => new Requests.StreamingCall<TChannel, TRequest, TItemFormatter, TItem>(method, itemTag, call, Read<TFormatter, TRequest>(method));

    /// <summary>It is a message that nobody waits for.</summary>
    /// <typeparam name="TFormatter">The formatter of the message.</typeparam>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="method">The name of the method.</param>
    /// <param name="call">Calls the method.</param>
    /// <returns>What is to be called.</returns>
    public MqServerCall<TChannel> OneWay<TFormatter, T>(string method, Func<TChannel, T, MqServerContext, ValueTask> call)
        where TFormatter : struct, IMqFormatter<T> => new Requests.OneWayCall<TChannel, T>(method, call, Read<TFormatter, T>(method));

    private T Read<TFormatter, T>(string method)
        where TFormatter : struct, IMqFormatter<T>
    {
        MqReader reader = default;
        try
        {
            reader = new(_payload, _strings);
            T value = TFormatter.Read(ref reader);
            reader.End();
            return value;
        }
        catch (Exception error)
        {
            throw MqDecodeException.Settle(error, method, reader.Position);
        }
    }
}
