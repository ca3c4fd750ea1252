using System.Text;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Checks the keys of a contract against each other.</summary>
internal sealed class KeyRules(INamedTypeSymbol contract, Compilation compilation, DiagnosticList diagnostics)
{
    private const int MaxKey = 1023;
    private const int WidestGap = 8;

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReservedKeys _reserved = new(contract);

    /// <summary>Whether no key is text.</summary>
    public static bool IsArray(List<KeyedMember> members) => members.TrueForAll(static member => member.Text is null);

    /// <summary>Whether the contract is a map. Where the kinds of keys are mixed, that of the first member decides.</summary>
    private static bool IsMap(List<KeyedMember> members) => members is [{ Text: not null }, ..];

    /// <summary>Checks the members, which are sorted by key, or as they are declared when the contract is a map.</summary>
    public void Check(List<KeyedMember> members)
    {
        bool isMap = IsMap(members);
        bool isArray = IsArray(members);
        int previous = -1;
        for (int i = 0; i < members.Count; i++)
        {
            KeyedMember member = members[i];
            if (IsOutOfRange(member.Declared))
            {
                string key = member.Declared is { Number: -1, Text: null } && member.Attribute is { ConstructorArguments: [{ Value: null }] } ? "null" : member.Declared.ToString();
                diagnostics.Add(Descriptors.KeyOutOfRange, Places.Key(member, contract), Names.Display(contract), member.Symbol.Name, key);
                continue;
            }

            if (member.Text is not null != isMap)
            {
                diagnostics.Add(Descriptors.KeysMixed, Places.Key(member, contract), Names.Display(contract), member.Symbol.Name, member.Declared.ToString(), members[0].Symbol.Name, members[0].Declared.ToString());
                continue;
            }

            CheckUnique(members, i);
            if (_reserved.Contains(member.Declared))
            {
                diagnostics.Add(Descriptors.KeyReserved, Places.Key(member, contract), Names.Display(contract), member.Symbol.Name, member.Declared.ToString(), FreeKey(members, member.Symbol));
            }

            if (isArray)
            {
                CheckGap(member, previous);
                previous = member.Key;
            }
        }
    }

    /// <summary>Reports members that need a key and have none; each is offered one that no other is offered.</summary>
    public void ReportKeyless(List<KeyedMember> members, List<ISymbol> keyless)
    {
        int free = FreeNumber(members);
        foreach (ISymbol member in keyless)
        {
            string key = IsMap(members) ? FreeText(members, member) : Names.Literal(free++);
            diagnostics.Add(Descriptors.KeyMissing, Places.Identifier(member) ?? Places.Identifier(contract), Names.Display(contract), member.Name, Remedy(member, key));
        }
    }

    private string Remedy(ISymbol member, string key)
    {
        if (ContractLookup.FindAdoption(contract, compilation) is not null)
        {
            return $"List the members that are sent: [assembly: MqContractFor(typeof({ContractLookup.Unbound(contract)}), ...)].";
        }

        if (ContractLookup.ReadsMessagePack(contract))
        {
            string target = Records.ParameterOf(member, Records.PrimaryConstructor(member.ContainingType)) is null ? "" : "property: ";
            return $"Give it [{target}Key({key})], or [{target}IgnoreMember] to leave it out.";
        }

        return $"Give it [MqKey({key})], or [MqIgnore] to leave it out.";
    }

    private string FreeKey(List<KeyedMember> members, ISymbol member) => IsMap(members) ? FreeText(members, member) : Names.Literal(FreeNumber(members));

    private string FreeText(List<KeyedMember> members, ISymbol member)
    {
        string text = member.Name;
        for (int i = 2; _reserved.Contains(new(-1, text)) || IsTaken(members, text, member); i++)
        {
            text = member.Name + Names.Literal(i);
        }

        return Names.Literal(text);
    }

    private int FreeNumber(List<KeyedMember> members)
    {
        int free = _reserved.Largest is >= 0 and < MaxKey ? _reserved.Largest + 1 : 0;
        foreach (KeyedMember other in members)
        {
            free = Math.Max(free, other.Declared.Number >= MaxKey ? 0 : other.Declared.Number + 1);
        }

        return free;
    }

    private void CheckUnique(List<KeyedMember> members, int index)
    {
        KeyedMember member = members[index];
        for (int i = 0; i < index; i++)
        {
            if (members[i].Declared == member.Declared)
            {
                diagnostics.Add(
                    Descriptors.KeyDuplicate,
                    Places.Key(member, contract),
                    Names.Display(contract),
                    member.Symbol.Name,
                    members[i].Symbol.Name,
                    member.Declared.ToString(),
                    FreeKey(members, member.Symbol));
                return;
            }
        }
    }

    /// <summary>Keys that are reserved leave gaps that nobody can close.</summary>
    private void CheckGap(KeyedMember member, int previous)
    {
        int gaps = 0;
        for (int key = previous + 1; key < member.Key; key++)
        {
            gaps += _reserved.Contains(new(key, null)) ? 0 : 1;
        }

        if (gaps > WidestGap)
        {
            diagnostics.Add(Descriptors.KeysSparse, Places.Key(member, contract), Names.Display(contract), Names.Literal(previous + 1), Names.Literal(member.Key - 1), Names.Literal(gaps));
        }
    }

    private static bool IsOutOfRange(MemberKey key)
    {
        if (key.Text is null)
        {
            return key.Number is < 0 or > MaxKey;
        }

        try
        {
            return StrictUtf8.GetByteCount(key.Text) < 0;
        }
        catch (EncoderFallbackException)
        {
            return true;
        }
    }

    private static bool IsTaken(List<KeyedMember> members, string text, ISymbol except)
    {
        foreach (KeyedMember member in members)
        {
            if (member.Text == text && !SymbolEqualityComparer.Default.Equals(member.Symbol, except))
            {
                return true;
            }
        }

        return false;
    }
}
