using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using TypedMq.Channels;
using TypedMq.Consumers;
using TypedMq.Transports;

namespace TypedMq;

/// <summary>What consumes the messages of channels, and what becomes of those that it cannot.</summary>
public sealed partial class MqNode
{
    private readonly HashSet<MqConsumer> _consumers = [];

    /// <summary>Starts handling a channel's messages, for programs without a container.</summary>
    /// <typeparam name="TChannel">The interface, marked with <see cref="MqChannelAttribute"/>.</typeparam>
    /// <param name="handler">Implements <see cref="IMqHandler{T}"/> for one or more of the channel's contracts. With a concurrency above 1 it is called by several threads at once.</param>
    /// <param name="configure">Sets how; configuration of the channel wins.</param>
    /// <param name="configureChannel">Settings of the channel that win over those of the attribute.</param>
    /// <returns>The running consumer: dispose it before the node, or dispose the node asynchronously.</returns>
    /// <exception cref="MqException">One of its kinds says what is wrong.</exception>
    public MqConsumer StartHandler<TChannel>(object handler, Action<MqHandlerOptions>? configure = null, Action<MqChannelOptions>? configureChannel = null)
        where TChannel : class
    {
        ArgumentNullException.ThrowIfNull(handler);
        MqHandlerOptions options = new();
        configure?.Invoke(options);
        return StartHandlers(MqChannelRegistry.Get<TChannel>(), [new(handler.GetType(), _ => handler)], options, configureChannel, scopes: null);
    }

    /// <summary>Opens what could not be handled of a queue.</summary>
    /// <param name="name">The name of the queue, not that of its dead-letter queue.</param>
    /// <param name="transport">The transport; null means that of the queue's configuration, or the node's.</param>
    /// <returns>The dead letters; the queue itself need not exist until one is sent back.</returns>
    /// <exception cref="MqConfigurationException">It is no name of a queue.</exception>
    public MqDeadLetterQueue OpenDeadLetters(string name, string? transport = null) => OpenDeadLetters([], () => new MqChannelOptions { Name = name, Transport = transport });

    /// <summary>Opens what could not be handled of a channel.</summary>
    /// <typeparam name="TChannel">The interface, marked with <see cref="MqChannelAttribute"/>.</typeparam>
    /// <param name="configure">Settings of the channel that win over those of the attribute: those that it is opened with.</param>
    /// <returns>The dead letters; the queue itself need not exist until one is sent back.</returns>
    public MqDeadLetterQueue OpenDeadLetters<TChannel>(Action<MqChannelOptions>? configure = null)
        where TChannel : class
    {
        MqChannelDescriptor descriptor = MqChannelRegistry.Get<TChannel>();
        return OpenDeadLetters(descriptor.Messages, () => Settings(descriptor, configure));
    }

    /// <summary>The consumers that were started here and not stopped yet: those that run, and those that ended by themselves.</summary>
    public IReadOnlyList<MqConsumer> Consumers
    {
        get
        {
            lock (_lock)
            {
                return [.. _consumers];
            }
        }
    }

    internal MqConsumer StartHandlers(
        MqChannelDescriptor descriptor,
        IEnumerable<HandlerSource> handlers,
        MqHandlerOptions options,
        Action<MqChannelOptions>? configureChannel,
        IServiceScopeFactory? scopes)
    {
        if (descriptor.HasRequests)
        {
            throw new MqConfigurationException($"Handler of {descriptor.Interface}", null, "It has requests, whose callers would wait in vain while handlers take them: serve it (AddServer, StartServer), or give what is handled a channel of its own.");
        }

        MqChannelCore channel = OpenToConsume(descriptor, configureChannel);
        try
        {
            // Not the caller's own: it may start several with the same.
            MqHandlerOptions merged = new();
            options.CopyTo(merged);
            channel.Handler?.CopyTo(merged);
            HandlerDispatcher dispatcher = HandlerDispatcher.Create(channel.Queue.Name.Value, descriptor, handlers, channel.CachedStrings);
            return StartConsumer(channel, dispatcher, merged, "Handler", scopes);
        }
        catch
        {
            channel.Close();
            throw;
        }
    }

    /// <summary>Opens the queue of a channel for a consumer of its own.</summary>
    internal MqChannelCore OpenToConsume(MqChannelDescriptor descriptor, Action<MqChannelOptions>? configureChannel) =>
        Open(Settings(descriptor, configureChannel), MqAccess.Receive, descriptor.MaxPriority, descriptor.MaxContractBytes, descriptor.ConsumerManifest, static channel => channel);

