namespace TypedMq;

/// <summary>How a channel is served. What is null has its default; what configuration says wins. Set up once, not thread-safe.</summary>
/// <remarks><see cref="MqConsumerOptions.MaxAttempts"/> and dead letters are for one-way messages: who waits for a reply is told of the first failure.</remarks>
public sealed class MqServerOptions : MqConsumerOptions
{
    /// <summary>
    /// Whether callers get the whole exception of a failed request with its stack (<see cref="MqRemoteException.Details"/>), and not its type and message alone,
    /// which is the default: set it while you develop, and among services that trust each other.
    /// </summary>
    public bool? IncludeExceptionDetails { get; set; }

    /// <summary>Sets in the target what is set here.</summary>
    internal void CopyTo(MqServerOptions target)
    {
        base.CopyTo(target);
        target.IncludeExceptionDetails = IncludeExceptionDetails ?? target.IncludeExceptionDetails;
    }
}
