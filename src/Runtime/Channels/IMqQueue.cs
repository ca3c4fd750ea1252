using System.Diagnostics.CodeAnalysis;

namespace TypedMq;

/// <summary>Sends one contract. Inherit it in a channel interface instead of writing the methods again. Thread-safe.</summary>
/// <typeparam name="T">The contract.</typeparam>
public interface IMqSender<T>
{
    /// <summary>Sends, and waits while the queue is full.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the wait; the message is then not sent.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="MqMessageTooLargeException">The message is larger than the queue takes.</exception>
    /// <exception cref="MqQueueFullException">The queue is full, and the channel's <see cref="MqFullMode"/> is <see cref="MqFullMode.Fail"/>.</exception>
    void Send(in T message, CancellationToken cancellationToken = default);

    /// <summary>Sends, and waits for a time while the queue is full.</summary>
    /// <param name="message">The message.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>Whether it was sent.</returns>
    bool Send(in T message, TimeSpan timeout);

    /// <summary>Sends if there is room.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether it was sent.</returns>
    bool TrySend(in T message);

    /// <summary>Sends, and waits while the queue is full without blocking the thread. The message is encoded before this returns.</summary>
    /// <remarks>What is returned is pooled: await it, once; to block on it, or to keep it, make a task of it (<see cref="ValueTask.AsTask"/>).</remarks>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the wait; the message is then not sent.</param>
    /// <returns>Completes when the message is in the queue.</returns>
    ValueTask SendAsync(T message, CancellationToken cancellationToken = default);
}

/// <summary>Receives one contract. Inherit it in a channel interface instead of writing the methods again. Thread-safe.</summary>
/// <typeparam name="T">The contract.</typeparam>
/// <remarks>
/// A message goes to one receiver. Messages come by priority, and in the order of sending within one. What is not the contract is an
/// <see cref="MqDecodeException"/>; that message is gone, and the next call gets the next one.
/// </remarks>
public interface IMqReceiver<T>
{
    /// <summary>Receives, and waits while the queue is empty.</summary>
    /// <param name="cancellationToken">Ends the wait; no message is lost by it.</param>
    /// <returns>The message.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; if it was before the call, nothing was taken.</exception>
    T Receive(CancellationToken cancellationToken = default);

    /// <summary>Receives if there is a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether there was one.</returns>
    bool TryReceive([MaybeNullWhen(false)] out T message);

    /// <summary>Receives, and waits for a time while the queue is empty. A message that is there is returned whatever the timeout.</summary>
    /// <param name="message">The message.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>Whether there was one.</returns>
    bool TryReceive([MaybeNullWhen(false)] out T message, TimeSpan timeout);

    /// <summary>Receives, and waits while the queue is empty without blocking a thread where the transport can.</summary>
    /// <remarks>What is returned is pooled: await it, once; to block on it, or to keep it, make a task of it (<see cref="ValueTask{TResult}.AsTask"/>).</remarks>
    /// <param name="cancellationToken">Ends the wait; no message is lost by it.</param>
    /// <returns>The message.</returns>
    ValueTask<T> ReceiveAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Receives message after message. Each is settled when the next is asked for; leaving the loop by a break or an exception abandons the
    /// last, where the transport delivers at least once.
    /// </summary>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    /// <returns>The messages; the stream ends when the channel is disposed.</returns>
    /// <exception cref="MqDecodeException">A message is not the contract; it is gone. The stream ends with it: another one goes on with the next message.</exception>
    IAsyncEnumerable<T> ReceiveAllAsync(CancellationToken cancellationToken = default);
}

/// <summary>Sends and receives one contract. Inherit it in a channel interface instead of writing the methods again. Thread-safe.</summary>
/// <typeparam name="T">The contract.</typeparam>
public interface IMqQueue<T> : IMqSender<T>, IMqReceiver<T>;

/// <summary>What every proxy can do besides its interface's own methods.</summary>
public interface IMqChannel : IDisposable, IAsyncDisposable
{
    /// <summary>The name of the queue.</summary>
    string Name { get; }

    /// <summary>The name of the transport.</summary>
    string Transport { get; }

    /// <summary>What this channel has dropped since it was opened; other handles on the queue count their own.</summary>
    MqChannelCounters Counters { get; }

    /// <summary>Reads what the queue is and holds now.</summary>
    /// <returns>The attributes.</returns>
    MqQueueAttributes GetAttributes();

    /// <summary>
    /// Registers for being told when a message comes into the empty queue, as <c>mq_notify(3)</c> has it: it tells, and takes nothing. A queue
    /// takes one registration at a time, from whatever process; who only wants to receive awaits a receive instead.
    /// </summary>
    /// <param name="callback">
    /// Called on the thread pool, never twice at once by one registration. It should receive until the queue is empty, or it will not be called
    /// again. It must not throw, which would end the process; only when this channel was disposed, or its queue removed, under it, the
    /// <see cref="ObjectDisposedException"/> or <see cref="MqQueueRemovedException"/> simply ends it.
    /// </param>
    /// <param name="once">Whether the first notification ends the registration. Otherwise it is renewed each time, without a gap in which a message goes untold.</param>
    /// <returns>Ends the registration when it is disposed, as disposing the channel does; a callback that has begun goes on.</returns>
    /// <exception cref="MqNotificationTakenException">Somebody is registered for the queue already.</exception>
    /// <exception cref="MqNotSupportedException">The transport cannot tell (<see cref="Transports.MqCapabilities.Notifications"/>).</exception>
    IDisposable Notify(Action callback, bool once = false);

    /// <summary>
    /// Notifications as a stream, which registers when it is first read and until it is left. Each says that there may be messages: receive
    /// until the queue is empty, or no more come. Messages that are there at the beginning are told too.
    /// </summary>
    /// <param name="cancellationToken">Ends the stream by <see cref="OperationCanceledException"/>.</param>
    /// <returns>What the queue held at each notification: a count of 0 when somebody else was faster. The stream ends when the channel is disposed.</returns>
    /// <exception cref="MqNotificationTakenException">Somebody is registered for the queue already; thrown when the stream is first read.</exception>
    /// <exception cref="MqNotSupportedException">The transport cannot tell (<see cref="Transports.MqCapabilities.Notifications"/>).</exception>
    /// <exception cref="MqQueueRemovedException">The queue was removed, and the transport says so to those who have it open.</exception>
    IAsyncEnumerable<MqQueueAttributes> NotificationsAsync(CancellationToken cancellationToken = default);
}
