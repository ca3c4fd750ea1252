using TypedMq.Channels;

namespace TypedMq.Requests;

/// <summary>A request that is replied to.</summary>
internal sealed class ReplyingCall<TChannel, TRequest, TReplyFormatter, TReply>(
    string method,
    uint replyTag,
    Func<TChannel, TRequest, MqServerContext, ValueTask<TReply>> call,
    TRequest request) : MqServerCall<TChannel>(method)
    where TChannel : class
    where TReplyFormatter : struct, IMqFormatter<TReply>
{
    internal override async ValueTask InvokeAsync(TChannel server, MqServerContext context)
    {
        TReply reply = await call(server, request, context).ConfigureAwait(false);
        await context.ReplyAsync<TReplyFormatter, TReply>(replyTag, in reply).ConfigureAwait(false);
    }
}

/// <summary>A request that is acknowledged.</summary>
internal sealed class AcknowledgingCall<TChannel, TRequest>(string method, Func<TChannel, TRequest, MqServerContext, ValueTask> call, TRequest request) : MqServerCall<TChannel>(method)
    where TChannel : class
{
    internal override async ValueTask InvokeAsync(TChannel server, MqServerContext context)
    {
        await call(server, request, context).ConfigureAwait(false);
        await context.ReplyAsync<MqNothingFormatter, MqNothing>(RequestTags.Done, default).ConfigureAwait(false);
    }
}

/// <summary>A request that is replied to by items, no more of them than the caller takes.</summary>
internal sealed class StreamingCall<TChannel, TRequest, TItemFormatter, TItem>(
    string method,
    uint itemTag,
    Func<TChannel, TRequest, MqServerContext, IAsyncEnumerable<TItem>> call,
    TRequest request) : MqServerCall<TChannel>(method)
    where TChannel : class
    where TItemFormatter : struct, IMqFormatter<TItem>
{
    internal override async ValueTask InvokeAsync(TChannel server, MqServerContext context)
    {
        context.BeginItems();
        await foreach (TItem item in call(server, request, context).WithCancellation(context.Token).ConfigureAwait(false))
        {
            await context.TakeCreditAsync().ConfigureAwait(false);
            if (!await context.ReplyAsync<TItemFormatter, TItem>(itemTag, in item, context.Token).ConfigureAwait(false))
            {
                // The caller has gone.
                return;
            }
        }

        await context.ReplyAsync<MqNothingFormatter, MqNothing>(RequestTags.ItemEnd, default).ConfigureAwait(false);
    }
}

/// <summary>A message that nobody waits for.</summary>
internal sealed class OneWayCall<TChannel, T>(string method, Func<TChannel, T, MqServerContext, ValueTask> call, T message) : MqServerCall<TChannel>(method)
    where TChannel : class
{
    internal override ValueTask InvokeAsync(TChannel server, MqServerContext context) => call(server, message, context);
}
