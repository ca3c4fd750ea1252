using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators.Emit;

/// <summary>Writes the proxy of a channel, and what registers it.</summary>
internal static partial class ChannelEmitter
{
    private const string Channels = "global::TypedMq.Channels.";

    public static string Emit(ChannelModel channel)
    {
        // CA2255: a library should not use module initializers, except for what this one does: registering without reflection.
        SourceWriter source = new SourceWriter().Header(also: ", CA2255")
            .Open($"namespace {channel.Namespace}")
            .Line($"/// <summary>Carries <see cref=\"{channel.InterfaceName}\"/> over a queue.</summary>")
            .Line(Generated.Attribute)
            .Open($"internal sealed class {channel.ProxyName} : {Channels}MqChannelProxy, {channel.InterfaceName}");
        EmitFields(source, channel);
        EmitDescriptor(source, channel);
        foreach (MethodModel method in channel.Methods)
        {
            source.Line(Method(method)).Blank();
        }

        source
            .Line("[global::System.Runtime.CompilerServices.ModuleInitializer]")
            .Line($"internal static void Register() => {Channels}MqChannelRegistry.Register<{channel.InterfaceName}>(Descriptor);")
            .Close();
        if (IsServed(channel))
        {
            EmitDispatcher(source.Blank(), channel);
        }

        return source.Close().ToString();
    }

    private static void EmitFields(SourceWriter source, ChannelModel channel)
    {
        foreach (EndpointModel sender in Sent(channel))
        {
            source.Line($"private readonly {Channels}MqSender<{sender.Formatter}, {sender.TypeName}> {sender.Field};");
        }

        foreach (EndpointModel receiver in channel.Receivers)
        {
            source.Line($"private readonly {Channels}MqReceiver<{receiver.Formatter}, {receiver.TypeName}> {receiver.Field};");
        }

        foreach (RequestModel request in channel.Requests)
        {
            source.Line($"private readonly {Channels}MqRequest<{Types(request, $"{Channels}MqNothingFormatter, {Channels}MqNothing")}> {request.Field};");
        }

        source.Blank().Line($"private {channel.ProxyName}({Channels}MqChannelCore channel)").Line("    : base(channel)").Line("{");
        foreach (EndpointModel sender in Sent(channel))
        {
            source.Line($"    {sender.Field} = channel.CreateSender<{sender.Formatter}, {sender.TypeName}>({Tag(sender)});");
        }

        foreach (EndpointModel receiver in channel.Receivers)
        {
            source.Line($"    {receiver.Field} = channel.CreateReceiver<{receiver.Formatter}, {receiver.TypeName}>({Names.Literal(receiver.ContractName)}, {Tag(receiver)});");
        }

        foreach (RequestModel request in channel.Requests)
        {
            string reply = request.Reply is null ? "" : ", " + Tag(request.Reply);
            source.Line($"    {request.Field} = channel.CreateRequest<{Types(request, "")}>({Names.Literal(request.Method)}, {Tag(request.Endpoint)}{reply});");
        }

        source.Line("}").Blank();
    }

    /// <summary>What is sent and not replied to.</summary>
    private static List<EndpointModel> Sent(ChannelModel channel) => [.. channel.Senders, .. channel.OneWays];

    /// <summary>The formatters and types of a request and its reply.</summary>
    /// <param name="request">The request.</param>
    /// <param name="nothing">Those of a reply that has none; empty leaves them out.</param>
    private static string Types(RequestModel request, string nothing)
    {
        string reply = request.Reply is null ? nothing : $"{request.Reply.Formatter}, {request.Reply.TypeName}";
        return $"{request.Endpoint.Formatter}, {request.Endpoint.TypeName}{(reply.Length == 0 ? "" : ", " + reply)}";
    }

    private static void EmitDescriptor(SourceWriter source, ChannelModel channel)
    {
        List<EndpointModel> sent = Sent(channel);
        foreach (RequestModel request in channel.Requests)
        {
            sent.Add(request.Endpoint);
        }

        string access = sent.Count == 0 ? "Receive" : channel.Receivers.Count == 0 ? "Send" : "Both";
        source.Line($"internal static {Channels}MqChannelDescriptor Descriptor {{ get; }} = new {Channels}MqChannelDescriptor")
            .Line("{")
            .Line($"    Interface = typeof({channel.InterfaceName}),")
            .Line($"    Access = global::TypedMq.Transports.MqAccess.{access},")
            .Line($"    Create = static channel => new {channel.ProxyName}(channel),")
            .Line($"    MaxContractBytes = {MaxSize(sent.Count == 0 ? channel.Receivers : new(sent))},")
            .Line($"    MaxPriority = {Names.Literal(channel.MaxPriority)},");
        if (channel.HasDeliveries)
        {
            source.Line("    HasDeliveries = true,");
        }

        foreach (string setting in channel.Settings)
        {
            source.Line($"    {setting},");
        }

        if (channel.Requests.Count > 0)
        {
            source.Line("    HasRequests = true,");
        }

        if (IsServed(channel))
        {
            source.Line($"    Dispatcher = new {DispatcherName(channel)}(),");
        }

        source.Line($"    Messages = new {Channels}MqMessageType[]").Line("    {");
        foreach (EndpointModel message in Messages(channel))
        {
            source.Line($"        {Channels}MqMessageType.Create<{message.Formatter}, {message.TypeName}>({Names.Literal(message.ContractName)}, {Tag(message)}),");
        }

        source.Line("    },");
        ManifestEmitter.Emit(source, channel.Manifest);
        source.Line("};").Blank();
    }

