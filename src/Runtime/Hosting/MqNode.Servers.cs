using Microsoft.Extensions.DependencyInjection;
using TypedMq.Channels;
using TypedMq.Requests;

namespace TypedMq;

/// <summary>What answers the requests of channels.</summary>
public sealed partial class MqNode
{
    /// <summary>Starts serving a channel, for programs without a container: its requests are executed by an implementation of its interface, and answered.</summary>
    /// <typeparam name="TChannel">The interface, marked with <see cref="MqChannelAttribute"/>; it has no methods that receive.</typeparam>
    /// <param name="implementation">Executes the requests. With a concurrency above 1 it is called by several threads at once. The node does not dispose it.</param>
    /// <param name="configure">Sets how; configuration of the channel wins.</param>
    /// <param name="configureChannel">Settings of the channel that win over those of the attribute.</param>
    /// <returns>The running server: dispose it before the node, or dispose the node asynchronously.</returns>
    /// <exception cref="MqException">One of its kinds says what is wrong.</exception>
    public MqConsumer StartServer<TChannel>(TChannel implementation, Action<MqServerOptions>? configure = null, Action<MqChannelOptions>? configureChannel = null)
        where TChannel : class
    {
        ArgumentNullException.ThrowIfNull(implementation);
        if (implementation is MqChannelProxy)
        {
            throw new MqConfigurationException(typeof(TChannel).ToString(), implementation.GetType().ToString(), "It sends the requests, and would send what it receives: pass what executes them.");
        }

        MqServerOptions options = new();
        configure?.Invoke(options);
        return StartServer(_ => implementation, options, configureChannel, scopes: null);
    }

    internal MqConsumer StartServer<TChannel>(
        Func<IServiceProvider, TChannel> resolve,
        MqServerOptions options,
        Action<MqChannelOptions>? configureChannel,
        IServiceScopeFactory? scopes)
        where TChannel : class
    {
        MqChannelDescriptor descriptor = MqChannelRegistry.Get<TChannel>();
        if (descriptor.Dispatcher is not MqChannelDispatcher<TChannel> methods)
        {
            throw new MqConfigurationException(typeof(TChannel).ToString(), null, "It has methods that receive, so whoever uses it takes the messages: serve an interface without them, or add handlers.");
        }

        MqChannelCore channel = OpenToConsume(descriptor, configureChannel);
        try
        {
            // Not the caller's own: it may start several with the same.
            MqServerOptions merged = new();
            options.CopyTo(merged);
            channel.Server?.CopyTo(merged);
            SweepPrivate(channel.Transport);
            return StartConsumer(channel, new RequestServer<TChannel>(channel, methods, resolve, merged.IncludeExceptionDetails ?? false), merged, "Server", scopes);
        }
        catch
        {
            channel.Close();
            throw;
        }
    }
}
