using TypedMq.Transports;

namespace TypedMq.Consumers;

/// <summary>
/// Knows whom a message is for. This is all in which handlers and servers differ: receiving, concurrency, scopes, filters, retries, dead letters and stopping
/// are the pump's. Thread-safe.
/// </summary>
internal abstract class MessageDispatcher
{
    /// <summary>Decodes a message, in place and synchronously; each attempt does so anew. The lease stays as it is.</summary>
    /// <exception cref="MqDecodeException">The message cannot be decoded, or is for nobody here: it goes to the dead-letter queue whole, without another attempt.</exception>
    public abstract MessageCall Open(scoped in MqLease lease);

    /// <summary>
    /// Told when an attempt has failed, before anything else is done about it. A server sends the failure to its caller, and the message is settled; a handler
    /// has nobody to tell.
    /// </summary>
    /// <param name="context">The attempt.</param>
    /// <param name="error">What a filter or the call threw; an <see cref="MqDecodeException"/> when <see cref="Open"/> did.</param>
    /// <returns>Whether the message is done with.</returns>
    public virtual ValueTask<bool> AnswerAsync(MqContext context, Exception error) => new(false);

    /// <summary>Releases what it holds; nothing is handled any more.</summary>
    public virtual void Close()
    {
    }
}

/// <summary>A decoded message, with the one who takes it. Used for one attempt.</summary>
internal abstract class MessageCall
{
    /// <summary>The name of the contract.</summary>
    public abstract string Contract { get; }

    /// <summary>Hands the message over. It is settled when this completes.</summary>
    public abstract ValueTask InvokeAsync(MqContext context);
}
