using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace TypedMq;

/// <summary>TypedMq in a service collection.</summary>
public static class MqServiceCollectionExtensions
{
    /// <summary>Adds a node. Choose its transport and its channels on the result.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The builder.</returns>
    public static MqBuilder AddTypedMq(this IServiceCollection services, Action<MqOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<MqOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MqOptions>, MqOptionsValidator>());
        services.TryAddSingleton(provider => new MqNode(
            provider.GetRequiredService<IOptions<MqOptions>>().Value,
            provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ChannelOpener>());
        MqBuilder builder = new(services);
        return configure is null ? builder : builder.Configure(configure);
    }

    /// <summary>Adds a node whose options come from configuration, which wins over code.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The section that holds the options, or the root or a section that has it as its section <c>TypedMq</c>.</param>
    /// <returns>The builder.</returns>
    public static MqBuilder AddTypedMq(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        MqBuilder builder = services.AddTypedMq();
        services.AddOptions<MqOptions>().PostConfigure(options => MqConfigurationReader.Read(configuration, options));
        return builder;
    }
}

/// <summary>Adds channels to a node in a service collection.</summary>
public sealed class MqBuilder
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
        Services.AddSingleton(new ChannelRegistration(static provider => provider.GetRequiredService<TChannel>()));
        return this;
    }
}

/// <summary>A channel that is to be opened at start.</summary>
internal sealed record ChannelRegistration(Func<IServiceProvider, object> Resolve);

/// <summary>Opens every channel when the host starts, so that what cannot work fails there and not at the first message.</summary>
internal sealed class ChannelOpener(IServiceProvider services, IEnumerable<ChannelRegistration> channels) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (ChannelRegistration channel in channels)
        {
            channel.Resolve(services);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
