using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using TypedMq.Channels;
using TypedMq.Consumers;

namespace TypedMq;

/// <summary>What consumes channels.</summary>
public sealed partial class MqBuilder
{
    /// <summary>
    /// Handles a channel's messages from the start of the host to its stop. Added twice for one channel, the handlers share its messages by contract, and the
    /// settings; several processes compete for them.
    /// </summary>
    /// <remarks>The queue is that of <see cref="AddChannel"/>, with its settings where it is added too. The handler is made for each attempt, in its scope, unless it is registered otherwise.</remarks>
    /// <typeparam name="TChannel">The interface, marked with <see cref="MqChannelAttribute"/>.</typeparam>
    /// <typeparam name="THandler">Implements <see cref="IMqHandler{T}"/> for one or more of the channel's contracts.</typeparam>
    /// <param name="configure">Sets how; configuration of the channel wins.</param>
    /// <param name="configureChannel">Sets what the queue is like, after <see cref="AddChannel"/> where the channel is added too; configuration wins.</param>
    /// <returns>The same builder.</returns>
    public MqBuilder AddHandler<TChannel, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(Action<MqHandlerOptions>? configure = null, Action<MqChannelOptions>? configureChannel = null)
        where TChannel : class
        where THandler : class => AddHandlerFor<TChannel, THandler>(key: null, configure, configureChannel);

    /// <summary>Handles the messages of a channel that was added under a key (<see cref="AddKeyedChannel"/>): otherwise as <see cref="AddHandler"/>.</summary>
    /// <typeparam name="TChannel">The interface, marked with <see cref="MqChannelAttribute"/>.</typeparam>
    /// <typeparam name="THandler">Implements <see cref="IMqHandler{T}"/> for one or more of the channel's contracts.</typeparam>
    /// <param name="key">The key of the channel.</param>
    /// <param name="configure">Sets how; configuration of the channel wins.</param>
    /// <param name="configureChannel">Sets what the queue is like, after <see cref="AddChannel"/> where the channel is added too; configuration wins.</param>
    /// <returns>The same builder.</returns>
    public MqBuilder AddKeyedHandler<TChannel, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(object key, Action<MqHandlerOptions>? configure = null, Action<MqChannelOptions>? configureChannel = null)
        where TChannel : class
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(key);
        return AddHandlerFor<TChannel, THandler>(key, configure, configureChannel);
    }

    private MqBuilder AddHandlerFor<TChannel, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(object? key, Action<MqHandlerOptions>? configure, Action<MqChannelOptions>? configureChannel)
        where TChannel : class
        where THandler : class
    {
        HandlerRegistration registration = FindHandlers(typeof(TChannel), key) ?? AddHandlers<TChannel>(key);
        registration.Handlers.Add(new(typeof(THandler), static services => services.GetRequiredService<THandler>()));
        Services.TryAddScoped<THandler>();
        configure?.Invoke(registration.Options);
        registration.ConfigureChannel += configureChannel;
        foreach ((_, Action<IServiceCollection> register) in registration.Options.Registrations)
        {
            register(Services);
        }

        return this;
    }

    private HandlerRegistration? FindHandlers(Type channel, object? key)
    {
        foreach (ServiceDescriptor service in Services)
        {
            if (!service.IsKeyedService && service.ImplementationInstance is HandlerRegistration found && found.Interface == channel && Equals(found.Key, key))
            {
                return found;
            }
        }

        return null;
    }

    private HandlerRegistration AddHandlers<TChannel>(object? key)
        where TChannel : class
    {
        HandlerRegistration registration = new(typeof(TChannel), key, static () => MqChannelRegistry.Get<TChannel>());
        Services.AddSingleton(registration);
        AddConsumer(registration.Start);
        return registration;
    }

    /// <summary>Lets a consumer run from the start of the host to its stop.</summary>
    private void AddConsumer(Func<IServiceProvider, MqConsumer> start) => Services.AddSingleton<IHostedService>(provider => new ConsumerService(provider, start));
}

/// <summary>The handlers of one channel, which share a consumer.</summary>
/// <param name="Interface">The channel.</param>
/// <param name="Key">The key of the channel; null when it has none.</param>
/// <param name="Descriptor">What the generator knows of the channel.</param>
internal sealed record HandlerRegistration(Type Interface, object? Key, Func<MqChannelDescriptor> Descriptor)
{
    public List<HandlerSource> Handlers { get; } = [];

    public MqHandlerOptions Options { get; } = new();

    public Action<MqChannelOptions>? ConfigureChannel { get; set; }

    public MqConsumer Start(IServiceProvider services) => services.GetRequiredService<MqNode>().StartHandlers(
        Descriptor(),
        Handlers,
        Options,
        ChannelSettings.Find(services, Interface, Key) + ConfigureChannel,
        services.GetRequiredService<IServiceScopeFactory>());
}

/// <summary>The settings of channels that were added.</summary>
internal static class ChannelSettings
{
    /// <summary>What code sets for a channel; null when it was not added, or nothing is set.</summary>
    /// <exception cref="MqConfigurationException">No channel has the key.</exception>
    public static Action<MqChannelOptions>? Find(IServiceProvider services, Type channel, object? key)
    {
        ChannelRegistration? found = null;
        foreach (ChannelRegistration registration in services.GetServices<ChannelRegistration>())
        {
            // As with services, the last one counts.
            found = registration.Interface == channel && Equals(registration.Key, key) ? registration : found;
        }

        // Without a key the attribute names the queue; with one it is the key's, and that of the attribute would be another.
        return found is not null || key is null
            ? found?.Configure
            : throw new MqConfigurationException($"Key of {channel}", key.ToString(), "No channel was added under it, so nothing says which queue is meant: call AddKeyedChannel with the same key.");
    }
}

/// <summary>Runs a consumer while the host runs.</summary>
internal sealed class ConsumerService(IServiceProvider services, Func<IServiceProvider, MqConsumer> start) : IHostedService
{
    private MqConsumer? _consumer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _consumer = start(services);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _consumer?.StopAsync(cancellationToken) ?? Task.CompletedTask;
}
