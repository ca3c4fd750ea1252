using System.Diagnostics.CodeAnalysis;
using TypedMq.Channels;
using TypedMq.Consumers;
using TypedMq.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Requests;

/// <summary>Gives each message of a channel to the implementation of its interface, and answers those who wait.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Close disposes of it.")]
internal sealed class RequestServer<TChannel>(
    MqChannelCore channel,
    MqChannelDispatcher<TChannel> methods,
    Func<IServiceProvider, TChannel> resolve,
    bool includeDetails) : MessageDispatcher
    where TChannel : class
{
    private readonly RequestPeers _peers = new(channel);
    private readonly MqStringCache? _strings = channel.CachedStrings == 0 ? null : new(channel.CachedStrings);

    public override MessageCall Open(scoped in MqLease lease)
    {
        MqIncomingMessage<TChannel> message = new(in lease, _strings);
        return new Call(this, methods.Open(in message) ?? throw ForNobody(lease.Tag));
    }

    /// <summary>Who waits is told, and may try again; a message that nobody waits for is the pump's to try again.</summary>
    public override async ValueTask<bool> AnswerAsync(MqContext context, Exception error)
    {
        if (!MqServerContext.HasReply(context.Envelope))
        {
            return false;
        }

        if (context.CancellationToken.IsCancellationRequested && channel.KeepsUntilCompleted)
        {
            // The server stops, and another one gets it.
            return false;
        }

        Log.RequestFailed(channel.Logger, channel.Queue.Name.Value, context.Contract, error);
        MqServerContext answered = new(_peers, context);
        RemoteFailure failure = RemoteFailure.Of(error, includeDetails);
        try
        {
            await answered.ReplyAsync<RemoteFailureFormatter, RemoteFailure>(RequestTags.Failed, in failure).ConfigureAwait(false);
        }
        catch (MqMessageTooLargeException tooLarge) when (tooLarge.Limit >= RemoteFailure.FramingBytes)
        {
            await answered.ReplyAsync<RemoteFailureFormatter, RemoteFailure>(RequestTags.Failed, failure.Within(tooLarge.Limit)).ConfigureAwait(false);
        }
        catch (MqMessageTooLargeException)
        {
            // No queue of a caller's is that small, and there is nothing to be executed again for it.
            channel.CountUndelivered();
        }

        return true;
    }

    public override void Close() => _peers.Dispose();

    private MqDecodeException ForNobody(uint tag) => new(
        $"queue '{channel.Queue.Name}' held a message whose tag, 0x{tag:x8}, is of no method of {typeof(TChannel)}; use the same version of it on both sides", contract: null, member: null, 0);

    /// <summary>A message with the method that takes it.</summary>
    private sealed class Call(RequestServer<TChannel> server, MqServerCall<TChannel> call) : MessageCall
    {
        public override string Contract => call.Method;

        public override async ValueTask InvokeAsync(MqContext context)
        {
            MqServerContext request = new(server._peers, context);
            try
            {
                await call.InvokeAsync(server.Resolve(context.Services), request).ConfigureAwait(false);
            }
            catch (Exception) when (request.IsGivenUp)
            {
                // Nobody wants to know any more.
            }
            finally
            {
                request.End();
            }
        }
    }

    private TChannel Resolve(IServiceProvider services) => resolve(services);
}
