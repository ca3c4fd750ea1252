using System.Diagnostics;
using System.Runtime.CompilerServices;
using TypedMq.Diagnostics;

namespace TypedMq.Channels;

/// <summary>Requests while somebody listens: each within a span that lasts until it has ended, and whose trace context travels with it.</summary>
public sealed partial class MqRequest<TFormatter, TRequest, TReplyFormatter, TReply>
{
    /// <summary>Encodes before its first await, as the caller expects.</summary>
    private async ValueTask<TReply> CallObservedAsync(TRequest request, int priority, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using Activity? span = _channel.Telemetry.StartRequest(_method);
        try
        {
            return await CallUnobservedAsync(in request, priority, timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            ChannelTelemetry.Fail(span, error);
            throw;
        }
    }

    /// <summary>Encodes before its first await, as the caller expects.</summary>
    private async ValueTask ExecuteObservedAsync(TRequest request, int priority, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using Activity? span = _channel.Telemetry.StartRequest(_method);
        try
        {
            await ExecuteUnobservedAsync(in request, priority, timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            ChannelTelemetry.Fail(span, error);
            throw;
        }
    }

    /// <summary>The span lasts until the last item was taken, or the loop left. It is not the current one in the loop: what is done there is no part of the request.</summary>
    private async IAsyncEnumerable<TReply> StreamObservedAsync(TRequest request, int priority, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Activity? span = _channel.Telemetry.StartRequest(_method);
        IAsyncEnumerator<TReply> items = StreamUnobservedAsync(request, priority, timeout, cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        await using (items.ConfigureAwait(false))
        {
            while (await MoveAsync(items, span).ConfigureAwait(false))
            {
                yield return items.Current;
            }
        }
    }

    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<TReply> items, Activity? span)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            ChannelTelemetry.Fail(span, error);
            throw;
        }
    }
}
