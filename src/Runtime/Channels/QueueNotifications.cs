using System.Runtime.CompilerServices;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>Notifications of a queue as a stream, written once for every transport and every kind of channel.</summary>
internal sealed class QueueNotifications
{
    private readonly MqWaiterQueue _waiters = new();
    private volatile bool _told;

    /// <summary>Registers when the stream is first read.</summary>
    public static async IAsyncEnumerable<MqQueueAttributes> ReadAsync(MqQueue queue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        QueueNotifications notifications = new();
        queue.Ended += notifications.Tell;
        IDisposable? registration = null;
        try
        {
            // What lies in the queue already is told once the registration is there: nothing can slip through in between.
            if (!TryLook(() => registration = queue.Notify(notifications.Tell, once: false), out _) || !TryLook(queue.GetAttributes, out MqQueueAttributes attributes))
            {
                yield break;
            }

            if (attributes.Count > 0)
            {
                yield return attributes;
            }

            while (true)
            {
                await notifications.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (!TryLook(queue.GetAttributes, out attributes))
                {
                    yield break;
                }

                yield return attributes;
            }
        }
        finally
        {
            registration?.Dispose();
            queue.Ended -= notifications.Tell;
        }
    }

    private void Tell()
    {
        _told = true;
        _waiters.SignalAll();
    }

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // First in line, then look: what is told in between signals nobody.
            ValueTask wait = _waiters.WaitAsync(cancellationToken);
            if (_told)
            {
                _waiters.SignalAll();
            }

            await wait.ConfigureAwait(false);
            if (_told)
            {
                _told = false;
                return;
            }
        }
    }

    /// <summary>A stream ends when its channel is disposed.</summary>
    private static bool TryLook<T>(Func<T> look, out T? result)
    {
        try
        {
            result = look();
            return true;
        }
        catch (ObjectDisposedException)
        {
            result = default;
            return false;
        }
    }
}
