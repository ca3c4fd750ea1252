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
