using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Finds out, once, what a method of a channel does. The verb at the start of its name decides; the signature must fit.</summary>
internal sealed partial class MethodClassifier(INamedTypeSymbol channel, DiagnosticList diagnostics, Endpoints senders, Endpoints receivers, RequestEndpoints requests)
{
    /// <summary>Classifies a method; reports and returns null when it has none of the shapes.</summary>
    public MethodModel? Classify(IMethodSymbol method)
    {
        if (FindObjection(method) is { } objection)
        {
            Report(Descriptors.UnsupportedMember, method, objection);
            return null;
        }

        MethodParameters parameters = new(method);
        if (ViewMethods.FindAsyncObjection(method, out IParameterSymbol? byReference) is { } asyncObjection)
        {
            diagnostics.Add(Descriptors.ByReferenceInAsync, Place(byReference!), Names.Display(channel), method.Name, byReference!.Name, asyncObjection);
            return null;
        }

        if (parameters.TokenProblem is { } tokenProblem)
        {
            diagnostics.Add(Descriptors.TokenMustBeLast, Place(parameters.Token!) ?? Place(method), Names.Display(channel), method.Name, tokenProblem);
            return null;
        }

        if (ViewMethods.FindHandler(method) is { } handler)
        {
            return ClassifyView(method, handler);
        }

        return FindRequest(method) switch
        {
            true => ClassifyRequest(method),
            false => ClassifyOneWay(method),
            _ when Verbs.Find(method.Name) is "Send" or "TrySend" => ClassifySend(method, parameters),
            _ => ClassifyReceive(method, parameters),
        };
    }

    private MethodModel? ClassifySend(IMethodSymbol method, MethodParameters parameters)
    {
        if (parameters.Payloads.Count != 1)
        {
            string problem = parameters.Payloads.Count == 0 ? "has no payload" : $"has {Names.Literal(parameters.Payloads.Count)} payloads";
            Report(Descriptors.OnePayload, method, problem, "Put what belongs together into one contract");
            return null;
        }

        IParameterSymbol payload = parameters.Payloads[0];
        if (payload.Type.IsRefLikeType && ViewLookup.ContractOf(payload.Type) is null)
        {
            return ClassifyBatch(method, parameters, payload, "ReadOnlySpan", senders, MethodShape.SendBatch, MethodShape.SendBatchTimed);
        }

        if (FindPriority(method, parameters) is not { } priority || FindEndpoint(payload.Type, Places.Type(payload), method, senders) is not { } sender)
        {
            return null;
        }

        bool isTry = Verbs.Find(method.Name) == "TrySend";
        bool isPlain = payload.RefKind is RefKind.None or RefKind.In;
        MethodShape? shape = (isTry, parameters.Timeout, parameters.Token) switch
        {
            (true, null, null) when isPlain && ReturnsBool(method) => MethodShape.TrySend,
            (false, null, _) when isPlain && method.ReturnsVoid => MethodShape.Send,
            (false, { }, null) when isPlain && ReturnsBool(method) => MethodShape.SendTimed,
            (false, null, _) when payload.RefKind == RefKind.None && Awaitables.IsTask(method.ReturnType) => MethodShape.SendAsync,
            _ => null,
        };
        return shape is { } found
            ? Model(method, found, parameters.Models, sender, priority)
            : ReportShape(method, "sends, but not in a form that generated code can give it", NearestShapes.OfSend(method, parameters, Names.Display(payload.Type)));
    }

    /// <summary>Several messages at once: <c>int SendBatch(ReadOnlySpan&lt;T&gt; messages)</c>, <c>int ReceiveBatch(Span&lt;T&gt; into)</c>.</summary>
    private MethodModel? ClassifyBatch(IMethodSymbol method, MethodParameters parameters, IParameterSymbol payload, string span, Endpoints endpoints, MethodShape shape, MethodShape timed)
    {
        bool receives = endpoints == receivers;
        string verb = receives ? "Receive" : "Send";
        bool isSpan = Names.Is(payload.Type, "System", span, 1);
        ITypeSymbol? contract = payload.Type is INamedTypeSymbol { TypeArguments: [{ } item] } ? item : null;
        bool fits = isSpan
            && payload.RefKind == RefKind.None
            && parameters.Payloads.Count == 1
            && method.ReturnType.SpecialType == SpecialType.System_Int32
            && Verbs.Find(method.Name) == verb
            && (parameters.Timeout is null || parameters.Token is null);
        if (!fits)
        {
            string name = Verbs.Find(method.Name) == verb ? method.Name : verb + "Batch";
            string kind = receives ? "receives" : "sends";
            return ReportShape(
                method,
                $"{kind} several messages at once, but not in a form that generated code can give it",
                $"int {name}({span}<{(contract is null ? "T" : Names.Display(contract))}> messages{(parameters.Timeout is null ? "" : ", TimeSpan timeout")})");
        }

        return FindPriority(method, parameters, receives) is { } priority
            && FindEndpoint(contract!, Places.Type(payload), method, endpoints) is { } endpoint
            && (!receives || IsOnlyReceiver(method, endpoint))
                ? Model(method, parameters.Timeout is null ? shape : timed, parameters.Models, endpoint, priority)
                : null;
    }

