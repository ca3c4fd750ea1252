namespace TypedMq;

/// <summary>Reads a value in place, without an object on the heap. The generator implements it for structs that are marked with <see cref="MqViewAttribute"/>.</summary>
/// <remarks>A view lives no longer than the bytes that it reads, and is not thread-safe towards who writes them.</remarks>
/// <typeparam name="TSelf">The view itself.</typeparam>
public interface IMqView<TSelf>
    where TSelf : struct, IMqView<TSelf>, allows ref struct
{
    /// <summary>Makes the view of the next value, in one pass. What is nested in it is passed over, and read when it is asked for.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The view.</returns>
    /// <exception cref="MqDecodeException">The bytes are not such a value.</exception>
    static abstract TSelf Read(scoped ref MqReader reader);
}

/// <summary>Handles a received message in place.</summary>
/// <remarks>Make it a <c>static</c> lambda that takes what it needs as its state: one that captures allocates.</remarks>
/// <typeparam name="TView">The view of the message's contract.</typeparam>
/// <typeparam name="TState">The type of the state.</typeparam>
/// <param name="view">The message; it ends when the handler returns.</param>
/// <param name="state">What the receiver was given.</param>
public delegate void MqViewHandler<TView, TState>(scoped TView view, TState state)
    where TView : struct, IMqView<TView>, allows ref struct
    where TState : allows ref struct;

/// <summary>Views of bytes.</summary>
public static class MqView
{
    /// <summary>Views a whole message.</summary>
    /// <typeparam name="TView">The view.</typeparam>
    /// <param name="message">The message.</param>
    /// <returns>The view; it lives as long as the bytes.</returns>
    /// <exception cref="MqDecodeException">The bytes are not one such message.</exception>
    public static TView Read<TView>(ReadOnlySpan<byte> message)
        where TView : struct, IMqView<TView>, allows ref struct
    {
        MqReader reader = new(message);
        TView view = TView.Read(ref reader);
        reader.End();
        return view;
    }

    /// <summary>Views a part of a message; called by generated code.</summary>
    /// <typeparam name="TView">The view.</typeparam>
    /// <param name="part">The part, as <see cref="MqReader.ReadPart"/> gave it; <c>default</c> when the message lacks it.</param>
    /// <returns>The view; <c>default</c> when the message lacks the part.</returns>
    /// <exception cref="MqDecodeException">The bytes are not such a value.</exception>
    public static TView Read<TView>(MqReader part)
        where TView : struct, IMqView<TView>, allows ref struct => part.Remaining == 0 ? default : TView.Read(ref part);
}
