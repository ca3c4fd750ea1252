using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TypedMq.Channels;
using TypedMq.Diagnostics;

namespace TypedMq.Consumers;

/// <summary>
/// What handlers and servers run on: takes messages from a queue with several loops, has each handled, settles it, and stops gracefully. It owns its handle on
/// the queue.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The sources have no timer and no handle to release, and handlers that did not end may still ask for their tokens.")]
internal sealed partial class ConsumerPump
{
    /// <summary>How long a handler that was cancelled may take to end before its message is given back under it. By the system's clock: a handler needs no other.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly MessageDispatcher _dispatcher;
    private readonly IServiceScopeFactory? _scopes;
    private readonly ILogger _logger;
    private readonly ConsumerLoop[] _loops;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _impatience = new();
    private readonly CancellationTokenSource _aborting = new();
    private Task _running = Task.CompletedTask;

    public ConsumerPump(MqChannelCore channel, MessageDispatcher dispatcher, ConsumerSettings settings, DeadLetterWriter? deadLetters, IServiceScopeFactory? scopes)
    {
        Channel = channel;
        Settings = settings;
        DeadLetters = deadLetters;
        Clock = channel.Queue.Clock;
        _dispatcher = dispatcher;
        _scopes = scopes;
        _logger = channel.Logger;
        _loops = new ConsumerLoop[settings.Concurrency];
        for (int i = 0; i < _loops.Length; i++)
        {
            _loops[i] = new(this);
        }
    }

    public MqChannelCore Channel { get; }

    public ConsumerSettings Settings { get; }

    public DeadLetterWriter? DeadLetters { get; }

    /// <summary>The clock of waits between attempts.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Cancelled when no message is to be taken any more.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Cancelled when what is being handled is to end.</summary>
    public CancellationToken Aborting => _aborting.Token;

    /// <summary>Whether every loop takes messages.</summary>
    public bool IsRunning => !_stopping.IsCancellationRequested && Array.TrueForAll(_loops, static loop => !loop.HasEnded);

    private string Queue => Channel.Queue.Name.Value;

    public void Start()
    {
        Log.ConsumerStarted(_logger, Queue, Settings.Concurrency, Settings.MaxAttempts, DeadLetters?.Name ?? "(none)");

        // What flows with whoever starts it (a span, the user of a request) has nothing to do with the messages.
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _running = Task.WhenAll(Array.ConvertAll(_loops, static loop => Task.Run(loop.RunAsync)));
    }

    /// <summary>Ends the wait of <see cref="StopAsync"/> for handlers that run.</summary>
    public void LosePatience() => _impatience.Cancel();

    /// <summary>Takes no message any more and cancels what is being handled, without waiting for it.</summary>
    public void Abort()
    {
        // Not here: what others do when their token is cancelled may take long, or throw.
        _ = _stopping.CancelAsync();
        _ = _aborting.CancelAsync();
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (!await EndsWithinAsync(Settings.ShutdownTimeout, Clock, _impatience.Token).ConfigureAwait(false))
        {
            await _aborting.CancelAsync().ConfigureAwait(false);
            if (!await EndsWithinAsync(Grace, TimeProvider.System, CancellationToken.None).ConfigureAwait(false))
            {
                GiveBack();
            }
        }

        _dispatcher.Close();
        Channel.Close();
        Log.ConsumerStopped(_logger, Queue, Counters.Handled);
    }

    /// <summary>Waits by a clock.</summary>
    /// <returns>False when the token was cancelled before the time had passed.</returns>
    public async ValueTask<bool> DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(delay, Clock, cancellationToken).ConfigureAwait(false);
            return !cancellationToken.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> EndsWithinAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await _running.WaitAsync(time, clock, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return _running.IsCompleted;
        }
    }

    /// <summary>Settles what is held by handlers that do not end, so that nothing depends on them any more.</summary>
    private void GiveBack()
    {
        foreach (ConsumerLoop loop in _loops)
        {
            if (loop.Held?.Abandon() == true)
            {
                Count(ref Channel.KeepsUntilCompleted ? ref _abandoned : ref _lost);
                Log.HandlerDidNotEnd(_logger, Queue, Channel.KeepsUntilCompleted ? "given back to the queue" : "lost: the transport delivers at most once");
            }
        }
    }
}
