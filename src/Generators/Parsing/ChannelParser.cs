using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Turns an annotated interface into its model. Symbols end here.</summary>
internal static class ChannelParser
{
    private const int DropOldest = 3;

    public static ParseResult<ChannelModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        INamedTypeSymbol channel = (INamedTypeSymbol)context.TargetSymbol;
        AttributeData attribute = context.Attributes[0];
        DiagnosticList diagnostics = new();
        if (channel.TypeKind != TypeKind.Interface || attribute.ConstructorArguments is not [{ Kind: TypedConstantKind.Primitive }])
        {
            // CS0592, or an attribute that is still being typed: the compiler says so.
            return new(null, default);
        }

        if (FindObjection(channel) is { } objection)
        {
            diagnostics.Add(Descriptors.CannotBeChannel, Places.Identifier(channel), Names.Display(channel), objection);
            return new(null, diagnostics.ToArray());
        }

        if (QueueNameRules.FindProblem(attribute.ConstructorArguments[0].Value as string) is { } problem)
        {
            diagnostics.Add(Descriptors.InvalidNameOrPriority, Places.Argument(attribute), Names.Display(channel), problem);
        }

        TypeClassifier classifier = new(new Scope(context.SemanticModel.Compilation, context.SemanticModel.Compilation.Assembly), diagnostics, channel);
        Endpoints senders = new(classifier, context.SemanticModel.Compilation, "Sender");
        Endpoints receivers = new(classifier, context.SemanticModel.Compilation, "Receiver");
        RequestEndpoints requests = new(classifier, context.SemanticModel.Compilation, senders, channel);
        EquatableArray<MethodModel> methods = ParseMethods(channel, new(channel, diagnostics, senders, receivers, requests), diagnostics);
        cancellationToken.ThrowIfCancellationRequested();
        if (methods.Count == 0 && !diagnostics.HasErrors)
        {
            diagnostics.Add(
                Descriptors.CannotBeChannel,
                Places.Identifier(channel),
                Names.Display(channel),
                "it neither sends nor receives. Let it inherit IMqSender<T>, IMqReceiver<T> or IMqQueue<T>, or give it methods.");
        }

        CheckTags(channel, attribute, senders, receivers, diagnostics);
        CheckRequests(channel, attribute, senders, receivers, requests, diagnostics);
        CheckSizes(channel, attribute, senders, senders.Contracts.Count + requests.Contracts.Count > 0 ? [.. senders.Contracts, .. requests.Contracts] : receivers.Contracts, diagnostics);
        bool hasDeliveries = Deliveries.AreReceived(methods);
        CheckTransport(channel, attribute, hasDeliveries, diagnostics);

