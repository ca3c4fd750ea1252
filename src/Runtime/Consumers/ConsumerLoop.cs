using TypedMq.Channels;
using TypedMq.Transports;

namespace TypedMq.Consumers;

/// <summary>One of the loops of a consumer: takes a message, has it handled, takes the next. One message at a time, so that a single loop keeps their order.</summary>
internal sealed class ConsumerLoop(ConsumerPump pump)
{
    /// <summary>The shortest pause after an error that would only come again at once.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);

    private volatile HeldMessage? _held;
    private volatile bool _hasEnded;

    /// <summary>What is being handled; null when nothing is.</summary>
    public HeldMessage? Held => _held;

    /// <summary>Whether it takes no message any more.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Runs until the consumer is stopped, its queue removed, or its node disposed. Never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            for (int troubles = 0; !pump.Stopping.IsCancellationRequested;)
            {
                try
                {
                    await NextAsync().ConfigureAwait(false);
                    troubles = 0;
                }
                catch (OperationCanceledException) when (pump.Stopping.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception error)
                {
                    if (pump.IsEnd(error))
                    {
                        return;
                    }

                    TimeSpan pause = pump.Settings.DelayAfter(++troubles);
                    await pump.DelayAsync(pause > ShortestPause ? pause : ShortestPause, pump.Stopping).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _hasEnded = true;
        }
    }

    private async ValueTask NextAsync()
    {
        MqLease lease;
        try
        {
            lease = await QueueLoop.ReceiveAsync(pump.Channel, pump.Stopping).ConfigureAwait(false);
        }
        catch (MqDecodeException error)
        {
            pump.NoteUnreadable(error);
            if (!error.RawMessage.IsEmpty)
            {
                await HandleAsync(HeldMessage.Unreadable(pump.Channel, error), error).ConfigureAwait(false);
            }

            return;
        }

        await HandleAsync(new(pump.Channel, lease), unreadable: null).ConfigureAwait(false);
    }

    private async ValueTask HandleAsync(HeldMessage message, MqDecodeException? unreadable)
    {
        _held = message;
        try
        {
            if (unreadable is null)
            {
                await pump.ProcessAsync(message).ConfigureAwait(false);
            }
            else
            {
                await pump.KeepAsync(message, unreadable).ConfigureAwait(false);
            }
        }
        finally
        {
            // Whatever went wrong, it is not held for ever.
            message.Abandon();
            _held = null;
        }
    }
}
