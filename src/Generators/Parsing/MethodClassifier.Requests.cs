using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Methods that a server executes: requests, and those that nobody replies to.</summary>
internal sealed partial class MethodClassifier
{
    /// <summary>What a method is by its attributes, or by its name: null when it is an operation on the queue.</summary>
    private static bool? FindRequest(IMethodSymbol method)
    {
        bool isMarked = Names.Attribute(method, "MqRequestAttribute") is not null;
        bool isOneWay = Names.Attribute(method, "MqOneWayAttribute") is not null;
        return Verbs.Find(method.Name) is null ? isMarked || !isOneWay : isMarked ? true : null;
    }

    private MethodModel? ClassifyRequest(IMethodSymbol method)
    {
        MethodParameters parameters = new(method, isRequest: true);
        ITypeSymbol returned = Awaitables.Unwrap(method.ReturnType, out bool isStream, out bool isAwaitable);
        bool isTask = Awaitables.IsTask(method.ReturnType);
        MethodShape? shape = (isStream, isTask, isAwaitable) switch
        {
            (true, _, _) => MethodShape.Stream,
            (_, true, _) => MethodShape.ExecuteAsync,
            (_, _, true) => MethodShape.CallAsync,
            _ when parameters.Timeout is null || parameters.Token is not null => null,
            _ => method.ReturnsVoid ? MethodShape.Execute : MethodShape.Call,
        };
        if (Names.Attribute(method, "MqOneWayAttribute") is not null)
        {
            return ReportShape(method, "is marked with [MqRequest] and with [MqOneWay], and is replied to or not", NearestShapes.OfRequest(method, parameters));
        }

        if (shape is not { } found || !ArePlain(parameters, isAwaitable))
        {
            return method.ReturnsVoid && Verbs.Find(method.Name) is null ? ReportNoVerb(method, parameters) : ReportShape(
                method,
                "is a request, but not in a form that generated code can give it: one that waits for its reply is asynchronous, or has a 'TimeSpan timeout' instead of a token",
                NearestShapes.OfRequest(method, parameters));
        }

        if (FindPriority(method, parameters) is not { } priority)
        {
            return null;
        }

        RequestKind kind = found is MethodShape.Stream ? RequestKind.Streamed : found is MethodShape.Call or MethodShape.CallAsync ? RequestKind.Replied : RequestKind.Acknowledged;
        RequestModel? request = requests.GetRequest(method, parameters.Payloads, kind, kind == RequestKind.Acknowledged ? null : returned, out string? clash);
        if (clash is not null)
        {
            diagnostics.Add(
                Descriptors.TagTwice,
                Place(method),
                Names.Display(channel),
                clash,
                $"{channel.Name}.{method.Name}",
                "both have the same tag, and are answered by different contracts. Rename one of them, or give it another tag: [MqRequest(\"tag\")].");
        }

        return request is null ? null : Model(method, found, parameters.Models, request.Field, priority) with { IsPacked = requests.IsPacked(parameters.Payloads) };
    }

    private MethodModel? ClassifyOneWay(IMethodSymbol method)
    {
        MethodParameters parameters = new(method, isRequest: true);
        MethodShape? shape = (parameters.Timeout, parameters.Token) switch
        {
            (null, _) when method.ReturnsVoid => MethodShape.Send,
            (null, _) when Awaitables.IsTask(method.ReturnType) => MethodShape.SendAsync,
            ({ }, null) when ReturnsBool(method) => MethodShape.SendTimed,
            _ => null,
        };
        if (shape is not { } found || !ArePlain(parameters, isAsync: found == MethodShape.SendAsync))
        {
            return ReportShape(method, "is marked with [MqOneWay], but not in a form that generated code can give it", NearestShapes.OfOneWay(method, parameters));
        }

        return FindPriority(method, parameters) is { } priority && requests.GetOneWay(method, parameters.Payloads) is { } endpoint
            ? Model(method, found, parameters.Models, endpoint.Field, priority) with { IsPacked = requests.IsPacked(parameters.Payloads) }
            : null;
    }

    /// <summary>Whether what is sent is passed as it can be.</summary>
    private static bool ArePlain(MethodParameters parameters, bool isAsync)
    {
        foreach (IParameterSymbol payload in parameters.Payloads)
        {
            if (payload.RefKind != RefKind.None && (isAsync || payload.RefKind != RefKind.In))
            {
                return false;
            }
        }

        return true;
    }
}
