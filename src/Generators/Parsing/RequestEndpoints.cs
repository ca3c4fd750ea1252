using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>The methods of a channel that have tags of their own: requests, and messages of other names that nobody replies to.</summary>
internal sealed class RequestEndpoints(TypeClassifier classifier, Compilation compilation, Endpoints tags, INamedTypeSymbol channel)
{
    private const string Channels = "global::TypedMq.Channels.";

    private readonly Locals _fields = new();
    private readonly List<RequestModel> _requests = [];
    private readonly List<EndpointModel> _oneWays = [];

    /// <summary>The contracts that are sent as they are.</summary>
    public List<INamedTypeSymbol> Contracts { get; } = [];

    /// <summary>The tags that are taken: each with what it was made from, and the method.</summary>
    public List<(uint Tag, string Text, string Method)> Tags { get; } = [];

    /// <summary>What the manifest says of them: what is done with each contract, and its name there.</summary>
    public List<(string Role, INamedTypeSymbol Contract, string Tag)> Roots { get; } = [];

    public bool IsEmpty => _requests.Count == 0 && _oneWays.Count == 0;

    public EquatableArray<RequestModel> Requests => new(_requests);

    public EquatableArray<EndpointModel> OneWays => new(_oneWays);

    /// <summary>The request of a method. Null when a type of it cannot be sent, which is reported then, or when another request has its tag.</summary>
    /// <param name="method">The method.</param>
    /// <param name="payloads">What it sends.</param>
    /// <param name="kind">How it is answered.</param>
    /// <param name="reply">What comes back; null when nothing does.</param>
    /// <param name="clash">The method that has the same tag and is another request.</param>
    public RequestModel? GetRequest(IMethodSymbol method, List<IParameterSymbol> payloads, RequestKind kind, ITypeSymbol? reply, out string? clash)
    {
        clash = null;
        string text = TagText(method, payloads);
        string name = $"{channel.Name}.{method.Name}";
        if (Send(method, payloads, text, "Request") is not { } endpoint || (reply is null ? null : Reply(method, reply)) is var answer && answer is null != reply is null)
        {
            return null;
        }

        foreach (RequestModel known in _requests)
        {
            if (known.Endpoint.Tag == endpoint.Tag)
            {
                if (known.Kind == kind && Equals(known.Reply, answer) && known.Endpoint.TypeName == endpoint.TypeName)
                {
                    return known;
                }

                clash = known.Method;
                return null;
            }
        }

        RequestModel request = new(endpoint.Field, name, kind, endpoint with { Field = "" }, answer);
        _requests.Add(request);
        Tags.Add((endpoint.Tag, text, name));
        AddRoots(payloads, text);
        if (reply is INamedTypeSymbol replied && tags.IsContract(replied))
        {
            Roots.Add(("receives", replied, text + "->"));
        }

        return request;
    }

    /// <summary>The message of a method that nobody replies to; null when a type of it cannot be sent.</summary>
    public EndpointModel? GetOneWay(IMethodSymbol method, List<IParameterSymbol> payloads)
    {
        string text = TagText(method, payloads);
        if (Send(method, payloads, text, "Sender") is not { } endpoint)
        {
            return null;
        }

        foreach (EndpointModel known in _oneWays)
        {
            if (known.Tag == endpoint.Tag && known.TypeName == endpoint.TypeName)
            {
                return known;
            }
        }

        _oneWays.Add(endpoint);
        Tags.Add((endpoint.Tag, text, $"{channel.Name}.{method.Name}"));
        AddRoots(payloads, text);
        return endpoint;
    }

    /// <summary>Whether a method sends its parameters as a tuple: one contract goes as it is.</summary>
    public bool IsPacked(List<IParameterSymbol> payloads) => payloads.Count > 1 || (payloads.Count == 1 && !IsContract(payloads[0].Type));

    private void AddRoots(List<IParameterSymbol> payloads, string text)
    {
        foreach (IParameterSymbol payload in payloads)
        {
            if (IsContract(payload.Type))
            {
                Roots.Add(("sends", (INamedTypeSymbol)payload.Type, payloads.Count == 1 ? text : $"{text}#{Names.Literal(payloads.IndexOf(payload) + 1)}"));
            }
        }
    }

