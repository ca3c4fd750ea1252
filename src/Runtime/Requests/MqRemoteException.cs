namespace TypedMq;

/// <summary>The server failed to execute a request: its implementation threw, or the request could not be decoded there.</summary>
/// <param name="queue">The name of the queue that carries the requests.</param>
/// <param name="method">The method that was called.</param>
/// <param name="remoteType">The type of the server's exception.</param>
/// <param name="remoteMessage">Its message.</param>
/// <param name="details">The exception as text with its stack, when the server tells; else null.</param>
public sealed class MqRemoteException(string queue, string method, string remoteType, string remoteMessage, string? details) : MqQueueException(
    queue,
    $"The server of queue '{queue}' failed to execute {method}: {remoteType}: {remoteMessage} ({(details is null ? "IncludeExceptionDetails of the server lets it tell where" : "Details tells where")}).",
    errno: 0)
{
    /// <summary>The method that was called.</summary>
    public string Method { get; } = method;

    /// <summary>The full name of the type of the server's exception.</summary>
    public string RemoteType { get; } = remoteType;

    /// <summary>The message of the server's exception.</summary>
    public string RemoteMessage { get; } = remoteMessage;

    /// <summary>The server's exception as text with its stack; null unless the server has <c>IncludeExceptionDetails</c> set.</summary>
    public string? Details { get; } = details;
}
