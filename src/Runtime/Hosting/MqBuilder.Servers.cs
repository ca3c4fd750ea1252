using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace TypedMq;

/// <summary>What answers the requests of channels.</summary>
public sealed partial class MqBuilder
{
    /// <summary>
    /// Serves a channel from the start of the host to its stop: its requests are executed by an implementation of its interface, and answered. Several processes
    /// compete for them.
    /// </summary>
    /// <remarks>
    /// The implementation is made for each request, in its scope, unless it is registered otherwise. It is never registered as the interface: who is injected
    /// <typeparamref name="TChannel"/> gets the channel (<see cref="AddChannel"/>), whose settings count here too.
    /// </remarks>
    /// <typeparam name="TChannel">The interface, marked with <see cref="MqChannelAttribute"/>; it has no methods that receive.</typeparam>
    /// <typeparam name="TImplementation">Executes the requests.</typeparam>
    /// <param name="configure">Sets how; configuration of the channel wins.</param>
    /// <param name="configureChannel">Sets what the queue is like, after <see cref="AddChannel"/> where the channel is added too; configuration wins.</param>
    /// <returns>The same builder.</returns>
    public MqBuilder AddServer<TChannel, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(Action<MqServerOptions>? configure = null, Action<MqChannelOptions>? configureChannel = null)
        where TChannel : class
        where TImplementation : class, TChannel => AddServerFor<TChannel, TImplementation>(key: null, configure, configureChannel);

    /// <summary>Serves a channel that was added under a key (<see cref="AddKeyedChannel"/>): otherwise as <see cref="AddServer"/>.</summary>
    /// <typeparam name="TChannel">The interface, marked with <see cref="MqChannelAttribute"/>; it has no methods that receive.</typeparam>
    /// <typeparam name="TImplementation">Executes the requests.</typeparam>
    /// <param name="key">The key of the channel.</param>
    /// <param name="configure">Sets how; configuration of the channel wins.</param>
    /// <param name="configureChannel">Sets what the queue is like, after <see cref="AddChannel"/> where the channel is added too; configuration wins.</param>
    /// <returns>The same builder.</returns>
    public MqBuilder AddKeyedServer<TChannel, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(object key, Action<MqServerOptions>? configure = null, Action<MqChannelOptions>? configureChannel = null)
        where TChannel : class
        where TImplementation : class, TChannel
    {
        ArgumentNullException.ThrowIfNull(key);
        return AddServerFor<TChannel, TImplementation>(key, configure, configureChannel);
    }

    private MqBuilder AddServerFor<TChannel, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(object? key, Action<MqServerOptions>? configure, Action<MqChannelOptions>? configureChannel)
        where TChannel : class
        where TImplementation : class, TChannel
    {
        MqServerOptions options = new();
        configure?.Invoke(options);
        foreach ((_, Action<IServiceCollection> register) in options.Registrations)
        {
            register(Services);
        }

        Services.TryAddScoped<TImplementation>();
        AddConsumer(services => services.GetRequiredService<MqNode>().StartServer<TChannel>(
            static scope => scope.GetRequiredService<TImplementation>(),
            options,
            ChannelSettings.Find(services, typeof(TChannel), key) + configureChannel,
            services.GetRequiredService<IServiceScopeFactory>()));
        return this;
    }
}
