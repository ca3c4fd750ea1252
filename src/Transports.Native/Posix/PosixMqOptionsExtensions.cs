using TypedMq.Transports.Posix;

namespace TypedMq;

/// <summary>Chooses the POSIX message queues of the host.</summary>
public static class PosixMqOptionsExtensions
{
    /// <summary>
    /// Chooses the kernel's POSIX message queues (<c>mq_overview(7)</c>) for every channel that names no other transport, and makes
    /// <c>posix</c> a transport that configuration can choose.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <returns>The same options.</returns>
    /// <remarks>Needs Linux; elsewhere, and on kernels without these queues, a node says so when it first needs the transport.</remarks>
    public static MqOptions UsePosix(this MqOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddTransport(PosixTransport.TransportName, static context => new PosixTransport(context));
        options.Transport = PosixTransport.TransportName;
        return options;
    }

    /// <inheritdoc cref="UsePosix(MqOptions)"/>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static MqBuilder UsePosix(this MqBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Configure(static options => options.UsePosix());
    }
}
