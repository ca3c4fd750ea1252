namespace TypedMq.Channels;

/// <summary>A decoded message, with the method that takes it.</summary>
/// <typeparam name="TChannel">The interface.</typeparam>
public abstract class MqServerCall<TChannel>
    where TChannel : class
{
    private protected MqServerCall(string method) => Method = method;

    /// <summary>The name of the method.</summary>
    internal string Method { get; }

    /// <summary>Calls the method, and answers.</summary>
    internal abstract ValueTask InvokeAsync(TChannel server, MqServerContext context);
}
