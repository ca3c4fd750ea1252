using System.Runtime.CompilerServices;
using TypedMq.Diagnostics;
using TypedMq.Requests;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>Sends the requests of one method and waits for their replies: what the methods of a generated proxy call. Thread-safe.</summary>
/// <remarks>A request waits for room in the queue no longer than for its reply, and what is returned is pooled: await it, once.</remarks>
/// <typeparam name="TFormatter">The formatter of the request.</typeparam>
/// <typeparam name="TRequest">The request.</typeparam>
/// <typeparam name="TReplyFormatter">The formatter of the reply.</typeparam>
/// <typeparam name="TReply">The reply, or an item of several; <see cref="MqNothing"/> when the server only acknowledges.</typeparam>
public sealed partial class MqRequest<TFormatter, TRequest, TReplyFormatter, TReply>
    where TFormatter : struct, IMqFormatter<TRequest>
    where TReplyFormatter : struct, IMqFormatter<TReply>
{
    // Timers ring no later.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    private readonly MqChannelCore _channel;
    private readonly Caller _caller;
    private readonly string _method;
    private readonly uint _tag;
    private readonly uint _replyTag;
    private readonly PendingReply<TReplyFormatter, TReply>.Pool _calls;

    internal MqRequest(MqChannelCore channel, Caller caller, string method, uint tag, uint replyTag)
    {
        _channel = channel;
        _caller = caller;
        _method = method;
        _tag = tag;
        _replyTag = replyTag;
        _calls = new(caller, method, replyTag);
    }

    /// <summary>Sends a request, and waits for its reply no longer than the channel's <see cref="MqChannelOptions.RequestTimeout"/>.</summary>
    /// <param name="request">The request; it is encoded before this returns.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="cancellationToken">Ends the wait at once, and tells the server.</param>
    /// <returns>The reply.</returns>
    public ValueTask<TReply> CallAsync(in TRequest request, int priority, CancellationToken cancellationToken) =>
        CallAsync(in request, priority, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Sends a request, and waits for its reply for a time.</summary>
    /// <param name="request">The request; it is encoded before this returns.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> is the channel's <see cref="MqChannelOptions.RequestTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait at once, and tells the server.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="TimeoutException">No reply came in time.</exception>
    /// <exception cref="MqRemoteException">The server failed.</exception>
    public ValueTask<TReply> CallAsync(in TRequest request, int priority, TimeSpan timeout, CancellationToken cancellationToken) =>
        Instruments.Source.HasListeners()
            ? CallObservedAsync(request, priority, timeout, cancellationToken)
            : CallUnobservedAsync(in request, priority, timeout, cancellationToken);

    /// <summary>Sends a request, and waits until the server has executed it: see <see cref="CallAsync(in TRequest, int, CancellationToken)"/>.</summary>
    /// <param name="request">The request; it is encoded before this returns.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="cancellationToken">Ends the wait at once, and tells the server.</param>
    /// <returns>Completes when the server has executed it.</returns>
    public ValueTask ExecuteAsync(in TRequest request, int priority, CancellationToken cancellationToken) =>
        ExecuteAsync(in request, priority, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Sends a request, and waits for a time until the server has executed it.</summary>
    /// <param name="request">The request; it is encoded before this returns.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> is the channel's <see cref="MqChannelOptions.RequestTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait at once, and tells the server.</param>
    /// <returns>Completes when the server has executed it.</returns>
    public ValueTask ExecuteAsync(in TRequest request, int priority, TimeSpan timeout, CancellationToken cancellationToken) =>
        Instruments.Source.HasListeners()
            ? ExecuteObservedAsync(request, priority, timeout, cancellationToken)
            : ExecuteUnobservedAsync(in request, priority, timeout, cancellationToken);

    /// <summary>Sends a request, and blocks the thread until its reply comes, for a time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> is the channel's <see cref="MqChannelOptions.RequestTimeout"/>.</param>
    /// <returns>The reply.</returns>
    public TReply Call(in TRequest request, int priority, TimeSpan timeout) => CallAsync(in request, priority, timeout, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Sends a request, and blocks the thread until the server has executed it, for a time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> is the channel's <see cref="MqChannelOptions.RequestTimeout"/>.</param>
    public void Execute(in TRequest request, int priority, TimeSpan timeout) => ExecuteAsync(in request, priority, timeout, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Sends a request when the first item is asked for, and receives its items, all of them within a time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> is the channel's <see cref="MqChannelOptions.RequestTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the stream at once, and tells the server.</param>
    /// <returns>The items; leaving the loop tells the server.</returns>
    public IAsyncEnumerable<TReply> StreamAsync(TRequest request, int priority, TimeSpan timeout, CancellationToken cancellationToken) =>
        Instruments.Source.HasListeners()
            ? StreamObservedAsync(request, priority, timeout, cancellationToken)
            : StreamUnobservedAsync(request, priority, timeout, cancellationToken);

    /// <inheritdoc cref="StreamAsync(TRequest, int, TimeSpan, CancellationToken)"/>
    public IAsyncEnumerable<TReply> StreamAsync(TRequest request, int priority, CancellationToken cancellationToken) =>
        StreamAsync(request, priority, Timeout.InfiniteTimeSpan, cancellationToken);

    private ValueTask<TReply> CallUnobservedAsync(in TRequest request, int priority, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return TryStart(in request, priority, timeout, cancellationToken, out Started started)
                ? started.Call.Reply
                : ReplyWhenRoom(started, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return ValueTask.FromCanceled<TReply>(cancellationToken);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<TReply>(error);
        }
    }

    private ValueTask ExecuteUnobservedAsync(in TRequest request, int priority, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return TryStart(in request, priority, timeout, cancellationToken, out Started started)
                ? started.Call.Acknowledgement
                : AcknowledgementWhenRoom(started, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }
    }

    private async IAsyncEnumerable<TReply> StreamUnobservedAsync(TRequest request, int priority, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        timeout = Check(timeout, priority);
        PendingStream<TReplyFormatter, TReply> call = new(_caller, _method, _replyTag);
        call.Begin(timeout);
        try
        {
            _caller.Open();
            MqEnvelope envelope = _caller.EnvelopeOf(_tag, call, timeout);
            if (!EncodedSend.TrySend<TFormatter, TRequest>(_channel, in envelope, in request, priority, out PooledBytes unsent))
            {
                CheckWaits(unsent);
                await SendWhenRoom(call, envelope, priority, unsent, timeout, cancellationToken).ConfigureAwait(false);
            }

            call.Arm(cancellationToken);
            while (await call.WaitAsync().ConfigureAwait(false))
            {
                while (call.TryTake(out TReply? item))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return item!;
                }
            }
        }
        finally
        {
            call.Leave();
        }
    }

    /// <summary>Lets a call wait, and sends its request if there is room.</summary>
    private bool TryStart(in TRequest request, int priority, TimeSpan timeout, CancellationToken cancellationToken, out Started started)
    {
        cancellationToken.ThrowIfCancellationRequested();
        timeout = Check(timeout, priority);
        PendingReply<TReplyFormatter, TReply> call = _calls.Rent();
        call.Begin(timeout);
        try
        {
            // It waits already: should the reply queue end from here on, it is told.
            _caller.Open();
            MqEnvelope envelope = _caller.EnvelopeOf(_tag, call, timeout);
            bool isSent = EncodedSend.TrySend<TFormatter, TRequest>(_channel, in envelope, in request, priority, out PooledBytes unsent);
            if (isSent)
            {
                call.Arm(cancellationToken);
            }
            else
            {
                CheckWaits(unsent);
            }

            started = new(call, envelope, unsent, priority, timeout);

            return isSent;
        }
        catch
        {
            call.Forget();
            throw;
        }
    }

    /// <summary>Somebody waits for the reply: a request is no message to be dropped in silence.</summary>
    private void CheckWaits(PooledBytes unsent)
    {
        if (_channel.FullMode != MqFullMode.Wait)
        {
            unsent.Dispose();
            throw _channel.Full();
        }
    }

    private TimeSpan Check(TimeSpan timeout, int priority)
    {
        _channel.CheckPriority(priority);
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return _channel.RequestTimeout;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, Longest);
        return timeout > TimeSpan.Zero ? timeout : throw new TimeoutException($"{_method}: a timeout of zero leaves the server of queue '{_channel.Queue.Name}' no time to reply. Nothing was sent.");
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TReply> ReplyWhenRoom(Started started, CancellationToken cancellationToken)
    {
        await SendWhenRoom(started, cancellationToken).ConfigureAwait(false);
        return await started.Call.Reply.ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AcknowledgementWhenRoom(Started started, CancellationToken cancellationToken)
    {
        await SendWhenRoom(started, cancellationToken).ConfigureAwait(false);
        await started.Call.Acknowledgement.ConfigureAwait(false);
    }

    private async ValueTask SendWhenRoom(Started started, CancellationToken cancellationToken)
    {
        try
        {
            await SendWhenRoom(started.Call, started.Envelope, started.Priority, started.Unsent, started.Timeout, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            started.Call.Forget();
            throw;
        }

        started.Call.Arm(cancellationToken);
    }

    private async ValueTask SendWhenRoom(PendingCall call, MqEnvelope envelope, int priority, PooledBytes unsent, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(timeout, _caller.Clock);
        using CancellationTokenSource? both = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken) : null;
        try
        {
            await QueueLoop.SendAsync(_channel, envelope, priority, unsent, (both ?? deadline).Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw call.TimedOut();
        }
    }

    /// <summary>A call that waits, and its request, which may still be to be sent.</summary>
    private readonly record struct Started(PendingReply<TReplyFormatter, TReply> Call, MqEnvelope Envelope, PooledBytes Unsent, int Priority, TimeSpan Timeout);
}
