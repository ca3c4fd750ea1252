using TypedMq.Channels;
using TypedMq.Transports;

namespace TypedMq;

/// <summary>Private queues: those that a caller or a server has for itself.</summary>
public sealed partial class MqNode
{
    /// <summary>Makes a private queue, and sweeps those whose owners have died. It goes when it is closed, or with the node.</summary>
    internal MqChannelCore OpenPrivate(MqChannelCore channel, MqQueueOptions options)
    {
        SweepPrivate(channel.Transport);
        return Adopt(channel.Transport, options, channel);
    }

    /// <summary>Opens somebody else's private queue to send to it.</summary>
    /// <exception cref="MqQueueNotFoundException">Its owner has gone.</exception>
    internal MqChannelCore OpenPeer(MqChannelCore channel, MqQueueName name) =>
        Adopt(channel.Transport, new() { Name = name, Access = MqAccess.Send, OpenMode = MqOpenMode.OpenExisting }, channel);

    /// <summary>Deletes the private queues of processes that have died.</summary>
    internal static void SweepPrivate(MqTransport transport)
    {
        try
        {
            transport.SweepPrivate();
        }
        catch (Exception error) when (error is MqException or IOException or UnauthorizedAccessException)
        {
            // What others left is in nobody's way; whoever sweeps next may have better luck.
        }
    }

    private MqChannelCore Adopt(MqTransport transport, MqQueueOptions options, MqChannelCore channel)
    {
        MqQueue queue = transport.Open(options);
        Own(queue, isMeasured: false);
        return new(this, queue, transport, new(), _logger, toldAs: channel.Queue.Name.Value + ".reply");
    }
}
