using TypedMq.Transports.SysV;

namespace TypedMq;

/// <summary>Chooses the System V message queues of the host.</summary>
public static class SysVMqOptionsExtensions
{
    /// <summary>
    /// Chooses the kernel's System V message queues (<c>sysvipc(7)</c>) for every channel that names no other transport, and makes
    /// <c>sysv</c> a transport that configuration can choose.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <returns>The same options.</returns>
    /// <remarks>Needs Linux; elsewhere, and on kernels without these queues, a node says so when it first needs the transport.</remarks>
    public static MqOptions UseSysV(this MqOptions options) => options.UseSysV(static _ => { });

    /// <inheritdoc cref="UseSysV(MqOptions)"/>
    /// <param name="options">The options.</param>
    /// <param name="configure">Sets up the transport, for example the keys of queues that are shared with other programs.</param>
    /// <returns>The same options.</returns>
    public static MqOptions UseSysV(this MqOptions options, Action<SysVMqOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configure);
        SysVMqOptions settings = new();
        configure(settings);
        options.AddTransport(SysVTransport.TransportName, context => new SysVTransport(context, settings));
        options.Transport = SysVTransport.TransportName;
        return options;
    }

    /// <inheritdoc cref="UseSysV(MqOptions)"/>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static MqBuilder UseSysV(this MqBuilder builder) => builder.UseSysV(static _ => { });

    /// <inheritdoc cref="UseSysV(MqOptions)"/>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets up the transport, for example the keys of queues that are shared with other programs.</param>
    /// <returns>The same builder.</returns>
    public static MqBuilder UseSysV(this MqBuilder builder, Action<SysVMqOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.Configure(options => options.UseSysV(configure));
    }
}