    /// <summary>Starts what takes messages from a queue; the consumer owns the channel from then on.</summary>
    /// <param name="channel">The open queue.</param>
    /// <param name="dispatcher">Knows whom messages are for.</param>
    /// <param name="options">How, with what configuration says.</param>
    /// <param name="role">What configuration calls it: <c>Handler</c>.</param>
    /// <param name="scopes">Makes the scope of each attempt; null where there is no container.</param>
    internal MqConsumer StartConsumer(MqChannelCore channel, MessageDispatcher dispatcher, MqConsumerOptions options, string role, IServiceScopeFactory? scopes)
    {
        options.Validate($"Channels:{channel.Queue.Name}:{role}");
        CheckFilters(options, scopes);
        ConsumerSettings settings = options.Resolve();
        if (channel.IsOneToOne && settings.Concurrency > 1)
        {
            throw new MqConfigurationException(
                $"Channels:{channel.Queue.Name}:{role}:Concurrency",
                settings.Concurrency.ToString(CultureInfo.InvariantCulture),
                "With Topology = OneToOne one message is taken at a time: leave Concurrency at 1, or Topology unset.");
        }

        return new(this, new ConsumerPump(channel, dispatcher, settings, settings.DeadLetter ? channel.DeadLetters : null, scopes));
    }

    /// <summary>Whether the filters can be made: otherwise every message would fail.</summary>
    /// <exception cref="MqConfigurationException">There is no container, or it does not know one of them.</exception>
    private static void CheckFilters(MqConsumerOptions options, IServiceScopeFactory? scopes)
    {
        if (options.Registrations.Count == 0)
        {
            return;
        }

        if (scopes is null)
        {
            throw new MqConfigurationException("AddFilter<T>()", null, "There is no container here that could make the filter: pass an instance, AddFilter(new T(...)).");
        }

        using IServiceScope scope = scopes.CreateScope();
        IServiceProviderIsService? known = scope.ServiceProvider.GetService<IServiceProviderIsService>();
        foreach ((Type filter, _) in options.Registrations)
        {
            if (known?.IsService(filter) == false)
            {
                throw new MqConfigurationException("AddFilter<T>()", filter.ToString(), "The container does not know it: add it where the handler or server is added, or register it.");
            }
        }
    }

    /// <summary>Opens, or makes, a dead-letter queue.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The transport and the scope of the queue whose dead letters it takes.</param>
    /// <param name="payloadBytes">The largest payload of the queue whose dead letters it takes; null leaves the size to what is there.</param>
    /// <param name="access">What the handle may do.</param>
    internal MqChannelCore OpenDeadLetterQueue(string name, MqChannelOptions from, int? payloadBytes, MqAccess access)
    {
        MqChannelOptions settings = new() { Name = name, Transport = from.Transport, Scope = from.Scope, ScopeGroup = from.ScopeGroup, OpenMode = payloadBytes is null ? MqOpenMode.OpenExisting : MqOpenMode.OpenOrCreate };
        return Open(settings, access, maxPriority: 0, payloadBytes is { } bytes ? MqSize.Add(bytes, DeadLetterFormat.Overhead) : MqSize.Unbounded, manifest: null, static channel => channel);
    }

    private MqDeadLetterQueue OpenDeadLetters(IReadOnlyList<MqMessageType> contracts, Func<MqChannelOptions> settings)
    {
        MqChannelOptions resolved = settings();
        string source = Configure(resolved).Value;
        return new(
            source,
            contracts,
            () => OpenDeadLetterQueue(DeadLetterWriter.NameFor(source), resolved, payloadBytes: null, MqAccess.Both),
            envelope => OpenSource(settings(), envelope));
    }

    /// <summary>Opens a queue to send dead letters back to it. It is not made here: nobody would know how.</summary>
    private MqChannelCore OpenSource(MqChannelOptions settings, MqEnvelopeMode envelope)
    {
        MqQueueName name = Configure(settings);

        // Whatever it is like now: what is too large for it is refused as such. Nor does it make room by dropping what others have sent.
        (settings.OpenMode, settings.Capacity, settings.MaxMessageBytes, settings.FullMode) = (MqOpenMode.OpenExisting, null, null, MqFullMode.Wait);
        settings.Envelope = envelope;
        settings.TimeToLive = envelope == MqEnvelopeMode.None ? null : settings.TimeToLive;
        return Open(name, settings, MqAccess.Send, maxPriority: 0, MqSize.Unbounded, manifest: null, static channel => channel, hasDeliveries: false);
    }

    internal void Add(MqConsumer consumer)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _consumers.Add(consumer);
        }
    }

    internal void Remove(MqConsumer consumer)
    {
        lock (_lock)
        {
            _consumers.Remove(consumer);
        }
    }
}
