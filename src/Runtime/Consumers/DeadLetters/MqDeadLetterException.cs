namespace TypedMq;

/// <summary>Thrown by a handler for a message that no further attempt can help: it goes to the dead-letter queue at once, with the reason.</summary>
/// <param name="reason">Why, for people. It must not quote the message.</param>
/// <param name="innerException">The cause, if there is one.</param>
public sealed class MqDeadLetterException(string reason, Exception? innerException = null) : Exception(reason, innerException);
