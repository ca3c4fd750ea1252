using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators.Emit;

/// <summary>Writes what gives each message of a channel to the method of whoever serves it.</summary>
internal static partial class ChannelEmitter
{
    /// <summary>Whether a channel has methods that a server executes.</summary>
    private static bool IsServed(ChannelModel channel) => channel.Requests.Count + channel.OneWays.Count > 0;

    private static string DispatcherName(ChannelModel channel) => channel.ProxyName.Substring(0, channel.ProxyName.Length - "Proxy".Length) + "Dispatcher";

    private static void EmitDispatcher(SourceWriter source, ChannelModel channel)
    {
        string message = $"{Channels}MqIncomingMessage<{channel.InterfaceName}>";
        source
            .Line($"/// <summary>Gives messages to who serves <see cref=\"{channel.InterfaceName}\"/>.</summary>")
            .Line(Generated.Attribute)
            .Open($"internal sealed class {DispatcherName(channel)} : {Channels}MqChannelDispatcher<{channel.InterfaceName}>")
            .Line("/// <inheritdoc/>")
            .Line($"public override {Channels}MqServerCall<{channel.InterfaceName}>? Open(in {message} message) => message.Tag switch")
            .Line("{");
        foreach (RequestModel request in channel.Requests)
        {
            (string kind, string reply) = request switch
            {
                { Reply: null } => ("Execute", ""),
                { Kind: RequestKind.Streamed } => ("Stream", Tag(request.Reply) + ", "),
                _ => ("Request", Tag(request.Reply) + ", "),
            };
            MethodModel method = MethodFor(channel, request.Field);
            source.Line($"    {Tag(request.Endpoint)} => message.{kind}<{Types(request, "")}>({Names.Literal(request.Method)}, {reply}static (server, request, call) => {Invoke(channel, method, request.Reply?.TypeName)}),");
        }

        foreach (EndpointModel sender in Sent(channel))
        {
            MethodModel method = MethodFor(channel, sender.Field);
            source.Line($"    {Tag(sender)} => message.OneWay<{sender.Formatter}, {sender.TypeName}>({Names.Literal(method.Identifier.TrimStart('@'))}, static (server, request, call) => {Invoke(channel, method, reply: null)}),");
        }

        source.Line("    _ => null,").Line("};").Close();
    }

    /// <summary>Of the methods that send the same message, the one that a server executes: one that is asynchronous, if there is one.</summary>
    private static MethodModel MethodFor(ChannelModel channel, string field)
    {
        MethodModel? first = null;
        foreach (MethodModel method in channel.Methods)
        {
            if (method.Field != field)
            {
                continue;
            }

            if (method.Shape is MethodShape.SendAsync or MethodShape.CallAsync or MethodShape.ExecuteAsync or MethodShape.Stream)
            {
                return method;
            }

            first = first is null || (IsBatch(first) && !IsBatch(method)) ? method : first;
        }

        return first!;
    }

    private static bool IsBatch(MethodModel method) => method.Shape is MethodShape.SendBatch or MethodShape.SendBatchTimed;

    /// <summary>The body of a lambda that calls a method with what came.</summary>
    private static string Invoke(ChannelModel channel, MethodModel method, string? reply)
    {
        string arguments = "";
        int item = 0;
        foreach (ParameterModel parameter in method.Parameters)
        {
            string argument = parameter.Role switch
            {
                ParameterRole.Message when method.IsPacked => $"request.Item{Names.Literal(++item)}",
                ParameterRole.Message when IsBatch(method) => "new(in request)",
                ParameterRole.Message => "request",
                ParameterRole.Priority => "call.Priority",
                ParameterRole.Timeout => "call.Remaining",
                _ => "call.Token",
            };
            arguments += (arguments.Length == 0 ? "" : ", ") + argument;
        }

        string server = method.DeclaringInterface == channel.InterfaceName ? "server" : $"(({method.DeclaringInterface})server)";
        string call = $"{server}.{method.Identifier}({arguments})";
        const string Task = "global::System.Threading.Tasks.ValueTask";
        return method.Shape switch
        {
            MethodShape.Stream => call,
            MethodShape.CallAsync when !method.ReturnsTask => call,
            MethodShape.CallAsync or MethodShape.Call => $"new {Task}<{reply}>({call})",
            MethodShape.ExecuteAsync or MethodShape.SendAsync => method.ReturnsTask ? $"new {Task}({call})" : call,
            _ => $"{{ {call}; return default; }}",
        };
    }

    /// <summary>What a method of the proxy sends, as an argument.</summary>
    private static string Payload(MethodModel method)
    {
        string messages = "";
        int count = 0;
        foreach (ParameterModel parameter in method.Parameters)
        {
            if (parameter.Role == ParameterRole.Message)
            {
                messages += (count++ == 0 ? "" : ", ") + parameter.Name;
            }
        }

        return (method.IsPacked, count) switch
        {
            (_, 0) => "default",
            (false, _) => "in " + messages,
            (_, 1) => $"new({messages})",
            _ => $"({messages})",
        };
    }
}
