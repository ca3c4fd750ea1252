using TypedMq.Channels;
using TypedMq.Transports;

namespace TypedMq.Consumers;

/// <summary>Gives each message to the handler of its contract.</summary>
internal sealed class HandlerDispatcher(string queue, MqChannelDescriptor channel, HandlerBinding[] bindings) : MessageDispatcher
{
    /// <summary>Ties handlers to the contracts of a channel.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="handlers">The classes of the handlers, and what gives them.</param>
    /// <param name="cachedStrings">How many strings each contract keeps.</param>
    /// <exception cref="MqConfigurationException">A handler is for none of the contracts, or two are for the same.</exception>
    public static HandlerDispatcher Create(
        string queue,
        MqChannelDescriptor channel,
        IEnumerable<HandlerSource> handlers,
        int cachedStrings)
    {
        List<HandlerBinding> bindings = [];
        Dictionary<MqMessageType, Type> taken = [];
        foreach (HandlerSource handler in handlers)
        {
            bool isBound = false;
            foreach (MqMessageType type in channel.Messages)
            {
                if (!type.IsHandledBy(handler.Type))
                {
                    continue;
                }

                if (!taken.TryAdd(type, handler.Type))
                {
                    throw new MqConfigurationException(
                        $"Handler of {channel.Interface}",
                        handler.Type.ToString(),
                        $"{type.Contract} is handled by {taken[type]} already, and a message is handled once: let one of them call the other, or set Concurrency for more at a time.");
                }

                bindings.Add(type.Bind(handler.Resolve, cachedStrings));
                isBound = true;
            }

            if (!isBound)
            {
                throw new MqConfigurationException(
                    $"Handler of {channel.Interface}",
                    handler.Type.ToString(),
                    $"It handles none of the channel's contracts: implement IMqHandler<T> for {(channel.Messages.Count == 1 ? "" : "one of ")}{string.Join(", ", channel.Messages.Select(type => type.Contract))}.");
            }
        }

        return new(queue, channel, [.. bindings]);
    }

    public override MessageCall Open(scoped in MqLease lease)
    {
        // Without an envelope there is no tag, and one contract.
        if (lease.Tag == 0 && bindings.Length == 1 && channel.Messages.Count == 1)
        {
            return bindings[0].Open(in lease);
        }

        foreach (HandlerBinding binding in bindings)
        {
            if (binding.Tag == lease.Tag)
            {
                return binding.Open(in lease);
            }
        }

        throw ForNobody(lease.Tag);
    }

    private MqDecodeException ForNobody(uint tag)
    {
        string? contract = channel.Messages.FirstOrDefault(type => type.Tag == tag)?.Contract;
        return contract is null
            ? new($"queue '{queue}' held a message whose tag, 0x{tag:x8}, is of no contract of {channel.Interface}; use the same version of it on both sides", contract: null, member: null, 0)
            : new($"queue '{queue}' held a message that no handler here is for; add one that implements IMqHandler<{contract}>", contract, member: null, 0);
    }
}

/// <summary>A class that handles messages, and what gives an object of it for each attempt.</summary>
/// <param name="Type">The class.</param>
/// <param name="Resolve">Gives the object, from the services of the attempt.</param>
internal sealed record HandlerSource(Type Type, Func<IServiceProvider, object> Resolve);

/// <summary>A contract that is handled here.</summary>
internal abstract class HandlerBinding(uint tag)
{
    public uint Tag { get; } = tag;

    public abstract MessageCall Open(scoped in MqLease lease);
}

/// <summary>A contract with its handler.</summary>
internal sealed class HandlerBinding<TFormatter, T>(MqMessageType<TFormatter, T> type, Func<IServiceProvider, object> resolve, MqStringCache? strings) : HandlerBinding(type.Tag)
    where TFormatter : struct, IMqFormatter<T>
{
    public override MessageCall Open(scoped in MqLease lease) => new Call(type.Contract, type.Decode(in lease, strings), resolve);

    private sealed class Call(string contract, T message, Func<IServiceProvider, object> resolve) : MessageCall
    {
        public override string Contract => contract;

        public override ValueTask InvokeAsync(MqContext context) => ((IMqHandler<T>)resolve(context.Services)).HandleAsync(message, context, context.CancellationToken);
    }
}
