using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Methods that show a message to a handler, in place.</summary>
internal static class ViewMethods
{
    /// <summary>The parameter that takes the handler; null when the method has none.</summary>
    public static IParameterSymbol? FindHandler(IMethodSymbol method)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (IsHandler(parameter.Type))
            {
                return parameter;
            }
        }

        return null;
    }

    /// <summary>The parameters of a method that has the shape; null when it has another.</summary>
    public static EquatableArray<ParameterModel>? Model(IMethodSymbol method, IParameterSymbol handler)
    {
        if (method.ReturnType.SpecialType != SpecialType.System_Boolean || handler.Ordinal != 1 || method.Parameters.Length > 3)
        {
            return null;
        }

        IParameterSymbol state = method.Parameters[0];
        List<ParameterModel> models =
        [
            new(ParameterRole.State, "", Names.Qualified(state.Type)),
            new(ParameterRole.Handler, "", Names.Qualified(handler.Type)),
        ];
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.None)
            {
                return null;
            }
        }

        if (method.Parameters.Length == 3)
        {
            models.Add(new(ParameterRole.Timeout, "", Names.Qualified(method.Parameters[2].Type)));
        }

        bool takesTimeout = method.Parameters.Length == 2 || Names.Is(method.Parameters[2].Type, "System", "TimeSpan");
        bool takesOwnState = SymbolEqualityComparer.Default.Equals(((INamedTypeSymbol)handler.Type).TypeArguments[1], state.Type);
        bool infersState = !method.IsGenericMethod || SymbolEqualityComparer.Default.Equals(method.TypeParameters[0], state.Type);
        return takesTimeout && takesOwnState && infersState ? new(models) : null;
    }

    /// <summary>The nearest form of a method that receives a view.</summary>
    public static string Nearest(string name, string view, bool isTimed) =>
        $"bool {name}<TState>(TState state, MqViewHandler<{view}, TState> handler{(isTimed ? ", TimeSpan timeout" : "")})";

    /// <summary>What of an asynchronous method cannot cross an await, and what to do; null when there is nothing.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameter">The parameter that cannot.</param>
    public static string? FindAsyncObjection(IMethodSymbol method, out IParameterSymbol? parameter)
    {
        parameter = null;
        bool isAsync = Awaitables.IsAwaitable(method.ReturnType)
            || Names.Is(method.ReturnType, "System.Collections.Generic", "IAsyncEnumerable", 1)
            || method.Name.EndsWith("Async", StringComparison.Ordinal);
        if (!isAsync)
        {
            return null;
        }

        foreach (IParameterSymbol candidate in method.Parameters)
        {
            parameter = candidate;
            switch (candidate)
            {
                case { RefKind: RefKind.Out or RefKind.Ref }:
                    string modifier = candidate.RefKind == RefKind.Out ? "out" : "ref";
                    return $"is passed by '{modifier}'. Return the message, or make the method synchronous.";
                case { Type.IsRefLikeType: true }:
                    return $"is the ref struct '{Names.Display(candidate.Type)}'. Take a value, or make the method synchronous.";
                case { Type: INamedTypeSymbol handler } when IsHandler(handler):
                    return $"handles the view '{Names.Display(handler.TypeArguments[0])}'. Make the method synchronous: it returns bool and its name does not end in Async.";
            }
        }

        parameter = null;
        return null;
    }

    private static bool IsHandler(ITypeSymbol type) => Names.Is(type, "TypedMq", "MqViewHandler", 2);
}
