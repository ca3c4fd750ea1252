using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Messages that their receivers settle by hand: <c>MqDelivery&lt;T&gt;</c>.</summary>
internal static class Deliveries
{
    /// <summary>The contract of a delivery; null when the type is none.</summary>
    public static ITypeSymbol? ContractOf(ITypeSymbol type) => Names.Is(type, "TypedMq", "MqDelivery", 1) ? ((INamedTypeSymbol)type).TypeArguments[0] : null;

    /// <summary>Whether a method of a channel receives such messages.</summary>
    public static bool AreReceived(EquatableArray<MethodModel> methods)
    {
        foreach (MethodModel method in methods)
        {
            if (method.Shape is MethodShape.TryReceiveDelivery or MethodShape.TryReceiveDeliveryTimed or MethodShape.ReceiveDeliveryAsync or MethodShape.ReceiveDeliveries)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The shape of a receive that brings deliveries; null when it has none: a delivery is waited for with a timeout, or without blocking.</summary>
    public static MethodShape? Shape(bool isTry, bool isInto, bool isStream, bool isAwaitable, bool isTimed) => (isTry, isStream, isAwaitable) switch
    {
        _ when isInto => null,
        (true, _, _) => isTimed ? MethodShape.TryReceiveDeliveryTimed : MethodShape.TryReceiveDelivery,
        (_, true, _) => MethodShape.ReceiveDeliveries,
        (_, _, true) => MethodShape.ReceiveDeliveryAsync,
        _ => null,
    };

    /// <summary>The nearest form of a receive that is not one of those.</summary>
    public static string Nearest(IMethodSymbol method, string delivery, bool isTimed)
    {
        string rest = method.Name.Substring(Verbs.Find(method.Name)!.Length);
        return $"bool TryReceive{rest}(out {delivery} delivery{(isTimed ? ", TimeSpan timeout" : "")})";
    }
}
