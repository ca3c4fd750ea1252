using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>
/// The members that MessagePack-CSharp sends of a type with its annotations, in the order in which it sends them: members of the type itself
/// before those of its base types, and where keys are text that members say themselves, properties before fields.
/// </summary>
internal sealed class MessagePackMembers
{
    private readonly INamedTypeSymbol _contract;
    private readonly DiagnosticList? _diagnostics;
    private readonly bool _readsOwnKeys;
    private readonly bool _isByName;
    private readonly bool _allowsPrivate;

    private MessagePackMembers(INamedTypeSymbol contract, DiagnosticList? diagnostics, bool readsOwnKeys)
    {
        _contract = contract;
        _diagnostics = diagnostics;
        _readsOwnKeys = readsOwnKeys;
        _isByName = MessagePackAnnotations.IsByName(contract);
        _allowsPrivate = MessagePackAnnotations.AllowsPrivate(contract);
    }

    /// <summary>The members that are sent.</summary>
    private List<KeyedMember> Members { get; } = [];

    /// <summary>The members that need a key and have none.</summary>
    private List<ISymbol> Keyless { get; } = [];

    /// <summary>Collects the members of a contract; a key of TypedMq wins where a member has both.</summary>
    public static List<KeyedMember> Collect(INamedTypeSymbol contract, List<ISymbol> keyless, DiagnosticList? diagnostics)
    {
        MessagePackMembers collected = new(contract, diagnostics, readsOwnKeys: true);
        collected.Collect();
        keyless.AddRange(collected.Keyless);
        return collected.Members;
    }

    /// <summary>Reports where the annotations of TypedMq and of MessagePack-CSharp, both on one type, say different things.</summary>
    /// <param name="contract">The type.</param>
    /// <param name="members">What TypedMq sends of it.</param>
    /// <param name="diagnostics">Takes the differences.</param>
    public static void ReportDisagreement(INamedTypeSymbol contract, List<KeyedMember> members, DiagnosticList diagnostics)
    {
        MessagePackMembers theirs = new(contract, diagnostics: null, readsOwnKeys: false);
        theirs.Collect();
        foreach (KeyedMember member in members)
        {
            if (theirs.Find(member) is not { } other)
            {
                Report(member, $"TypedMq sends it with the key {member.Declared}, MessagePack-CSharp leaves it out");
            }
            else if (other.Declared != member.Declared)
            {
                Report(member, $"its key is {member.Declared} for TypedMq, and {other.Declared} for MessagePack-CSharp");
            }
        }

        foreach (KeyedMember other in theirs.Members)
        {
            if (!members.Exists(member => IsSame(member, other)))
            {
                Report(other, $"TypedMq leaves it out, MessagePack-CSharp sends it with the key {other.Declared}");
            }
        }

        void Report(KeyedMember member, string difference) =>
            diagnostics.Add(Descriptors.AnnotationsDisagree, Places.Key(member, contract), Names.Display(contract), member.Symbol.Name, difference);
    }

    private void Collect()
    {
        if (_isByName)
        {
            Collect(static _ => true);
            return;
        }

        Collect(static member => member is IPropertySymbol);
        Collect(static member => member is IFieldSymbol);
    }

    private void Collect(Func<ISymbol, bool> isWanted)
    {
        for (INamedTypeSymbol? level = _contract; level is { SpecialType: SpecialType.None }; level = level.BaseType)
        {
            IMethodSymbol? primary = Records.PrimaryConstructor(level);
            foreach (ISymbol member in level.GetMembers())
            {
                if (member is IPropertySymbol { IsIndexer: false } or IFieldSymbol && member is { IsStatic: false, IsOverride: false, IsImplicitlyDeclared: false } && isWanted(member))
                {
                    Add(member, Records.ParameterOf(member, primary));
                }
            }
        }
    }

    private void Add(ISymbol member, IParameterSymbol? parameter)
    {
        AttributeData? own = _readsOwnKeys ? FindOwnKey(member, parameter) : null;
        AttributeData? key = own ?? MessagePackAnnotations.FindKey(member) ?? (parameter is null ? null : MessagePackAnnotations.FindKey(parameter));
        bool isReadable = member is IFieldSymbol or IPropertySymbol { GetMethod: not null };
        bool isIgnored = own is null && (MessagePackAnnotations.IsIgnored(member) || (_readsOwnKeys && Names.Attribute(member, "MqIgnoreAttribute") is not null));
        bool isOpen = own is not null || _allowsPrivate || member.DeclaredAccessibility == Accessibility.Public;
        if (isIgnored || !isReadable)
        {
            return;
        }

        if (_isByName && own is null)
        {
            // A member of the type itself hides one of a base type that has its name.
            string text = key is { ConstructorArguments: [{ Value: string said }] } ? said : member.Name;
            if (isOpen && !Members.Exists(other => other.Text == text))
            {
                Members.Add(new(member, new(-1, text), key, parameter));
            }
        }
        else if (key is null)
        {
            if (KeyCollector.CanBeSetByAnyone(member))
            {
                Keyless.Add(member);
            }
        }
        else if (isOpen)
        {
            Members.Add(new(member, MemberKey.From(key), key, parameter));
        }
        else
        {
            _diagnostics?.Add(
                Descriptors.MessagePackNotAdopted,
                Places.Argument(key) ?? Places.Identifier(_contract),
                Names.Display(_contract),
                $"'{member.Name}' is not public, and MessagePack-CSharp sends such members only with [MessagePackObject(AllowPrivate = true)]. Set that, or remove the key.");
        }
    }

    private static AttributeData? FindOwnKey(ISymbol member, IParameterSymbol? parameter) =>
        Names.Attribute(member, "MqKeyAttribute") ?? (parameter is null ? null : Names.Attribute(parameter, "MqKeyAttribute"));

    private KeyedMember? Find(KeyedMember member) => Members.Find(other => IsSame(member, other));

    /// <summary>MessagePack-CSharp knows a property by its first declaration, TypedMq by its last.</summary>
    private static bool IsSame(KeyedMember left, KeyedMember right) =>
        SymbolEqualityComparer.Default.Equals(MessagePackAnnotations.Root(left.Symbol), MessagePackAnnotations.Root(right.Symbol));
}
