using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Transports.Posix;

/// <summary>
/// What <see cref="MqQueue.Notify"/> is on a POSIX queue: a registration of <c>mq_notify(3)</c> that is renewed by itself, before anybody is
/// told, so that whoever empties the queue after being told hears of the next message.
/// </summary>
/// <remarks>
/// <para>The kernel drops a registration also when the process closes another handle of the same queue. Then it is renewed too, and a
/// message that came meanwhile is told.</para>
/// <para>Between the end of one registration and its renewal somebody else can register. Until that one has ended, the queue is looked at
/// every 10 ms instead.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class PosixSubscription : IThreadPoolWorkItem, IDisposable
{
    private const int Idle = 0, Running = 1, RunningWithMore = 2;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);

    private readonly DescriptorHandle _queue;
    private readonly NotificationSocket _socket;
    private readonly Action _callback;
    private readonly bool _once;
    private readonly Action _displaced;
    private readonly Lock _lock = new();
    private Timer? _looking;
    private int _state;
    private volatile bool _ended;
    private volatile bool _silent;

    /// <summary>Makes a subscription that <see cref="Start"/> starts.</summary>
    /// <param name="queue">The queue. Its owner disposes the subscription first.</param>
    /// <param name="socket">The socket, which now belongs to the subscription.</param>
    /// <param name="callback">What to call on the thread pool.</param>
    /// <param name="once">Whether the first notification is the last.</param>
    /// <param name="displaced">Called when somebody else registered before this one was renewed.</param>
    public PosixSubscription(DescriptorHandle queue, NotificationSocket socket, Action callback, bool once, Action displaced)
    {
        _queue = queue;
        _socket = socket;
        _callback = callback;
        _once = once;
        _displaced = displaced;
    }

    /// <summary>Whether it will never tell again.</summary>
    public bool HasEnded => _ended;

    /// <summary>Registers.</summary>
    /// <returns>0, or the errno of mq_notify(3).</returns>
    public int Start() => _socket.Register(OnEnded);

    /// <summary>From now on nothing is told, and a callback that has begun may find the queue disposed. To be called before it is.</summary>
    public void Silence() => _silent = true;

    /// <summary>Ends the registration; a callback that has begun goes on.</summary>
    public void Dispose()
    {
        Silence();
        End();
    }

    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            Volatile.Write(ref _state, Running);
            try
            {
                if (!_silent)
                {
                    _callback();
                }
            }
            catch (ObjectDisposedException) when (_silent)
            {
                // The queue was closed under a callback that received from it.
            }
        }
        while (Interlocked.CompareExchange(ref _state, Idle, Running) != Running);
    }

    private void OnEnded(bool fired)
    {
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }

            if (fired && _once)
            {
                End();
                Tell();
                return;
            }

            int errno = _socket.Register(OnEnded);
            if (errno != 0)
            {
                _looking = new(static subscription => ((PosixSubscription)subscription!).Look(), this, LookInterval, LookInterval);

                // Loggers may take their time, which the reactor has not.
                ThreadPool.UnsafeQueueUserWorkItem(static displaced => displaced(), _displaced, preferLocal: false);
            }

            if (fired)
            {
                Tell();
            }
            else
            {
                TellOfMessages();
            }
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }

            if (_socket.Register(OnEnded) == 0)
            {
                _looking?.Dispose();
                _looking = null;
            }

            TellOfMessages();
        }
    }

    private void TellOfMessages()
    {
        if (MessageQueueCalls.GetAttributes(_queue, out MessageQueueAttributes attributes) == 0 && attributes.Messages > 0)
        {
            if (_once)
            {
                End();
            }

            Tell();
        }
    }

    private void End()
    {
        lock (_lock)
        {
            _ended = true;
            _looking?.Dispose();
            _socket.Dispose();
        }
    }

    /// <summary>One callback at a time; what comes while it runs makes one more.</summary>
    private void Tell()
    {
        int before = Interlocked.CompareExchange(ref _state, Running, Idle);
        if (before == Idle)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else if (Interlocked.CompareExchange(ref _state, RunningWithMore, Running) == Idle)
        {
            Tell();
        }
    }
}