        // Nothing refers to a proxy by name, so that one with errors needs no stub.
        return new(diagnostics.HasErrors ? null : CreateModel(channel, attribute, senders, receivers, requests, methods, hasDeliveries, context.SemanticModel.Compilation), diagnostics.ToArray());
    }

    private static ChannelModel CreateModel(
        INamedTypeSymbol channel,
        AttributeData attribute,
        Endpoints senders,
        Endpoints receivers,
        RequestEndpoints requests,
        EquatableArray<MethodModel> methods,
        bool hasDeliveries,
        Compilation compilation)
    {
        int maxPriority = 0;
        foreach (MethodModel method in methods)
        {
            maxPriority = Math.Max(maxPriority, method.Priority);
        }

        return new()
        {
            Namespace = Names.GeneratedNamespace(channel),
            ProxyName = Names.Proxy(channel),
            InterfaceName = Names.Qualified(channel),
            HintName = Names.Hint(channel),
            Senders = senders.ToArray(),
            Receivers = receivers.ToArray(),
            Requests = requests.Requests,
            OneWays = requests.OneWays,
            Methods = methods,
            HasDeliveries = hasDeliveries,
            MaxPriority = maxPriority,
            Settings = ParseSettings(attribute),
            Manifest = ManifestParser.Parse(senders, receivers, requests, compilation),
        };
    }

    private static EquatableArray<MethodModel> ParseMethods(INamedTypeSymbol channel, MethodClassifier classifier, DiagnosticList diagnostics)
    {
        List<MethodModel> methods = [];
        HashSet<ISymbol> implemented = ImplementedByInterfaces(channel);
        foreach (INamedTypeSymbol level in (INamedTypeSymbol[])[channel, .. channel.AllInterfaces])
        {
            if (IsImplementedByBase(level))
            {
                continue;
            }

            foreach (ISymbol member in level.GetMembers())
            {
                if (!member.IsAbstract || implemented.Contains(member))
                {
                    continue;
                }

                if (member is IPropertySymbol or IEventSymbol)
                {
                    string kind = member is IEventSymbol ? "an event" : "a property";
                    LocationInfo? place = Places.Identifier(member) ?? Places.Identifier(channel);
                    diagnostics.Add(Descriptors.UnsupportedMember, place, Names.Display(channel), member.Name, $"it is {kind}");
                }
                else if (member is IMethodSymbol { AssociatedSymbol: null } method
                    && classifier.Classify(method) is { } model)
                {
                    methods.Add(model);
                }
            }
        }

        return new(methods);
    }

    /// <summary>The channel as its tags see it: receivers tell messages apart by them, or, without an envelope, not at all.</summary>
    private static void CheckTags(INamedTypeSymbol channel, AttributeData attribute, Endpoints senders, Endpoints receivers, DiagnosticList diagnostics)
    {
        bool hasEnvelope = !HasSetting(attribute, "Envelope", out TypedConstant envelope) || envelope.Value is not 1;
        List<INamedTypeSymbol> contracts = [.. senders.Contracts, .. receivers.Contracts];
        for (int i = 0; i < contracts.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                bool isSame = SymbolEqualityComparer.Default.Equals(contracts[i], contracts[j]);
                if (!isSame && (!hasEnvelope || senders.Tag(contracts[i]) == senders.Tag(contracts[j])))
                {
                    string reason = hasEnvelope
                        ? $"both have the tag '{senders.TagText(contracts[i])}'. Give one of them another: [MqContract(\"tag\")]."
                        : "without an envelope a channel carries one contract. Give each a channel of its own, or leave Envelope out.";
                    diagnostics.Add(
                        Descriptors.TagTwice,
                        Places.Identifier(channel),
                        Names.Display(channel),
                        Names.FullDisplay(contracts[j]),
                        Names.FullDisplay(contracts[i]),
                        reason);
                }
            }
        }
    }

    /// <summary>Whoever takes messages from the queue would take requests; and a tag must tell a method.</summary>
    private static void CheckRequests(INamedTypeSymbol channel, AttributeData attribute, Endpoints senders, Endpoints receivers, RequestEndpoints requests, DiagnosticList diagnostics)
    {
        if (requests.IsEmpty)
        {
            return;
        }

        if (receivers.Contracts.Count > 0)
        {
            diagnostics.Add(
                Descriptors.NotWithRequests,
                Places.Identifier(channel),
                Names.Display(channel),
                $"also receives '{Names.Display(receivers.Contracts[0])}'",
                "whoever receives from the queue would take requests from their server. Give what is received a channel of its own.");
        }

        if (HasSetting(attribute, "Envelope", out TypedConstant envelope) && envelope.Value is 1)
        {
            diagnostics.Add(
                Descriptors.NotWithRequests,
                Places.Argument(attribute, "Envelope"),
                Names.Display(channel),
                "has no envelope",
                "that says which method a request is for, and where its reply goes. Leave Envelope out.");
        }

        if (requests.Requests.Count > 0 && HasSetting(attribute, "FullMode", out TypedConstant fullMode) && fullMode.Value is DropOldest)
        {
            diagnostics.Add(
                Descriptors.NotWithRequests,
                Places.Argument(attribute, "FullMode"),
                Names.Display(channel),
                "drops the oldest message of a full queue",
                "that may be a request whose caller waits for its reply. Use Wait, Fail or DropWrite.");
        }

        List<(uint Tag, string Text, string Name)> tags = [.. requests.Tags];
        foreach (INamedTypeSymbol contract in senders.Contracts)
        {
            tags.Add((senders.Tag(contract), senders.TagText(contract), Names.FullDisplay(contract)));
        }

        for (int i = 0; i < tags.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (tags[i].Tag == tags[j].Tag)
                {
                    diagnostics.Add(
                        Descriptors.TagTwice,
                        Places.Identifier(channel),
                        Names.Display(channel),
                        tags[j].Name,
                        tags[i].Name,
                        $"'{tags[i].Text}' and '{tags[j].Text}' are the same tag. Give one of the methods another: [MqRequest(\"tag\")].");
                }
            }
        }
    }

    private static void CheckSizes(INamedTypeSymbol channel, AttributeData attribute, Endpoints endpoints, List<INamedTypeSymbol> contracts, DiagnosticList diagnostics)
    {
        if (!HasSetting(attribute, "MaxMessageBytes", out TypedConstant setting) || setting.Value is not (int limit and > 0))
        {
            return;
        }

        foreach (INamedTypeSymbol contract in contracts)
        {
            int size = endpoints.MaxSize(contract);
            LocationInfo? place = Places.Argument(attribute, "MaxMessageBytes");
            string[] names = [Names.Display(contract), "", Names.Display(channel), Names.Literal(limit), ""];
            if (size == TypeModel.Unbounded)
            {
                names[1] = "has no worst-case size";
                names[4] = "sending a longer message fails. [MqMaxLength] on its strings and collections gives it a worst case.";
                diagnostics.AddInfo(Descriptors.MessageTooLarge, place, names);
            }
            else if (size > limit)
            {
                names[1] = $"takes up to {Names.Literal(size)} bytes";
                names[4] = $"sending such a message fails. Set MaxMessageBytes to {Names.Literal(size)} or more, or leave it out.";
                diagnostics.Add(Descriptors.MessageTooLarge, place, names);
            }
        }
    }

    /// <summary>What the kernel's queues cannot do; of transports that are not ours nothing is known here, and FastMq and in-process queues can do it.</summary>
    private static void CheckTransport(INamedTypeSymbol channel, AttributeData attribute, bool hasDeliveries, DiagnosticList diagnostics)
    {
        const int AtLeastOnce = 1;
        const int OneToOne = 1;
        if (!HasSetting(attribute, "Transport", out TypedConstant transport) || (transport.Value as string)?.ToLowerInvariant() is not (("posix" or "sysv") and var name))
        {
            return;
        }

        Check("Delivery", AtLeastOnce, "delivery at least once", "the kernel keeps no message that was taken. Leave Delivery out, or choose a transport that keeps messages until they are completed.");
        Check("FullMode", DropOldest, "FullMode = DropOldest", "the kernel gives only its next message, which is the one that matters most. Use DropWrite, Fail or Wait, or choose a transport with DropOldest.");
        Check("Topology", OneToOne, "Topology = OneToOne", "the kernel lets anybody in who has the right. Leave Topology out, or choose a transport with OneToOne.");
        Check("ReservedSlots", null, "ReservedSlots", "the kernel gives room to whoever comes first. Give what must always get in a queue of its own, or choose a transport with ReservedSlots.");
        if (hasDeliveries)
        {
            diagnostics.Add(
                Descriptors.TransportCannot,
                Places.Argument(attribute, "Transport"),
                Names.Display(channel),
                name,
                "deliveries that are settled by hand",
                "the kernel keeps no message that was taken. Receive the contract itself instead of MqDelivery, or choose a transport that keeps messages until they are completed.");
        }

        void Check(string setting, int? forbidden, string feature, string remedy)
        {
            if (HasSetting(attribute, setting, out TypedConstant found) && found.Value is int value && (forbidden is null ? value > 0 : value == forbidden))
            {
                diagnostics.Add(Descriptors.TransportCannot, Places.Argument(attribute, setting), Names.Display(channel), name, feature, remedy);
            }
        }
    }

    private static EquatableArray<string> ParseSettings(AttributeData attribute)
    {
        List<string> settings = [$"Name = {Names.Literal((string)attribute.ConstructorArguments[0].Value!)}"];
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            settings.Add($"{argument.Key} = {TextOf(argument.Value)}");
        }

        return new(settings);
    }

    private static string TextOf(TypedConstant constant) => constant switch
    {
        { Value: string text } => Names.Literal(text),
        { Kind: TypedConstantKind.Enum, Value: int value, Type: { } type } => $"({Names.Qualified(type)}){Names.Literal(value)}",
        { Value: int number } => Names.Literal(number),
        _ => "null",
    };

    private static bool HasSetting(AttributeData attribute, string name, out TypedConstant value)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                value = argument.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    private static string? FindObjection(INamedTypeSymbol channel)
    {
        for (INamedTypeSymbol? outer = channel; outer is not null; outer = outer.ContainingType)
        {
            if (outer.Arity > 0)
            {
                return "it is generic, and a queue carries what is known. Declare an interface for each contract.";
            }

            if (outer.IsFileLocal)
            {
                return "it is local to its file, where generated code cannot reach it. Remove 'file'.";
            }
        }

        if (ContractLookup.IsDeclared(channel))
        {
            return "it is marked with [MqContract] too, and a message is no channel. Remove one of the two.";
        }

        if (Setters.IsObsoleteAsError(channel))
        {
            return "it is obsolete as an error, so generated code may not implement it. Let [Obsolete] warn, or remove [MqChannel].";
        }

        return ContractLookup.IsAccessible(channel, out INamedTypeSymbol? hidden)
            ? null
            : $"'{Names.Display(hidden)}' is not accessible to generated code. Make it internal or public.";
    }

    /// <summary>What the base class of every proxy implements.</summary>
    private static bool IsImplementedByBase(INamedTypeSymbol type) =>
        Names.Is(type, "System", "IDisposable") || Names.Is(type, "System", "IAsyncDisposable") || Names.Is(type, "TypedMq", "IMqChannel");

    /// <summary>Members that an interface implements for those that it inherits from.</summary>
    private static HashSet<ISymbol> ImplementedByInterfaces(INamedTypeSymbol channel)
    {
        HashSet<ISymbol> implemented = new(SymbolEqualityComparer.Default);
        foreach (INamedTypeSymbol level in (INamedTypeSymbol[])[channel, .. channel.AllInterfaces])
        {
            foreach (ISymbol member in level.GetMembers())
            {
                if (!member.IsAbstract)
                {
                    implemented.UnionWith(member switch
                    {
                        IMethodSymbol method => ImmutableArray<ISymbol>.CastUp(method.ExplicitInterfaceImplementations),
                        IPropertySymbol property => ImmutableArray<ISymbol>.CastUp(property.ExplicitInterfaceImplementations),
                        IEventSymbol change => ImmutableArray<ISymbol>.CastUp(change.ExplicitInterfaceImplementations),
                        _ => ImmutableArray<ISymbol>.Empty,
                    });
                }
            }
        }

        return implemented;
    }
}
