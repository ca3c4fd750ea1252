namespace TypedMq.Transports.InProcess;

/// <summary>A registration for being told that a queue is not empty any more, as <c>mq_notify(3)</c> has it, renewed unless it is for once.</summary>
internal sealed class InProcessNotification(InProcessStore store, InProcessQueue handle, Action callback, bool once) : IThreadPoolWorkItem
{
    private int _due;
    private volatile bool _ended;

    public InProcessQueue Handle => handle;

    public bool Once => once;

    /// <summary>Has the callback called. While it runs, it is called once more afterwards, however often it was due.</summary>
    public void Tell()
    {
        if (Interlocked.Increment(ref _due) == 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>The queue was removed: nothing comes any more.</summary>
    public void End()
    {
        Cancel();
        handle.RaiseEnded();
    }

    /// <summary>A callback that has not begun is not called any more.</summary>
    public void Cancel()
    {
        _ended = true;
        store.Unregister(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        int due;
        do
        {
            due = Volatile.Read(ref _due);
            try
            {
                if (!_ended)
                {
                    callback();
                }
            }
            catch (Exception error) when ((error is ObjectDisposedException && handle.IsDisposed) || (error is MqQueueRemovedException && store.IsRemoved))
            {
                // The queue went away under a callback that received from it.
            }
        }
        while (Interlocked.CompareExchange(ref _due, 0, due) != due);
    }

    /// <summary>What the registered hold: ends the registration.</summary>
    public sealed class Registration(InProcessNotification notification) : IDisposable
    {
        public void Dispose() => notification.Cancel();
    }
}
