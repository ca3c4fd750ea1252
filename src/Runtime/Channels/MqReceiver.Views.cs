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
        where TState : allows ref struct => TryReceiveView(state, handler, MqDeadline.After(timeout));

    private bool TryReceiveView<TView, TState>(TState state, MqViewHandler<TView, TState> handler, MqDeadline deadline)
        where TView : struct, IMqView<TView>, allows ref struct
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (!QueueLoop.Receive(_queue, _spinTime, deadline, CancellationToken.None, out MqLease lease))
        {
            return false;
        }

        // What cannot be viewed is settled, or it would stand at the head of the queue for ever.
        bool isAbandoned = false;
        MqReader reader = default;
        try
        {
            reader = Open(ref lease);
            TView view = TView.Read(ref reader);
            reader.End();
            isAbandoned = true;
            handler(view, state);
            isAbandoned = false;
        }
        catch (MqDecodeException)
        {
            // Also from the handler, for what is nested is read there.
            isAbandoned = false;
            throw;
        }
        catch (Exception error) when (!isAbandoned && MqDecodeException.IsRefusal(error))
        {
            throw Refused(reader.Position, error);
        }
        finally
        {
            if (isAbandoned)
            {
                _queue.Abandon(ref lease);
            }
            else
            {
                _queue.Complete(ref lease);
            }
        }

        return true;
    }
}
