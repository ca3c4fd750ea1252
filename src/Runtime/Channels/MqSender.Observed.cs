using System.Diagnostics;
using System.Runtime.CompilerServices;
using TypedMq.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>Sending while somebody listens: within a span, whose trace context travels in the envelope.</summary>
public sealed partial class MqSender<TFormatter, T>
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool SendObserved(in T message, int priority, MqDeadline deadline, CancellationToken cancellationToken)
    {
        using Activity? span = _channel.Telemetry.StartSend();
        try
        {
            bool isSent = Send(Envelope(span), in message, priority, deadline, cancellationToken);
            if (!isSent)
            {
                ChannelTelemetry.NoRoom(span);
            }

            return isSent;
        }
        catch (Exception error)
        {
            ChannelTelemetry.Fail(span, error);
            throw;
        }
    }

    /// <summary>Encodes before its first await, as the caller expects.</summary>
    private async ValueTask SendObservedAsync(T message, int priority, CancellationToken cancellationToken)
    {
        using Activity? span = _channel.Telemetry.StartSend();
        try
        {
            await SendAsync(Envelope(span), in message, priority, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            ChannelTelemetry.Fail(span, error);
            throw;
        }
    }

    /// <summary>What travels with a message that is sent now. A span that nobody samples leaves the context to the one around it.</summary>
    private MqEnvelope Envelope(Activity? span)
    {
        MqEnvelope envelope = _channel.TimeToLive == 0 ? _envelope : _channel.Stamp(in _envelope);
        return _channel.HasEnvelope && Instruments.Source.HasListeners() ? TraceContext.AddTo(in envelope, span ?? Activity.Current) : envelope;
    }
}
