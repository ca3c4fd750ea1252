using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>The parameters of a method of a channel, by what they are for.</summary>
internal sealed class MethodParameters
{
    /// <param name="method">The method.</param>
    /// <param name="isRequest">Whether all that is no timeout by its name, no token and no priority is sent.</param>
    public MethodParameters(IMethodSymbol method, bool isRequest = false)
    {
        List<ParameterModel> models = [];
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            ParameterRole role = RoleOf(parameter);
            if (isRequest && role == ParameterRole.Timeout && parameter.Name != "timeout")
            {
                role = ParameterRole.Message;
            }

            if ((role == ParameterRole.Timeout && Timeout is not null) || (role == ParameterRole.Priority && Priority is not null))
            {
                role = ParameterRole.Message;
            }

            switch (role)
            {
                case ParameterRole.Cancellation when Token is not null:
                    TokenProblem = "has several CancellationTokens";
                    break;
                case ParameterRole.Cancellation:
                    Token = parameter;
                    TokenProblem = parameter.Ordinal == method.Parameters.Length - 1 ? null : "has parameters after its CancellationToken";
                    break;
                case ParameterRole.Timeout:
                    Timeout = parameter;
                    break;
                case ParameterRole.Priority:
                    Priority = parameter;
                    break;
                default:
                    Payloads.Add(parameter);
                    break;
            }

            string modifier = parameter.RefKind switch
            {
                RefKind.In => "in ",
                RefKind.Out => "out ",
                RefKind.Ref => "ref ",
                _ => "",
            };
            models.Add(new(role, modifier, Names.Annotated(parameter.Type)));
        }

        if (isRequest && Payloads.Count > 1)
        {
            int number = 0;
            for (int i = 0; i < models.Count; i++)
            {
                models[i] = models[i].Role == ParameterRole.Message ? models[i] with { Number = ++number } : models[i];
            }
        }

        Models = new(models);
    }

    public List<IParameterSymbol> Payloads { get; } = [];

    public IParameterSymbol? Timeout { get; }

    public IParameterSymbol? Priority { get; }

    public IParameterSymbol? Token { get; }

    /// <summary>What is wrong with the tokens; null when nothing is.</summary>
    public string? TokenProblem { get; }

    public EquatableArray<ParameterModel> Models { get; }

    private static ParameterRole RoleOf(IParameterSymbol parameter) => parameter.Type switch
    {
        _ when parameter.RefKind is not (RefKind.None or RefKind.In) => ParameterRole.Message,
        _ when Names.Attribute(parameter, "MqPriorityAttribute") is not null => ParameterRole.Priority,
        { } type when Names.Is(type, "System.Threading", "CancellationToken") => ParameterRole.Cancellation,
        { } type when Names.Is(type, "System", "TimeSpan") => ParameterRole.Timeout,
        _ => ParameterRole.Message,
    };
}

/// <summary>What can be awaited.</summary>
internal static class Awaitables
{
    private const string Tasks = "System.Threading.Tasks";

    /// <summary>Whether a type is a task without a result.</summary>
    public static bool IsTask(ITypeSymbol type) => Names.Is(type, Tasks, "ValueTask") || Names.Is(type, Tasks, "Task");

    public static bool IsAwaitable(ITypeSymbol type) => IsTask(type) || Names.Is(type, Tasks, "ValueTask", 1) || Names.Is(type, Tasks, "Task", 1);

    /// <summary>What a task or stream brings; the type itself when it is neither.</summary>
    public static ITypeSymbol Unwrap(ITypeSymbol type, out bool isStream, out bool isAwaitable)
    {
        isStream = Names.Is(type, "System.Collections.Generic", "IAsyncEnumerable", 1);
        isAwaitable = isStream || IsAwaitable(type);
        return isAwaitable && type is INamedTypeSymbol { TypeArguments: [{ } result] } ? result : type;
    }
}
