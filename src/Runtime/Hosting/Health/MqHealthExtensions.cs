using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TypedMq;

/// <summary>TypedMq among the health checks of a service.</summary>
public static class MqHealthExtensions
{
    /// <summary>
    /// Checks every channel, handler and server that was added to the node of the services (<see cref="MqServiceCollectionExtensions.AddTypedMq(IServiceCollection, Action{MqOptions}?)"/>).
    /// </summary>
    /// <remarks>
    /// Unhealthy: a queue cannot be opened or looked at, or a consumer has ended by itself. Degraded: a queue or a dead-letter queue is nearly full, or a message
    /// could not be put into one. The data has the depth of each queue.
    /// </remarks>
    /// <param name="builder">The health checks.</param>
    /// <param name="configure">Sets thresholds.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="tags">Tags by which checks are filtered.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="MqConfigurationException">A threshold is out of range.</exception>
    public static IHealthChecksBuilder AddTypedMq(this IHealthChecksBuilder builder, Action<MqHealthOptions>? configure = null, string name = "typedmq", IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        MqHealthOptions options = new();
        configure?.Invoke(options);
        options.Validate();
        return builder.Add(new HealthCheckRegistration(
            name,
            services => new MqHealthCheck(services, services.GetRequiredService<MqNode>(), services.GetServices<ChannelRegistration>(), options),
            failureStatus: null,
            tags));
    }
}