    private bool IsContract(ITypeSymbol type) => type is INamedTypeSymbol named && tags.IsContract(named);

    /// <summary>A method is known by its name, however it waits, and by what it takes, unless it is given a tag.</summary>
    private string TagText(IMethodSymbol method, List<IParameterSymbol> payloads)
    {
        if (Names.Attribute(method, "MqRequestAttribute") is { ConstructorArguments: [{ Value: string { Length: > 0 } tag }] })
        {
            return tag;
        }

        string text = method.Name.EndsWith("Async", StringComparison.Ordinal) && method.Name.Length > "Async".Length
            ? method.Name.Substring(0, method.Name.Length - "Async".Length)
            : method.Name;
        for (int i = 0; i < payloads.Count; i++)
        {
            text += (i == 0 ? "(" : ", ") + tags.ArgumentText(payloads[i].Type);
        }

        return payloads.Count == 0 ? text + "()" : text + ")";
    }

    private EndpointModel? Send(IMethodSymbol method, List<IParameterSymbol> payloads, string text, string suffix)
    {
        string typeName = Channels + "MqNothing";
        string formatter = Channels + "MqNothingFormatter";
        if (payloads.Count > 0)
        {
            if (ParametersOf(method, payloads) is not var (type, place)
                || classifier.ClassifyValue(type, place, method.Name) is not { } model)
            {
                return null;
            }

            typeName = model.Name;
            formatter = model.Formatter;
            if (!IsPacked(payloads))
            {
                INamedTypeSymbol contract = (INamedTypeSymbol)type;
                formatter = Endpoints.MessageFormatter(contract, model);
                Contracts.Add(contract);
            }
        }

        return new("_" + _fields.Take(method.Name + suffix).TrimStart('@'), typeName, method.Name, formatter, Math.Max(Hash.Fnv1a(text), 1));
    }

    /// <summary>The contract, or a tuple of all. Each part is looked at by itself, so that what cannot be sent is marked where it stands.</summary>
    private (ITypeSymbol Type, LocationInfo? Place)? ParametersOf(IMethodSymbol method, List<IParameterSymbol> payloads)
    {
        LocationInfo? place = Places.Type(payloads[0]) ?? Places.Identifier(method) ?? Places.Identifier(channel);
        if (!IsPacked(payloads))
        {
            return (payloads[0].Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated), place);
        }

        List<ITypeSymbol> types = [];
        List<NullableAnnotation> annotations = [];
        bool isComplete = true;
        foreach (IParameterSymbol payload in payloads)
        {
            isComplete &= classifier.ClassifyValue(payload.Type, Places.Type(payload) ?? place, method.Name) is not null;
            types.Add(payload.Type);
            annotations.Add(payload.NullableAnnotation);
        }

        if (!isComplete)
        {
            return null;
        }

        INamedTypeSymbol tuple = types.Count == 1
            ? compilation.GetTypeByMetadataName("System.ValueTuple`1")!.Construct(ImmutableArray.Create(types[0]), ImmutableArray.Create(annotations[0]))
            : compilation.CreateTupleTypeSymbol(types.ToImmutableArray(), elementNullableAnnotations: annotations.ToImmutableArray());
        return (tuple, place);
    }

    private EndpointModel? Reply(IMethodSymbol method, ITypeSymbol type)
    {
        LocationInfo? place = Places.Type(method) ?? Places.Identifier(method) ?? Places.Identifier(channel);
        if (classifier.ClassifyValue(type, place, method.Name) is not { } model)
        {
            return null;
        }

        bool isContract = IsContract(type);
        string formatter = isContract && type.NullableAnnotation != NullableAnnotation.Annotated ? Endpoints.MessageFormatter((INamedTypeSymbol)type, model) : model.Formatter;
        uint tag = isContract ? tags.Tag((INamedTypeSymbol)type) : Math.Max(Hash.Fnv1a(tags.ArgumentText(type)), 1);
        return new("", model.Name, type.Name, formatter, tag);
    }
}
