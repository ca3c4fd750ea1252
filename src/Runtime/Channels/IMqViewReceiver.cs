namespace TypedMq;

/// <summary>Receives one contract in place. Inherit it in a channel interface instead of writing the methods again. Thread-safe.</summary>
/// <typeparam name="TView">The view of the contract.</typeparam>
/// <remarks>
/// The message is settled when the handler returns, and abandoned when it throws: it goes back to its place where the transport delivers at least
/// once, elsewhere it is gone. What is not the contract is an <see cref="MqDecodeException"/>, also where the handler finds it; that message is gone.
/// That of another message, which the handler received meanwhile, is an error of the handler like any other.
/// </remarks>
public interface IMqViewReceiver<TView>
    where TView : struct, IMqView<TView>, allows ref struct
{
    /// <summary>Lets a handler see a message if there is one.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">What the handler is given.</param>
    /// <param name="handler">Sees the message, on this thread, before this returns; what it throws goes on to the caller.</param>
    /// <returns>Whether there was one.</returns>
    bool TryReceiveView<TState>(TState state, MqViewHandler<TView, TState> handler)
        where TState : allows ref struct;

    /// <summary>Lets a handler see a message, and waits for a time while the queue is empty. A message that is there is shown whatever the timeout.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">What the handler is given.</param>
    /// <param name="handler">Sees the message, on this thread, before this returns; what it throws goes on to the caller.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>Whether there was one.</returns>
    bool TryReceiveView<TState>(TState state, MqViewHandler<TView, TState> handler, TimeSpan timeout)
        where TState : allows ref struct;
}
