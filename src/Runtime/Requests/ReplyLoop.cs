using System.Runtime.CompilerServices;
using TypedMq.Channels;
using TypedMq.Transports;

namespace TypedMq.Requests;

/// <summary>
/// Receives the replies to a caller until their queue ends. It runs on the thread pool, at one place at a time: when nothing is left to receive it waits first, and only
/// then the call that was ended last goes on, on the same thread. A single caller so comes back without another thread having to wake.
/// </summary>
internal sealed class ReplyLoop : IThreadPoolWorkItem
{
    private readonly Caller _caller;
    private readonly MqChannelCore _replies;
    private readonly Action _run;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _wait;

    public ReplyLoop(Caller caller, MqChannelCore replies)
    {
        _caller = caller;
        _replies = replies;
        _run = Run;
    }

    public void Start() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => Run();

    private void Run()
    {
        PendingCall? last = null;
        try
        {
            _wait.GetResult();
            while (TryReceive(out MqLease lease))
            {
                if (_caller.Deliver(in lease) is { } ended)
                {
                    last?.Finish(onThisThread: false);
                    last = ended;
                }

                // Not before we have hold of the call: in shared memory somebody may have settled it under us, which is an error here.
                _replies.Queue.Complete(ref lease);
            }

            ValueTask wait = _replies.Queue.WaitAsync(MqDirection.Receive, CancellationToken.None);
            _wait = wait.ConfigureAwait(false).GetAwaiter();
            if (_wait.IsCompleted)
            {
                Start();
            }
            else
            {
                _wait.UnsafeOnCompleted(_run);
            }
        }
        catch (Exception error)
        {
            _caller.End(_replies, error);
        }

        // From here on the loop may run elsewhere.
        last?.Finish(onThisThread: true);
    }

    /// <summary>What is foreign is settled, and passed over.</summary>
    private bool TryReceive(out MqLease lease)
    {
        while (true)
        {
            try
            {
                return _replies.TryReceive(out lease);
            }
            catch (MqDecodeException)
            {
            }
        }
    }
}
