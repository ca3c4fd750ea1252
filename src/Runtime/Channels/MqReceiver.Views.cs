using TypedMq.Transports;

namespace TypedMq.Channels;

public sealed partial class MqReceiver<TFormatter, T>
{
    /// <summary>Lets a handler see a message in place if there is one: see <see cref="IMqViewReceiver{TView}"/>.</summary>
    /// <typeparam name="TView">The view of the contract.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">What the handler is given.</param>
    /// <param name="handler">Sees the message.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryReceiveView<TView, TState>(TState state, MqViewHandler<TView, TState> handler)
        where TView : struct, IMqView<TView>, allows ref struct
        where TState : allows ref struct => TryReceiveView(state, handler, MqDeadline.Now);

    /// <summary>Lets a handler see a message in place, and waits for a time while the queue is empty: see <see cref="IMqViewReceiver{TView}"/>.</summary>
    /// <typeparam name="TView">The view of the contract.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">What the handler is given.</param>
    /// <param name="handler">Sees the message.</param>
    /// <param name="timeout">How long; zero means not to wait, <see cref="Timeout.InfiniteTimeSpan"/> without an end.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryReceiveView<TView, TState>(TState state, MqViewHandler<TView, TState> handler, TimeSpan timeout)
        where TView : struct, IMqView<TView>, allows ref struct
        where TState : allows ref struct => TryReceiveView(state, handler, _channel.DeadlineAfter(timeout));

    private bool TryReceiveView<TView, TState>(TState state, MqViewHandler<TView, TState> handler, MqDeadline deadline)
        where TView : struct, IMqView<TView>, allows ref struct
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (!QueueLoop.Receive(_channel, deadline, CancellationToken.None, out MqLease lease))
        {
            return false;
        }

        TView view;
        MqReader reader = default;
        try
        {
            reader = Open(ref lease);
            view = TView.Read(ref reader);
            reader.End();
        }
        catch (Exception error)
        {
            FailDecoding(ref lease, reader.Position, error);
            throw;
        }

        try
        {
            handler(view, state);
        }
        catch (MqDecodeException refusal) when (refusal.IsUnsettled)
        {
            // What is nested is read by the handler.
            FailDecoding(ref lease, refusal.Offset, refusal);
            throw;
        }
        catch
        {
            _queue.Abandon(ref lease);
            throw;
        }

        _queue.Complete(ref lease);
        return true;
    }
}
