using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>Sends a value without blocking, and keeps its bytes where there is no room: what asynchronous sends, requests, replies and control messages have in common.</summary>
internal static class EncodedSend
{
    /// <summary>Sends if there is room.</summary>
    /// <param name="channel">Where to.</param>
    /// <param name="envelope">What travels with it.</param>
    /// <param name="value">What is sent.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="unsent">The encoded value, when there was no room; the caller's to send, or to dispose.</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="MqException">It cannot be sent at all.</exception>
    public static bool TrySend<TFormatter, T>(MqChannelCore channel, in MqEnvelope envelope, in T value, int priority, out PooledBytes unsent)
        where TFormatter : struct, IMqFormatter<T>
    {
        if (!channel.TryClaim(in envelope, priority, out MqClaim claim))
        {
            unsent = Encode<TFormatter, T>(channel.Queue, in value);
            return false;
        }

        int length;
        try
        {
            length = Encode<TFormatter, T>(channel.Queue, in value, claim.Payload);
        }
        catch
        {
            channel.Queue.Abort(ref claim);
            throw;
        }

        if (channel.TryCommit(ref claim, length))
        {
            unsent = default;
            return true;
        }

        unsent = PooledBytes.Copy(claim.Payload[..length]);
        channel.Queue.Abort(ref claim);
        return false;
    }

    private static PooledBytes Encode<TFormatter, T>(MqQueue queue, in T value)
        where TFormatter : struct, IMqFormatter<T>
    {
        PooledBytes rented = PooledBytes.Rent(queue.MaxMessageBytes);
        try
        {
            return rented.First(Encode<TFormatter, T>(queue, in value, rented.Buffer));
        }
        catch
        {
            rented.Dispose();
            throw;
        }
    }

    private static int Encode<TFormatter, T>(MqQueue queue, in T value, Span<byte> buffer)
        where TFormatter : struct, IMqFormatter<T>
    {
        MqWriter writer = new(buffer);
        TFormatter.Write(ref writer, in value);
        return writer.Overflowed ? throw new MqMessageTooLargeException(queue.Name.Value, writer.Length, queue.MaxMessageBytes) : (int)writer.Length;
    }
}