    /// <summary>What the channel carries, each contract once.</summary>
    private static List<EndpointModel> Messages(ChannelModel channel)
    {
        List<EndpointModel> messages = Sent(channel);
        foreach (EndpointModel receiver in channel.Receivers)
        {
            if (!messages.Exists(message => message.TypeName == receiver.TypeName))
            {
                messages.Add(receiver);
            }
        }

        return messages;
    }

    private static string MaxSize(EquatableArray<EndpointModel> endpoints)
    {
        string size = endpoints[0].Formatter + ".MaxSize";
        for (int i = 1; i < endpoints.Count; i++)
        {
            size = $"global::System.Math.Max({size}, {endpoints[i].Formatter}.MaxSize)";
        }

        return size;
    }

    /// <summary>One line a method. All are explicit: two base interfaces may declare the same method, and nobody calls them on the class.</summary>
    private static string Method(MethodModel method)
    {
        string parameters = "";
        string? priority = null;
        string timeout = "";
        string token = "global::System.Threading.CancellationToken.None";
        foreach (ParameterModel parameter in method.Parameters)
        {
            parameters += $"{(parameters.Length == 0 ? "" : ", ")}{parameter.Modifier}{parameter.TypeName} {parameter.Name}";
            timeout = parameter.Role == ParameterRole.Timeout ? parameter.Name + ", " : timeout;
            priority = parameter.Role == ParameterRole.Priority ? parameter.Name : priority;
            token = parameter.Role == ParameterRole.Cancellation ? parameter.Name : token;
        }

        priority ??= Names.Literal(method.Priority);
        string payload = Payload(method);
        string call = method.Shape switch
        {
            MethodShape.Send => $"Send({payload}, {priority}, {token})",
            MethodShape.SendTimed => $"Send({payload}, {priority}, timeout)",
            MethodShape.TrySend => $"TrySend(in message, {priority})",
            MethodShape.SendAsync => $"SendAsync({payload}, {priority}, {token})",
            MethodShape.SendBatch => $"SendBatch(message, {priority}, {token})",
            MethodShape.SendBatchTimed => $"SendBatch(message, {priority}, timeout)",
            MethodShape.Receive => $"Receive({token})",
            MethodShape.ReceiveTimed => "Receive(timeout)",
            MethodShape.TryReceive => "TryReceive(out message)",
            MethodShape.TryReceiveTimed => "TryReceive(out message, timeout)",
            MethodShape.TryReceiveInto => "TryReceiveInto(ref message)",
            MethodShape.TryReceiveIntoTimed => "TryReceiveInto(ref message, timeout)",
            MethodShape.ReceiveBatch => $"ReceiveBatch(message, {token})",
            MethodShape.ReceiveBatchTimed => "ReceiveBatch(message, timeout)",
            MethodShape.ReceiveAsync => $"ReceiveAsync({token})",
            MethodShape.TryReceiveView => "TryReceiveView(state, handler)",
            MethodShape.TryReceiveViewTimed => "TryReceiveView(state, handler, timeout)",
            MethodShape.CallAsync => $"CallAsync({payload}, {priority}, {timeout}{token})",
            MethodShape.ExecuteAsync => $"ExecuteAsync({payload}, {priority}, {timeout}{token})",
            MethodShape.Call => $"Call({payload}, {priority}, timeout)",
            MethodShape.Execute => $"Execute({payload}, {priority}, timeout)",
            MethodShape.Stream => $"StreamAsync({(payload.StartsWith("in ", StringComparison.Ordinal) ? payload.Substring("in ".Length) : payload)}, {priority}, {timeout}{token})",
            MethodShape.TryReceiveDelivery => "TryReceiveDelivery(out message)",
            MethodShape.TryReceiveDeliveryTimed => "TryReceiveDelivery(out message, timeout)",
            MethodShape.ReceiveDeliveryAsync => $"ReceiveDeliveryAsync({token})",
            MethodShape.ReceiveDeliveries => $"ReceiveDeliveriesAsync({token})",
            _ => $"ReceiveAllAsync({token})",
        };
        return $"{method.ReturnType} {method.DeclaringInterface}.{method.Identifier}{method.TypeParameters}({parameters}) => {method.Field}.{call}{(method.ReturnsTask ? ".AsTask()" : "")};";
    }

    private static string Tag(EndpointModel endpoint) => "0x" + endpoint.Tag.ToString("x8", System.Globalization.CultureInfo.InvariantCulture) + "u";
}
