using Microsoft.Extensions.DependencyInjection;

namespace TypedMq;

/// <summary>Adds channels, and what consumes them, to a node in a service collection.</summary>
public sealed partial class MqBuilder
{
    internal MqBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Sets options.</summary>
    /// <param name="configure">Sets them.</param>
    /// <returns>The same builder.</returns>
    public MqBuilder Configure(Action<MqOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }

    /// <summary>Chooses queues in the memory of this process's node: for tests, and for services that share a process.</summary>
    /// <param name="configure">Sets what tests need: users, a clock, faults, a host that several nodes share.</param>
    /// <returns>The same builder.</returns>
    public MqBuilder UseInProcess(Action<InProcessOptions>? configure = null) => Configure(options => options.UseInProcess(configure));

    /// <summary>Adds a channel: its proxy is injected as a singleton. The queue is opened when the host starts, or when the proxy is first asked for.</summary>
    /// <typeparam name="TChannel">The interface, marked with <see cref="MqChannelAttribute"/>.</typeparam>
    /// <param name="configure">Settings that win over those of the attribute.</param>
    /// <returns>The same builder.</returns>
    public MqBuilder AddChannel<TChannel>(Action<MqChannelOptions>? configure = null)
        where TChannel : class
    {
        Services.AddSingleton(provider => provider.GetRequiredService<MqNode>().Open<TChannel>(configure));
        Services.AddSingleton(new ChannelRegistration(typeof(TChannel), Key: null, configure, static provider => provider.GetRequiredService<TChannel>()));
        return this;
    }

    /// <summary>Adds a channel under a key, for an interface that is used over several queues: inject it with <c>[FromKeyedServices("eu")]</c>.</summary>
    /// <typeparam name="TChannel">The interface, marked with <see cref="MqChannelAttribute"/>.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="configure">Settings that win over those of the attribute: at least the name of the queue, unless two keys are to share it.</param>
    /// <returns>The same builder.</returns>
    public MqBuilder AddKeyedChannel<TChannel>(object key, Action<MqChannelOptions>? configure = null)
        where TChannel : class
    {
        ArgumentNullException.ThrowIfNull(key);
        Services.AddKeyedSingleton(key, (provider, _) => provider.GetRequiredService<MqNode>().Open<TChannel>(configure));
        Services.AddSingleton(new ChannelRegistration(typeof(TChannel), key, configure, provider => provider.GetRequiredKeyedService<TChannel>(key)));
        return this;
    }
}