    private MethodModel? ClassifyReceive(IMethodSymbol method, MethodParameters parameters)
    {
        if (parameters.Payloads is [{ Type.IsRefLikeType: true } batch, ..] && ViewLookup.ContractOf(batch.Type) is null)
        {
            return ClassifyBatch(method, parameters, batch, "Span", receivers, MethodShape.ReceiveBatch, MethodShape.ReceiveBatchTimed);
        }

        bool isInto = Verbs.Find(method.Name) == Verbs.TryReceiveInto;
        bool isTry = isInto || Verbs.Find(method.Name) == "TryReceive";
        ITypeSymbol returned = Awaitables.Unwrap(method.ReturnType, out bool isStream, out bool isAwaitable);
        bool hasMessage = isTry ? parameters.Payloads.Count == 1 : !method.ReturnsVoid && !ReturnsBool(method);
        string contract = !hasMessage || method.ReturnsVoid ? "T" : Names.Display(isTry ? parameters.Payloads[0].Type : returned);
        bool fits = isTry
            ? ReturnsBool(method) && parameters is { Token: null, Payloads: [{ } target] } && target.RefKind == (isInto ? RefKind.Ref : RefKind.Out)
            : parameters.Payloads.Count == 0 && hasMessage && (isAwaitable ? parameters.Timeout is null : parameters.Timeout is null || parameters.Token is null);
        if (!fits || Awaitables.IsTask(method.ReturnType))
        {
            return ReportShape(method, "receives, but not in a form that generated code can give it", NearestShapes.OfReceive(method, parameters, isTry, isStream, isAwaitable, contract));
        }

        ITypeSymbol type = isTry ? parameters.Payloads[0].Type : returned;
        ITypeSymbol? delivered = Deliveries.ContractOf(type);
        MethodShape? deliveryShape = delivered is null ? null : Deliveries.Shape(isTry, isInto, isStream, isAwaitable, parameters.Timeout is not null);
        if (delivered is not null && deliveryShape is null)
        {
            return ReportShape(method, "receives a delivery, but not in a form that generated code can give it", Deliveries.Nearest(method, Names.Display(type), parameters.Timeout is not null));
        }

        type = delivered ?? type;
        ISymbol place = isTry ? parameters.Payloads[0] : method;
        if (FindPriority(method, parameters, receives: true) is null || FindEndpoint(type, Places.Type(place), method, receivers) is not { } receiver)
        {
            return null;
        }

        if (isInto && receivers.FindObjectionToOverwriting(type) is { } objection)
        {
            Report(Descriptors.CannotReceiveInto, method, Names.Display(type), objection);
            return null;
        }

        if (!IsOnlyReceiver(method, receiver))
        {
            return null;
        }

        MethodShape shape = (isTry, isStream, isAwaitable, parameters.Timeout) switch
        {
            _ when deliveryShape is { } found => found,
            (true, _, _, null) when isInto => MethodShape.TryReceiveInto,
            (true, _, _, _) when isInto => MethodShape.TryReceiveIntoTimed,
            (true, _, _, null) => MethodShape.TryReceive,
            (true, _, _, _) => MethodShape.TryReceiveTimed,
            (_, true, _, _) => MethodShape.ReceiveAll,
            (_, _, true, _) => MethodShape.ReceiveAsync,
            (_, _, _, null) => MethodShape.Receive,
            _ => MethodShape.ReceiveTimed,
        };
        return Model(method, shape, parameters.Models, receiver, 0);
    }

