using System.Diagnostics;
using System.Numerics;
using Microsoft.Extensions.DependencyInjection;
using TypedMq.Diagnostics;

namespace TypedMq.Consumers;

/// <summary>What becomes of one message: attempts, the waits between them, and its end.</summary>
internal sealed partial class ConsumerPump
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);

    private long _handled;
    private long _failed;
    private long _deadLettered;
    private long _abandoned;
    private long _lost;
    private long _unreadable;
    private long _blocked;

    private enum Outcome
    {
        Handled,

        /// <summary>It may be tried again.</summary>
        Failed,

        /// <summary>No further attempt can help.</summary>
        Hopeless,

        /// <summary>The consumer is being stopped, and did not wait for the end.</summary>
        Interrupted,
    }

    public MqConsumerCounters Counters => new(
        Volatile.Read(ref _handled),
        Volatile.Read(ref _failed),
        Volatile.Read(ref _deadLettered),
        Volatile.Read(ref _abandoned),
        Volatile.Read(ref _lost),
        Volatile.Read(ref _unreadable));

    /// <summary>Handles a message and settles it. This is the one place around all of its attempts.</summary>
    public async ValueTask ProcessAsync(HeldMessage message)
    {
        long start = Stopwatch.GetTimestamp();
        using Activity? activity = message.StartActivity();
        Exception? error = await SettleAsync(message).ConfigureAwait(false);
        Channel.Telemetry.Processed(Stopwatch.GetElapsedTime(start), error);
        if (error is not null)
        {
            ChannelTelemetry.Fail(activity, error);
        }
    }

    /// <returns>Why the last attempt failed; null when it did not.</returns>
    private async ValueTask<Exception?> SettleAsync(HeldMessage message)
    {
        int earlier = Channel.KeepsUntilCompleted ? message.DeliveryCount - 1 : 0;
        if (earlier >= Settings.MaxAttempts)
        {
            await BuryAsync(message, new($"It was delivered {earlier} times before, and never settled.", null, earlier)).ConfigureAwait(false);
            return null;
        }

        for (int attempt = 1; ; attempt++)
        {
            (Outcome outcome, Exception? error) = await TryAsync(message, attempt).ConfigureAwait(false);
            int attempts = earlier + attempt;
            switch (outcome)
            {
                case Outcome.Handled:
                    if (message.Complete())
                    {
                        Count(ref _handled);
                    }

                    return error;
                case Outcome.Hopeless:
                    await BuryAsync(message, new(ReasonOf(error!), error, error is MqDecodeException ? 0 : attempts)).ConfigureAwait(false);
                    return error;
                case Outcome.Failed when attempts >= Settings.MaxAttempts:
                    await BuryAsync(message, new($"It failed {attempts} times.", error, attempts)).ConfigureAwait(false);
                    return error;
                case Outcome.Failed when await WaitForNextAsync(attempts, error!).ConfigureAwait(false):
                    Channel.Telemetry.CountIncoming(Instruments.Retried);
                    continue;
                default:
                    await LetGoAsync(message, new("The consumer was stopped while the message was handled.", error, attempts)).ConfigureAwait(false);
                    return error;
            }
        }
    }

    /// <summary>Tells of an error that came up in place of a message.</summary>
    /// <returns>Whether nothing will come any more.</returns>
    public bool IsEnd(Exception error)
    {
        if (error is ObjectDisposedException)
        {
            // The node was disposed: whoever did so knows.
            return true;
        }

        if (error is MqQueueRemovedException)
        {
            Log.ConsumerEnded(_logger, error, Queue);
            return true;
        }

        Log.ReceiveFailed(_logger, error, Queue);
        return false;
    }

    /// <summary>Puts a message without a usable envelope into the dead-letter queue, byte for byte.</summary>
    public ValueTask KeepAsync(HeldMessage message, MqDecodeException error) => BuryAsync(message, new("It has no usable envelope.", error, 0));

    /// <summary>Tells of a message without a usable envelope; it is gone from the queue.</summary>
    public void NoteUnreadable(MqDecodeException error)
    {
        Count(ref _unreadable);
        Channel.CountDecodeError();
        Log.Unreadable(_logger, error, Queue);
    }

    private static string ReasonOf(Exception error) => error switch
    {
        MqDeadLetterException => error.Message,
        MqDecodeException => "It cannot be decoded, or is for nobody here.",
        _ => "It failed.",
    };

    /// <summary>The one place around a single attempt.</summary>
    private async ValueTask<(Outcome Outcome, Exception? Error)> TryAsync(HeldMessage message, int attempt)
    {
        MqContext? context = null;
        MessageCall? call;
        try
        {
            call = message.Open(_dispatcher);
        }
        catch (Exception error)
        {
            Channel.CountDecodeError();

            // Also what is no MqDecodeException, such as too little memory: the bytes are to blame, and stay whole.
            return await EndAsync(Context(message, attempt, contract: "", services: null), Outcome.Hopeless, error).ConfigureAwait(false);
        }

        if (call is null)
        {
            return (Outcome.Interrupted, null);
        }

        try
        {
            if (_scopes is null)
            {
                context = Context(message, attempt, call.Contract, services: null);
                await FilterChain.InvokeAsync(Settings.Filters, context, call).ConfigureAwait(false);
            }
            else
            {
                AsyncServiceScope scope = _scopes.CreateAsyncScope();
                await using (scope.ConfigureAwait(false))
                {
                    context = Context(message, attempt, call.Contract, scope.ServiceProvider);
                    await FilterChain.InvokeAsync(Settings.Filters, context, call).ConfigureAwait(false);
                }
            }

            return (Outcome.Handled, null);
        }
        catch (Exception error)
        {
            Outcome outcome = error is MqDeadLetterException ? Outcome.Hopeless : _aborting.IsCancellationRequested ? Outcome.Interrupted : Outcome.Failed;
            return await EndAsync(context ?? Context(message, attempt, call.Contract, services: null), outcome, error).ConfigureAwait(false);
        }
    }

    private async ValueTask<(Outcome Outcome, Exception? Error)> EndAsync(MqContext context, Outcome outcome, Exception error)
    {
        try
        {
            if (outcome != Outcome.Interrupted)
            {
                Count(ref _failed);
            }

            return await _dispatcher.AnswerAsync(context, error).ConfigureAwait(false) ? (Outcome.Handled, error) : (outcome, error);
        }
        catch (Exception answer)
        {
            return (outcome, new AggregateException(error, answer));
        }
    }

    private MqContext Context(HeldMessage message, int attempt, string contract, IServiceProvider? services) => new()
    {
        Channel = Queue,
        Contract = contract,
        Priority = message.Priority,
        DeliveryCount = Channel.KeepsUntilCompleted ? message.DeliveryCount : 1,
        Attempt = attempt,
        Envelope = message.Envelope,
        Services = services ?? MqContext.WithoutServices,
        CancellationToken = _aborting.Token,
    };

    /// <summary>Waits before the next attempt, unless the consumer is being stopped and the message can be given back.</summary>
    private ValueTask<bool> WaitForNextAsync(int attempts, Exception error)
    {
        TimeSpan delay = Settings.DelayAfter(attempts);
        Log.AttemptFailed(_logger, error, Queue, attempts, Settings.MaxAttempts, delay);
        return DelayAsync(delay, Channel.KeepsUntilCompleted ? Stopping : Aborting);
    }

    /// <summary>Gives a message back to the queue; where that would lose it, it is put into the dead-letter queue.</summary>
    private ValueTask LetGoAsync(HeldMessage message, DeadLetterCause cause)
    {
        if (!Channel.KeepsUntilCompleted)
        {
            return BuryAsync(message, cause);
        }

        if (message.Abandon())
        {
            Count(ref _abandoned);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Puts a message into the dead-letter queue. While that does not take it, it is held: given back, it would be the first in the queue, and would keep each loop of
    /// each consumer busy in turn.
    /// </summary>
    private async ValueTask BuryAsync(HeldMessage message, DeadLetterCause cause)
    {
        if (DeadLetters is null)
        {
            Lose(message, cause, "DeadLetter is false");
            return;
        }

        for (int failures = 1; ; failures++)
        {
            (DeadLetterOutcome? outcome, Exception? problem) = Write(message, DeadLetters, in cause);
            if (outcome == DeadLetterOutcome.Written)
            {
                if (message.Complete())
                {
                    Count(ref _deadLettered);
                    Channel.Telemetry.CountIncoming(Instruments.DeadLettered);
                    Log.DeadLettered(_logger, cause.Error, Queue, DeadLetters.Name, cause.Reason);
                }

                return;
            }

            NoteBlocked(outcome, problem);
            TimeSpan delay = Settings.DelayAfter(failures);
            if (delay < ShortestWait)
            {
                delay = ShortestWait;
            }

            if (Channel.KeepsUntilCompleted)
            {
                if (await DelayAsync(delay, Stopping).ConfigureAwait(false))
                {
                    continue;
                }

                if (message.Abandon())
                {
                    Count(ref _abandoned);
                }

                return;
            }

            if (outcome == DeadLetterOutcome.TooLarge || !await DelayAsync(delay, Aborting).ConfigureAwait(false))
            {
                Lose(message, cause, outcome == DeadLetterOutcome.TooLarge ? "it is larger than the dead-letter queue takes" : "the consumer was stopped, and the dead-letter queue does not take it");
                return;
            }
        }
    }

    private static (DeadLetterOutcome? Outcome, Exception? Problem) Write(HeldMessage message, DeadLetterWriter deadLetters, in DeadLetterCause cause)
    {
        try
        {
            return (message.Write(deadLetters, in cause), null);
        }
        catch (Exception problem)
        {
            return (null, problem);
        }
    }

    private void Lose(HeldMessage message, DeadLetterCause cause, string why)
    {
        if (message.Complete())
        {
            Count(ref _lost);
            Log.Lost(_logger, cause.Error, Queue, cause.Reason, why);
        }
    }

    private void NoteBlocked(DeadLetterOutcome? outcome, Exception? problem)
    {
        long count = Interlocked.Increment(ref _blocked);
        if (BitOperations.IsPow2(count))
        {
            Log.DeadLetterBlocked(_logger, problem, Queue, DeadLetters!.Name, outcome switch { DeadLetterOutcome.Full => "it is full", DeadLetterOutcome.TooLarge => "the message is larger than it takes", _ => "it cannot be used" }, count);
        }
    }

    private static void Count(ref long counter) => Interlocked.Increment(ref counter);
}
