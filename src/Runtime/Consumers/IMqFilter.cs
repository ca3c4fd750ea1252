using System.Diagnostics.CodeAnalysis;

namespace TypedMq;

/// <summary>Goes on with a message: the next filter, or the handler.</summary>
/// <param name="context">What is known about the message.</param>
/// <returns>Completes when the message is handled.</returns>
public delegate ValueTask MqNext(MqContext context);

/// <summary>
/// Is around each attempt to handle a message: logging, transactions, refusing. Filters run in the order in which they were added
/// (<see cref="MqConsumerOptions.AddFilter(IMqFilter)"/>), the first one outermost, and inside of the attempt's scope of services.
/// </summary>
public interface IMqFilter
{
    /// <summary>Handles a message by calling <paramref name="next"/>, or does not: who returns without calling it has handled the message itself, and it is settled.</summary>
    /// <param name="context">What is known about the message.</param>
    /// <param name="next">Goes on with the message.</param>
    /// <returns>Completes when the message is handled. What is thrown counts as a failed attempt.</returns>
    [SuppressMessage("Naming", "CA1716", Justification = "It is what everybody calls it.")]
    ValueTask InvokeAsync(MqContext context, MqNext next);
}