    private bool IsOnlyReceiver(IMethodSymbol method, EndpointModel receiver)
    {
        if (receivers.Contracts.Count == 1)
        {
            return true;
        }

        Report(
            Descriptors.OnePayload,
            method,
            $"receives '{receiver.ContractName}', and the channel also receives '{receivers.Contracts[0].Name}'",
            "Give each a channel of its own, send them as the cases of a union, or handle them all (AddHandler)");
        return false;
    }

    /// <summary>A receive in place: <c>bool TryReceiveView&lt;TState&gt;(TState state, MqViewHandler&lt;TView, TState&gt; handler)</c>.</summary>
    private MethodModel? ClassifyView(IMethodSymbol method, IParameterSymbol handler)
    {
        ITypeSymbol view = ((INamedTypeSymbol)handler.Type).TypeArguments[0];
        string? verb = Verbs.Find(method.Name);
        if (verb != "TryReceive" || ViewMethods.Model(method, handler) is not { } parameters)
        {
            string name = verb switch { "TryReceive" => method.Name, "Receive" => "Try" + method.Name, _ => "TryReceiveView" };
            bool isTimed = method.Parameters.Length > 2;
            return ReportShape(method, "receives a view, but not in a form that generated code can give it", ViewMethods.Nearest(name, Names.Display(view), isTimed));
        }

        if (view.TypeKind == TypeKind.Error)
        {
            diagnostics.LeaveToCompiler();
            return null;
        }

        if (ViewLookup.ContractOf(view) is not { } contract)
        {
            diagnostics.Add(Descriptors.InvalidView, Places.Type(handler) ?? Place(method), Names.Display(view), "it is not marked with [MqView(typeof(...))], which names its contract.");
            return null;
        }

        return FindPriority(method, new(method), receives: true) is not null
            && FindEndpoint(contract, Places.Type(handler), method, receivers) is { } receiver
            && IsOnlyReceiver(method, receiver)
                ? Model(method, parameters.Count > 2 ? MethodShape.TryReceiveViewTimed : MethodShape.TryReceiveView, parameters, receiver, 0)
                : null;
    }

    private MethodModel Model(IMethodSymbol method, MethodShape shape, EquatableArray<ParameterModel> parameters, EndpointModel endpoint, int priority) =>
        Model(method, shape, parameters, endpoint.Field, priority);

    private MethodModel Model(IMethodSymbol method, MethodShape shape, EquatableArray<ParameterModel> parameters, string field, int priority)
    {
        if (!HasToken(parameters) && shape is (MethodShape.SendAsync or MethodShape.ReceiveAsync or MethodShape.ReceiveAll or MethodShape.ReceiveDeliveryAsync or MethodShape.ReceiveDeliveries) && Places.Identifier(method) is { } place)
        {
            diagnostics.Add(Descriptors.TokenMissing, place, Names.Display(channel), method.Name);
        }

        return new()
        {
            Shape = shape,
            DeclaringInterface = Names.Annotated(method.ContainingType),
            Identifier = Names.Escape(method.Name),
            ReturnType = Names.Annotated(method.ReturnType),
            ReturnsTask = method.ReturnType.Name == "Task",
            TypeParameters = method.IsGenericMethod ? $"<{Names.Escape(method.TypeParameters[0].Name)}>" : "",
            Parameters = parameters,
            Field = field,
            Priority = priority,
        };
    }

