using TypedMq.Interop;
using TypedMq.Waiting;

namespace TypedMq.Transports.SysV;

/// <summary>
/// Waiting, and the end of waiting. Nobody waits in msgsnd(2) or msgrcv(2): sleepers sleep on the doorbell, for 5 ms at most where foreign programs, which
/// ring no bell, may have sent or received. A wait only looks, so it loses no message.
/// </summary>
internal sealed unsafe partial class SysVQueue
{
    /// <summary>After what time a sleeper looks by itself.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>What this thread tried to send last, and found no room for.</summary>
    [ThreadStatic]
    private static MissedRoom _missed;

    private static ulong _lastNumber;

    private readonly ulong _number = Interlocked.Increment(ref _lastNumber);
    private readonly FutexFlag _closing = new();
    private readonly SysVWaiters _receivers;
    private readonly SysVWaiters _senders;
    private readonly Lock _closingLock = new();
    private volatile bool _disposed;

    public override bool Wait(MqDirection direction, MqDeadline deadline, CancellationToken cancellationToken) => Wait(direction, chooses: false, deadline, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The kernel does not tell what lies there: any message that comes ends the wait, and so do 5 ms while there are any.</remarks>
    public override bool Wait(MqSelection selection, MqDeadline deadline, CancellationToken cancellationToken) =>
        Wait(MqDirection.Receive, selection != MqSelection.All, deadline, cancellationToken);

    public override ValueTask WaitAsync(MqDirection direction, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return direction == MqDirection.Receive ? _receivers.WaitAsync(chooses: false, size: 0, cancellationToken) : _senders.WaitAsync(chooses: false, TakeMissedSize(), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>The kernel does not tell what lies there: any message that comes ends the wait, and so do 5 ms while there are any.</remarks>
    public override ValueTask WaitAsync(MqSelection selection, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return _receivers.WaitAsync(selection != MqSelection.All, size: 0, cancellationToken);
    }

    private bool Wait(MqDirection direction, bool chooses, MqDeadline deadline, CancellationToken cancellationToken)
    {
        bool held = false;
        CancellationFlag? cancellation = cancellationToken.CanBeCanceled ? CancellationFlag.ForThisThread() : null;
        CancellationTokenRegistration registration = default;
        int size = direction == MqDirection.Send ? TakeMissedSize() : 0;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            Enter(ref held);
            registration = cancellation?.Watch(cancellationToken) ?? default;
            uint* word = _doorbell.Word(direction);
            for (bool isFirst = true; ; isFirst = false)
            {
                uint armed = EventWord.Arm(word);
                if (_disposed)
                {
                    throw Disposed();
                }

                if (cancellation?.Flag.IsSet == true)
                {
                    throw new OperationCanceledException(cancellationToken);
                }

                SysVLook look = Look();
                if (look.IsRemoved)
                {
                    throw Removed();
                }

                // Who chooses could have nothing of what is there: a change, or some time, makes it worth trying again.
                bool isReady = direction == MqDirection.Send ? look.HasRoomFor(size) : look.HasMessages;
                if (isReady && !(isFirst && (chooses || !look.IsKnown)))
                {
                    return true;
                }

                TimeSpan left = deadline.Remaining;
                if (left == TimeSpan.Zero)
                {
                    return false;
                }

                FutexSleep.Sleep(word, armed, _closing, cancellation?.Flag, left < LookInterval ? left : LookInterval, FutexCalls.CanWaitForAny);
            }
        }
        finally
        {
            cancellation?.EndWatch(registration);
            Leave(held);
        }
    }

    /// <summary>What the queue holds and has room for now. The caller holds the doorbell.</summary>
    public SysVLook Look()
    {
        if (_doorbell.IsRemoved)
        {
            return SysVLook.Removed;
        }

        int result = SystemVCalls.LookAt(_id, out SystemVQueueStatus status);
        return result switch
        {
            0 => new(status),
            -Errno.EIDRM or -Errno.EINVAL => SysVLook.Removed,

            // EACCES of an old kernel: only who may read may look. It tries again whenever it is woken, and every 5 ms.
            _ => SysVLook.Unknown,
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        lock (_closingLock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        // Wake first, close afterwards: the file is unmapped when the last thread has left its call.
        _receivers.Close(Disposed);
        _senders.Close(Disposed);
        _closing.Set();
        _doorbell.Dispose();
    }

    /// <summary>Holds the doorbell for a call, and refuses to work on a queue that is gone, whose id the kernel may have given to another one.</summary>
    private void Enter(ref bool held)
    {
        ThrowIfDisposed();
        _doorbell.DangerousAddRef(ref held);
        if (_doorbell.IsRemoved)
        {
            throw Removed();
        }
    }

    private void Leave(bool held)
    {
        if (held)
        {
            _doorbell.DangerousRelease();
        }
    }

    /// <summary>How many bytes this thread found no room for; 1 when it is not known.</summary>
    private int TakeMissedSize()
    {
        MissedRoom missed = _missed;
        _missed = default;
        return missed.Queue == _number ? missed.Size : 1;
    }

    private void ThrowIfDisposed()
    {
        if (_disposed)
        {
            throw Disposed();
        }
    }

    private ObjectDisposedException Disposed() => new($"System V queue '{Name}'");

    /// <summary>The error of every holder of a queue that is gone.</summary>
    public MqQueueRemovedException Removed() => new(Name.Value, Errno.EIDRM);

    /// <summary>
    /// A message that did not fit into a queue that is not full. The wait that follows on the same thread must not end because of the room there is,
    /// or waiting would be trying without an end.
    /// </summary>
    private readonly struct MissedRoom(SysVQueue queue, int size)
    {
        /// <summary>A number, so that a thread keeps no queue alive; 0 is none.</summary>
        public ulong Queue { get; } = queue._number;

        /// <summary>The size of the message with its envelope, in bytes.</summary>
        public int Size { get; } = size;
    }
}
