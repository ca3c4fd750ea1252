namespace TypedMq.Generators.Model;

/// <summary>A channel, as its emitter needs it.</summary>
internal sealed record ChannelModel
{
    /// <summary>The namespace of the proxy.</summary>
    public required string Namespace { get; init; }

    /// <summary>The simple name of the proxy.</summary>
    public required string ProxyName { get; init; }

    /// <summary>The interface in C#.</summary>
    public required string InterfaceName { get; init; }

    /// <summary>The name of the generated file.</summary>
    public required string HintName { get; init; }

    /// <summary>The contracts that it sends.</summary>
    public required EquatableArray<EndpointModel> Senders { get; init; }

    /// <summary>The contracts that it receives.</summary>
    public required EquatableArray<EndpointModel> Receivers { get; init; }

    /// <summary>The requests that it sends and that a server answers.</summary>
    public required EquatableArray<RequestModel> Requests { get; init; }

    /// <summary>The messages of methods that nobody replies to and that have tags of their own.</summary>
    public required EquatableArray<EndpointModel> OneWays { get; init; }

    public required EquatableArray<MethodModel> Methods { get; init; }

    /// <summary>Whether a method receives messages that are settled by hand.</summary>
    public required bool HasDeliveries { get; init; }

    /// <summary>The highest priority that a method is marked with.</summary>
    public required int MaxPriority { get; init; }

    /// <summary>What the attribute sets, as <c>Property = value</c> in C#, the name of the queue first.</summary>
    public required EquatableArray<string> Settings { get; init; }

    /// <summary>What is compared when its queue is opened.</summary>
    public required ManifestModel Manifest { get; init; }
}

/// <summary>One contract that a channel sends or receives.</summary>
/// <param name="Field">The field of the proxy that holds its sender or receiver.</param>
/// <param name="TypeName">The contract in C#.</param>
/// <param name="ContractName">The simple name of the contract, for errors.</param>
/// <param name="Formatter">Its formatter in C#.</param>
/// <param name="Tag">Its tag on the wire.</param>
internal sealed record EndpointModel(string Field, string TypeName, string ContractName, string Formatter, uint Tag);

/// <summary>One kind of request: methods that differ only in how they wait share it.</summary>
/// <param name="Field">The field of the proxy that sends it.</param>
/// <param name="Method">The method, for errors.</param>
/// <param name="Kind">How it is answered.</param>
/// <param name="Endpoint">What is sent; its tag is that of the method.</param>
/// <param name="Reply">What comes back, whole or in items; null when there is nothing.</param>
internal sealed record RequestModel(string Field, string Method, RequestKind Kind, EndpointModel Endpoint, EndpointModel? Reply);

/// <summary>How a request is answered.</summary>
internal enum RequestKind
{
    Acknowledged,
    Replied,
    Streamed,
}

/// <summary>One method of a channel.</summary>
internal sealed record MethodModel
{
    public required MethodShape Shape { get; init; }

    /// <summary>The interface that declares it, in C#.</summary>
    public required string DeclaringInterface { get; init; }

    /// <summary>The name in C#, escaped.</summary>
    public required string Identifier { get; init; }

    /// <summary>Its type parameters in C#: <c>&lt;TState&gt;</c>; empty when it has none.</summary>
    public string TypeParameters { get; init; } = "";

    /// <summary>The type that it returns, in C#.</summary>
    public required string ReturnType { get; init; }

    /// <summary>Whether it returns a <c>Task</c> where the sender or receiver has a <c>ValueTask</c>.</summary>
    public required bool ReturnsTask { get; init; }

    public required EquatableArray<ParameterModel> Parameters { get; init; }

    /// <summary>The field of the proxy that does it.</summary>
    public required string Field { get; init; }

    /// <summary>The priority that the method is marked with.</summary>
    public required int Priority { get; init; }

    /// <summary>Whether its parameters are sent as a tuple.</summary>
    public bool IsPacked { get; init; }
}

/// <summary>What a method of a channel does. This is the table: what is not here is TMQ0503.</summary>
internal enum MethodShape
{
    /// <summary><c>void Send(T message)</c></summary>
    Send,

    /// <summary><c>bool Send(T message, TimeSpan timeout)</c></summary>
    SendTimed,

    /// <summary><c>bool TrySend(T message)</c></summary>
    TrySend,

    /// <summary><c>ValueTask SendAsync(T message, CancellationToken cancellationToken)</c></summary>
    SendAsync,