    private static bool HasToken(EquatableArray<ParameterModel> parameters)
    {
        foreach (ParameterModel parameter in parameters)
        {
            if (parameter.Role == ParameterRole.Cancellation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The endpoint of a payload; reports and returns null when it is no contract.</summary>
    private EndpointModel? FindEndpoint(ITypeSymbol type, LocationInfo? place, IMethodSymbol method, Endpoints endpoints)
    {
        string? problem = null;
        if (type.TypeKind == TypeKind.Error)
        {
            diagnostics.LeaveToCompiler();
            return null;
        }

        if (type is INamedTypeSymbol named && endpoints.IsContract(named))
        {
            EndpointModel? endpoint = endpoints.Get(named, place ?? Places.Identifier(channel), method.Name, out problem);
            if (problem is null)
            {
                return endpoint;
            }
        }

        // One problem of a ready-made interface, not one for each of its methods.
        string user = place is null ? Names.Display(method.ContainingType) : $"{Names.Display(channel)}.{method.Name}";
        diagnostics.Add(Descriptors.NotAContract, place ?? Places.Identifier(channel), Names.Display(type), user, problem ?? Remedy(type));
        return null;
    }

    /// <summary>What is sent alone: members take values and collections of them, a channel takes contracts.</summary>
    private static string Remedy(ITypeSymbol type) => type switch
    {
        _ when ViewLookup.ContractOf(type) is { } contract =>
            $"It is a view, which shows a message while a handler runs: send and receive '{Names.Display(contract)}', or show it with {ViewMethods.Nearest("TryReceiveView", Names.Display(type), isTimed: false)}.",
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable =>
            $"There is no message without a value: use '{Names.Display(nullable.TypeArguments[0])}'.",
        IArrayTypeSymbol or INamedTypeSymbol { IsGenericType: true } or { SpecialType: not SpecialType.None } =>
            "Put it into one: [MqContract] public sealed record Message(...).",
        _ when BuiltInTypes.Find(type) is not null => "Put it into one: [MqContract] public sealed record Message(...).",
        _ => ContractLookup.Remedy(type),
    };

    /// <summary>The priority that a method is marked with, 0 when it is not; reports and returns null when it is marked wrongly.</summary>
    private int? FindPriority(IMethodSymbol method, MethodParameters parameters, bool receives = false)
    {
        AttributeData? mark = Names.Attribute(method, "MqPriorityAttribute");
        int? value = mark?.ConstructorArguments is [{ Value: int priority }] ? priority : null;
        string? problem = (mark, parameters.Priority) switch
        {
            (null, null) => null,
            _ when receives => "the priority of a message is given by its sender; a receive cannot choose. Remove [MqPriority].",
            ({ }, { }) => "the priority is given twice. Mark the method or the parameter.",
            ({ }, _) when value is null => "[MqPriority] on a method needs the priority: [MqPriority(5)]",
            ({ }, _) when value is < 0 or > QueueNameRules.MaxPriority => $"priority {Names.Literal(value!.Value)} is out of range: priorities go from 0 to 32767",
            (null, { Type.SpecialType: not SpecialType.System_Int32 }) => "a parameter that is marked with [MqPriority] is an int",
            _ => null,
        };
        if (problem is null)
        {
            return value ?? 0;
        }

        LocationInfo? place = mark is null ? Places.Identifier(parameters.Priority!) : Places.Argument(mark);
        diagnostics.Add(Descriptors.InvalidNameOrPriority, place ?? Place(method), $"{Names.Display(channel)}.{method.Name}", problem);
        return null;
    }

    private string? FindObjection(IMethodSymbol method) => method switch
    {
        { IsStatic: true } => "a static method belongs to no queue",
        { IsGenericMethod: true } when ViewMethods.FindHandler(method) is null || method.Arity > 1 => "a generic method has no one contract",
        { RefKind: not RefKind.None } => "a result by reference cannot come out of a queue",
        { DeclaredAccessibility: Accessibility.Internal or Accessibility.ProtectedAndInternal } when !method.ContainingAssembly.GivesAccessTo(channel.ContainingAssembly) =>
            $"it is internal to {method.ContainingAssembly.Name}, and only code there can implement it",
        _ => null,
    };

    private MethodModel? ReportNoVerb(IMethodSymbol method, MethodParameters parameters)
    {
        bool sends = parameters.Payloads is [{ RefKind: RefKind.None or RefKind.In }, ..];
        string contract = sends ? Names.Display(parameters.Payloads[0].Type) : Names.Display(Awaitables.Unwrap(method.ReturnType, out _, out _));
        string nearest = NearestShapes.OfAnyVerb(method, sends, contract);
        return ReportShape(method, "starts with none of the verbs Send, TrySend, Receive and TryReceive, and is no request either, which is asynchronous or has a 'TimeSpan timeout'", nearest);
    }

    private MethodModel? ReportShape(IMethodSymbol method, string problem, string nearest)
    {
        Report(Descriptors.UnsupportedShape, method, problem, nearest);
        return null;
    }

    private void Report(DiagnosticDescriptor descriptor, IMethodSymbol method, params string[] arguments) =>
        diagnostics.Add(descriptor, Place(method), [Names.Display(channel), method.Name, .. arguments]);

    private LocationInfo? Place(ISymbol symbol) => Places.Identifier(symbol) ?? Places.Identifier(channel);

    private static bool ReturnsBool(IMethodSymbol method) => method.ReturnType.SpecialType == SpecialType.System_Boolean;
}
