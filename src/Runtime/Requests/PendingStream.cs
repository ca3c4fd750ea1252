using System.Threading.Channels;
using TypedMq.Transports;

namespace TypedMq.Requests;

/// <summary>A call that waits for items. The server sends no more of them than it was allowed to, so that a slow reader holds it back.</summary>
internal static class PendingStream
{
    /// <summary>How many items the server may send before it is told that they were taken. Both sides know it.</summary>
    public const int Window = 16;
}

/// <inheritdoc cref="PendingStream"/>
internal sealed class PendingStream<TFormatter, T>(Caller caller, string method, uint tag) : PendingCall(caller)
    where TFormatter : struct, IMqFormatter<T>
{
    private readonly Channel<T> _items = Channel.CreateBounded<T>(new BoundedChannelOptions(PendingStream.Window) { SingleReader = true, SingleWriter = true });
    private int _taken;

    public override string Method => method;

    /// <summary>Takes the next item, if it has come already.</summary>
    public bool TryTake(out T? item)
    {
        if (!_items.Reader.TryRead(out item))
        {
            return false;
        }

        if (++_taken == PendingStream.Window / 2)
        {
            if (Caller.Pending.Find(Correlation) == this)
            {
                Caller.Grant(Correlation, Control, _taken);
            }

            _taken = 0;
        }

        return true;
    }

    /// <summary>Waits for an item.</summary>
    /// <returns>False when no more come.</returns>
    public ValueTask<bool> WaitAsync() => _items.Reader.WaitToReadAsync(CancellationToken.None);

    public override bool TryReceive(ulong correlation, in MqLease lease)
    {
        if (lease.Tag != tag || correlation != Correlation)
        {
            return false;
        }

        T item;
        try
        {
            MqReader reader = new(lease.Payload);
            item = TFormatter.Read(ref reader);
            reader.End();
        }
        catch (Exception error)
        {
            Break(correlation, MqDecodeException.IsRefusal(error) ? new MqDecodeException(MqDecodeException.RefusedBy(error), typeof(T).Name, member: null, 0, error) : error);
            return true;
        }

        if (!_items.Writer.TryWrite(item))
        {
            Break(correlation, new MqException($"Queue '{Caller.QueueName}': the server of {method} sent more items than it was allowed to. Use the same version of TypedMq on both sides."));
        }

        return true;
    }

    public override void Complete(in MqLease lease)
    {
        Exception? error = lease.Tag == RequestTags.ItemEnd ? null
            : lease.Tag == RequestTags.Failed ? ReadFailure(in lease)
            : new MqDecodeException(
                $"the server of queue '{Caller.QueueName}' sent an item of another contract to {method} (its tag is 0x{lease.Tag:x8}, this one's 0x{tag:x8}); use the same version of it on both sides", null, null, 0);
        _items.Writer.TryComplete(error);
    }

    public override void Fail(Exception error) => _items.Writer.TryComplete(error);

    /// <summary>Ends the use of it: a server that goes on is told to stop.</summary>
    public void Leave()
    {
        Disarm();
        StopTimer();
        Break(Correlation, error: null);
    }

    private void Break(ulong correlation, Exception? error)
    {
        if (Caller.Pending.Take(correlation) is not null)
        {
            Caller.Cancel(correlation, Control);
            _items.Writer.TryComplete(error);
        }
    }
}
