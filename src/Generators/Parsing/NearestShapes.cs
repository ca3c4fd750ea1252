using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Parsing;

/// <summary>What a method that has none of the shapes was most likely meant to be: TMQ0503 names it.</summary>
internal static class NearestShapes
{
    private const string Token = "CancellationToken cancellationToken = default";

    public static string OfAnyVerb(IMethodSymbol method, bool sends, string contract)
    {
        string name = IsAsyncName(method) ? method.Name : method.Name + "Async";
        return sends ? $"ValueTask Send{name}({contract} message, {Token})" : $"ValueTask<{contract}> Receive{name}({Token})";
    }

    public static string OfRequest(IMethodSymbol method, MethodParameters parameters)
    {
        string arguments = Arguments(parameters);
        string separator = arguments.Length == 0 ? "" : ", ";
        return method switch
        {
            _ when Awaitables.IsAwaitable(method.ReturnType) || Names.Is(method.ReturnType, "System.Collections.Generic", "IAsyncEnumerable", 1) =>
                $"{Names.Display(method.ReturnType)} {method.Name}({arguments}{separator}{Token})",
            { ReturnsVoid: true } => $"ValueTask {(IsAsyncName(method) ? method.Name : method.Name + "Async")}({arguments}{separator}{Token})",
            _ => $"{Names.Display(method.ReturnType)} {method.Name}({arguments}{separator}TimeSpan timeout)",
        };
    }

    public static string OfOneWay(IMethodSymbol method, MethodParameters parameters)
    {
        string arguments = Arguments(parameters);
        string separator = arguments.Length == 0 ? "" : ", ";
        return method switch
        {
            _ when Awaitables.IsAwaitable(method.ReturnType) || IsAsyncName(method) => $"ValueTask {method.Name}({arguments}{separator}{Token})",
            _ when parameters.Timeout is not null => $"bool {method.Name}({arguments}{separator}TimeSpan timeout)",
            _ => $"void {method.Name}({arguments}{separator}{Token})",
        };
    }

    private static string Arguments(MethodParameters parameters)
    {
        string arguments = "";
        foreach (IParameterSymbol payload in parameters.Payloads)
        {
            arguments += $"{(arguments.Length == 0 ? "" : ", ")}{Names.Display(payload.Type)} {payload.Name}";
        }

        return arguments;
    }

    public static string OfSend(IMethodSymbol method, MethodParameters parameters, string contract) => method switch
    {
        _ when Verbs.Find(method.Name) == "TrySend" && Awaitables.IsAwaitable(method.ReturnType) => $"ValueTask {method.Name.Substring("Try".Length)}({contract} message, {Token})",
        _ when Verbs.Find(method.Name) == "TrySend" => $"bool {method.Name}({contract} message)",
        _ when Awaitables.IsAwaitable(method.ReturnType) || IsAsyncName(method) => $"ValueTask {method.Name}({contract} message, {Token})",
        _ when parameters.Timeout is not null || ReturnsBool(method) => $"bool {method.Name}({contract} message, TimeSpan timeout)",
        _ => $"void {method.Name}({contract} message, {Token})",
    };

    public static string OfReceive(IMethodSymbol method, MethodParameters parameters, bool isTry, bool isStream, bool isAwaitable, string contract) => method switch
    {
        _ when parameters.Payloads is [{ RefKind: RefKind.Ref } target, ..] => OfInto(method, parameters, Names.Display(target.Type)),
        _ when Verbs.Find(method.Name) == Verbs.TryReceiveInto => OfInto(method, parameters, contract),
        _ when isTry && isAwaitable => $"ValueTask<{contract}> {method.Name.Substring("Try".Length)}({Token})",
        _ when isTry => $"bool {method.Name}(out {contract} message{(parameters.Timeout is null ? "" : ", TimeSpan timeout")})",
        _ when isStream => $"IAsyncEnumerable<{contract}> {method.Name}({Token})",
        _ when isAwaitable || IsAsyncName(method) => $"ValueTask<{(Awaitables.IsTask(method.ReturnType) ? "T" : contract)}> {method.Name}({Token})",
        _ when ReturnsBool(method) => $"bool Try{method.Name}(out T message)",
        _ when parameters.Timeout is not null => $"{contract} {method.Name}(TimeSpan timeout)",
        _ => $"{contract} {method.Name}({Token})",
    };

    /// <summary>By the verb, with what follows it in the name as a word: <c>ReceiveIntoOrderAsync</c> becomes <c>TryReceiveIntoOrder</c>.</summary>
    private static string OfInto(IMethodSymbol method, MethodParameters parameters, string contract)
    {
        string rest = method.Name.Substring(Verbs.Find(method.Name)!.Length);
        rest = rest.StartsWith("Into", StringComparison.Ordinal) ? rest.Substring("Into".Length) : rest;
        rest = rest.EndsWith("Async", StringComparison.Ordinal) ? rest.Substring(0, rest.Length - "Async".Length) : rest;
        rest = rest.Length > 0 ? char.ToUpperInvariant(rest[0]) + rest.Substring(1) : rest;
        return $"bool {Verbs.TryReceiveInto}{rest}(ref {contract} message{(parameters.Timeout is null ? "" : ", TimeSpan timeout")})";
    }

    private static bool ReturnsBool(IMethodSymbol method) => method.ReturnType.SpecialType == SpecialType.System_Boolean;

    private static bool IsAsyncName(IMethodSymbol method) => method.Name.EndsWith("Async", StringComparison.Ordinal);
}
