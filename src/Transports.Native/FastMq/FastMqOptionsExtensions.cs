using TypedMq.Transports.FastMq;

namespace TypedMq;

/// <summary>Chooses FastMq, TypedMq's own queue in shared memory.</summary>
public static class FastMqOptionsExtensions
{
    /// <summary>
    /// Chooses FastMq, TypedMq's own crash-proof queue in shared memory, for every channel that names no other transport, and makes
    /// <c>fastmq</c> a transport that configuration can choose.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <returns>The same options.</returns>
    /// <remarks>Needs 64-bit Linux; elsewhere a node says so when it first needs the transport.</remarks>
    public static MqOptions UseFastMq(this MqOptions options) => options.UseFastMq(static _ => { });

    /// <inheritdoc cref="UseFastMq(MqOptions)"/>
    /// <param name="options">The options.</param>
    /// <param name="configure">Sets up the transport.</param>
    /// <returns>The same options.</returns>
    public static MqOptions UseFastMq(this MqOptions options, Action<FastMqOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configure);
        FastMqOptions settings = new();
        configure(settings);
        options.AddTransport(FastMqTransport.TransportName, context => new FastMqTransport(context, settings));
        options.Transport = FastMqTransport.TransportName;
        return options;
    }

    /// <inheritdoc cref="UseFastMq(MqOptions)"/>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static MqBuilder UseFastMq(this MqBuilder builder) => builder.UseFastMq(static _ => { });

    /// <inheritdoc cref="UseFastMq(MqOptions)"/>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets up the transport.</param>
    /// <returns>The same builder.</returns>
    public static MqBuilder UseFastMq(this MqBuilder builder, Action<FastMqOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.Configure(options => options.UseFastMq(configure));
    }
}