    /// <summary><c>int SendBatch(ReadOnlySpan&lt;T&gt; messages, CancellationToken cancellationToken)</c></summary>
    SendBatch,

    /// <summary><c>int SendBatch(ReadOnlySpan&lt;T&gt; messages, TimeSpan timeout)</c></summary>
    SendBatchTimed,

    /// <summary><c>T Receive(CancellationToken cancellationToken)</c></summary>
    Receive,

    /// <summary><c>T Receive(TimeSpan timeout)</c></summary>
    ReceiveTimed,

    /// <summary><c>bool TryReceive(out T message)</c></summary>
    TryReceive,

    /// <summary><c>bool TryReceive(out T message, TimeSpan timeout)</c></summary>
    TryReceiveTimed,

    /// <summary><c>bool TryReceiveInto(ref T message)</c></summary>
    TryReceiveInto,

    /// <summary><c>bool TryReceiveInto(ref T message, TimeSpan timeout)</c></summary>
    TryReceiveIntoTimed,

    /// <summary><c>ValueTask&lt;T&gt; ReceiveAsync(CancellationToken cancellationToken)</c></summary>
    ReceiveAsync,

    /// <summary><c>int ReceiveBatch(Span&lt;T&gt; into, CancellationToken cancellationToken)</c></summary>
    ReceiveBatch,

    /// <summary><c>int ReceiveBatch(Span&lt;T&gt; into, TimeSpan timeout)</c></summary>
    ReceiveBatchTimed,

    /// <summary><c>IAsyncEnumerable&lt;T&gt; ReceiveAllAsync(CancellationToken cancellationToken)</c></summary>
    ReceiveAll,

    /// <summary><c>bool TryReceiveView&lt;TState&gt;(TState state, MqViewHandler&lt;TView, TState&gt; handler)</c></summary>
    TryReceiveView,

    /// <summary><c>bool TryReceiveView&lt;TState&gt;(TState state, MqViewHandler&lt;TView, TState&gt; handler, TimeSpan timeout)</c></summary>
    TryReceiveViewTimed,

    /// <summary><c>ValueTask&lt;TReply&gt; QuoteAsync(TRequest request, CancellationToken cancellationToken)</c></summary>
    CallAsync,

    /// <summary><c>TReply Quote(TRequest request, TimeSpan timeout)</c></summary>
    Call,

    /// <summary><c>ValueTask CancelAsync(TRequest request, CancellationToken cancellationToken)</c></summary>
    ExecuteAsync,

    /// <summary><c>void Cancel(TRequest request, TimeSpan timeout)</c></summary>
    Execute,

    /// <summary><c>IAsyncEnumerable&lt;TItem&gt; ListAsync(TRequest request, CancellationToken cancellationToken)</c></summary>
    Stream,

    /// <summary><c>bool TryReceive(out MqDelivery&lt;T&gt; delivery)</c></summary>
    TryReceiveDelivery,

    /// <summary><c>bool TryReceive(out MqDelivery&lt;T&gt; delivery, TimeSpan timeout)</c></summary>
    TryReceiveDeliveryTimed,

    /// <summary><c>ValueTask&lt;MqDelivery&lt;T&gt;&gt; ReceiveAsync(CancellationToken cancellationToken)</c></summary>
    ReceiveDeliveryAsync,

    /// <summary><c>IAsyncEnumerable&lt;MqDelivery&lt;T&gt;&gt; ReceiveAllAsync(CancellationToken cancellationToken)</c></summary>
    ReceiveDeliveries,
}

/// <summary>What a parameter is for.</summary>
internal enum ParameterRole
{
    Message,
    Priority,
    Timeout,
    Cancellation,
    State,
    Handler,
}

/// <summary>A parameter of a method of a channel.</summary>
/// <param name="Role">What it is for; this also names it.</param>
/// <param name="Modifier"><c>in</c>, <c>out</c>, <c>ref</c>, or nothing.</param>
/// <param name="TypeName">Its type in C#.</param>
/// <param name="Number">Which of several messages it is, from 1 on; 0 when there is one.</param>
internal sealed record ParameterModel(ParameterRole Role, string Modifier, string TypeName, int Number = 0)
{
    public string Name => Role switch
    {
        ParameterRole.Message when Number > 0 => "message" + Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ParameterRole.Message => "message",
        ParameterRole.Priority => "priority",
        ParameterRole.Timeout => "timeout",
        ParameterRole.State => "state",
        ParameterRole.Handler => "handler",
        _ => "cancellationToken",
    };
}
