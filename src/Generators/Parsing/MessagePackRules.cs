using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Says by name what MessagePack-CSharp does and TypedMq does not, so that the bytes never differ in silence.</summary>
internal sealed class MessagePackRules(INamedTypeSymbol contract, Compilation compilation, DiagnosticList diagnostics)
{
    private bool _isAdoptable = true;

    /// <summary>Checks a contract. False when it cannot have the bytes that it has there.</summary>
    public bool Check(List<KeyedMember> members)
    {
        CheckFormatter(contract, contract, "it");
        if (MessagePackAnnotations.IsCalledBack(contract))
        {
            Report(Places.Identifier(contract), "it implements IMessagePackSerializationCallbackReceiver, whose methods TypedMq does not call. Compute what they compute in properties.");
        }

        if (MessagePackAnnotations.AllowsPrivate(contract) && !SymbolEqualityComparer.Default.Equals(contract.ContainingAssembly, compilation.Assembly))
        {
            Report(null, "AllowPrivate sends its private members, which the compiler does not show to other assemblies. Let its own project adopt it with [assembly: MqAdoptMessagePack], or list the members that are sent.");
        }

        foreach (KeyedMember member in members)
        {
            if (MemberOptions.Of(member).FormatterAttribute is null)
            {
                CheckFormatter(member.Symbol, member.TypePlace, $"'{member.Symbol.Name}'");
                CheckType(member.Type, member);
            }
        }

        return _isAdoptable;
    }

    private void CheckType(ITypeSymbol type, KeyedMember member)
    {
        if (type is IArrayTypeSymbol array)
        {
            CheckType(array.ElementType, member);
        }

        if (type is not INamedTypeSymbol named)
        {
            return;
        }

        if (MessagePackAnnotations.FindFormatter(type) is not null && CustomFormatters.Find(type) is null)
        {
            Report(
                Places.Type(member.TypePlace),
                $"'{member.Symbol.Name}' holds '{Names.Display(type)}', which has [MessagePackFormatter]: TypedMq does not know the bytes of that formatter. Write an IMqFormatter<{Names.Display(type)}>, and name it with [MqFormatter].");
        }

        foreach (ITypeSymbol argument in named.TypeArguments)
        {
            CheckType(argument, member);
        }
    }

    private void CheckFormatter(ISymbol symbol, ISymbol place, string name)
    {
        if (MessagePackAnnotations.FindFormatter(symbol) is { } attribute)
        {
            Report(
                Places.Argument(attribute) ?? Places.Identifier(place),
                $"{name} has [MessagePackFormatter]: TypedMq does not know the bytes of that formatter. Write an IMqFormatter<T>, and name it with [MqFormatter].");
        }
    }

    private void Report(LocationInfo? place, string what)
    {
        _isAdoptable = false;
        diagnostics.Add(Descriptors.MessagePackNotAdopted, place ?? Places.Identifier(contract), Names.Display(contract), what);
    }
}
