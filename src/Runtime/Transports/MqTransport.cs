using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace TypedMq.Transports;

/// <summary>A kind of queue: opens, deletes and lists queues by name. Owned by an <see cref="MqNode"/>, which disposes it after its queues.</summary>
/// <remarks>All members are safe to be called by any number of threads at once.</remarks>
public abstract class MqTransport : IDisposable
{
    /// <summary>The name by which options and configuration choose it.</summary>
    public abstract string Name { get; }

    /// <summary>What it can do.</summary>
    public abstract MqCapabilities Capabilities { get; }

    /// <summary>Whether it works on this system. Never throws.</summary>
    /// <param name="reason">Why not.</param>
    /// <returns>Whether it works.</returns>
    public abstract bool IsSupported([NotNullWhen(false)] out string? reason);

    /// <summary>Opens a queue, or creates it.</summary>
    /// <param name="options">How.</param>
    /// <returns>The open queue.</returns>
    /// <exception cref="MqException">One of its kinds says what is wrong; nothing is half created.</exception>
    public abstract MqQueue Open(MqQueueOptions options);

    /// <summary>Deletes a queue.</summary>
    /// <param name="name">The name within the scope.</param>
    /// <returns>Whether it existed; deleting what does not exist is no error.</returns>
    /// <exception cref="MqAccessDeniedException">The queue belongs to somebody else.</exception>
    public abstract bool Delete(MqQueueName name);

    /// <summary>Lists the queues of the scope.</summary>
    /// <returns>Their names, in no order.</returns>
    /// <exception cref="MqNotSupportedException">They cannot be listed on this system.</exception>
    public abstract IReadOnlyList<MqQueueName> List();

    /// <summary>Deletes private queues (<see cref="MqQueueOptions.Private"/>) whose processes have died, and that this user may delete.</summary>
    /// <returns>How many those were; always 0 where a queue does not outlive its process.</returns>
    public virtual int SweepPrivate() => 0;

    /// <summary>Releases what the transport itself holds.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the transport itself holds; must do nothing the second time.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>What a transport is made with.</summary>
/// <param name="Scope">Where its names live.</param>
/// <param name="Logger">Where it writes what an operator should know.</param>
public sealed record MqTransportContext(MqScope Scope, ILogger Logger);
