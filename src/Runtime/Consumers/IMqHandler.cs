namespace TypedMq;

/// <summary>
/// Handles the messages of one contract. A class may implement it for several contracts of a channel. Registered by
/// <see cref="MqBuilder.AddHandler"/>, or started by <see cref="MqNode.StartHandler"/>.
/// </summary>
/// <typeparam name="T">The contract.</typeparam>
public interface IMqHandler<in T>
{
    /// <summary>Handles a message. When it returns, the message is settled; when it throws, it is tried again, and finally put into the dead-letter queue.</summary>
    /// <param name="message">The message; each attempt gets it anew.</param>
    /// <param name="context">What is known about the message.</param>
    /// <param name="cancellationToken">Cancelled when the consumer has stopped and its <see cref="MqConsumerOptions.ShutdownTimeout"/> has passed.</param>
    /// <returns>Completes when the message is handled.</returns>
    /// <exception cref="MqDeadLetterException">Thrown by the handler: the message goes to the dead-letter queue at once.</exception>
    ValueTask HandleAsync(T message, MqContext context, CancellationToken cancellationToken);
}
