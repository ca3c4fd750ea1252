using System.Buffers.Binary;
using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Waiting;

namespace TypedMq.Transports.Posix;

/// <summary>
/// How the kernel tells of a message in a way that costs neither a thread nor a signal: <c>mq_notify(3)</c> with SIGEV_THREAD is, below the
/// C library, a netlink socket. The kernel keeps a cookie of 32 bytes, and sends it through the socket when the registration ends. The
/// reactor waits for it. Thread-safe.
/// </summary>
/// <remarks>
/// A registration ends when it fires, and also when this process closes any of its descriptors of the queue (<c>mq_close(3)</c>, by the
/// letter of the kernel). Each has a number in its cookie, so that one which is over is never taken for its successor.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class NotificationSocket : IReactorSource, IDisposable
{
    /// <summary><c>sigev_notify</c> of <c>sigevent(3type)</c>.</summary>
    public const int KindSignal = 0, KindNone = 1, KindThread = 2;

    private const int NetlinkFamily = 16, RouteProtocol = 0, RawNonBlocking = 3 | Libc.OpenNonBlocking | Libc.OpenCloseOnExec;

    private readonly DescriptorHandle _queue;
    private readonly DescriptorHandle _socket;
    private readonly string _name;
    private readonly Lock _lock = new();

    // One, and a second one for as long as the first has fired and nobody has heard of it.
    private readonly List<(long Number, Action<bool> Ended)> _registrations = [];
    private long _lastNumber;
    private int _place = -1;
    private bool _disposed;

    private NotificationSocket(DescriptorHandle queue, DescriptorHandle socket, string name)
    {
        _queue = queue;
        _socket = socket;
        _name = name;
    }

    /// <summary>Makes a socket; no kernel sends through it what another process could read.</summary>
    /// <param name="queue">The queue. Its owner disposes the socket first.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <param name="errno">What socket(2) said; 0 when it worked.</param>
    public static NotificationSocket? TryOpen(DescriptorHandle queue, string name, out int errno)
    {
        int socket = Libc.Socket(NetlinkFamily, RawNonBlocking, RouteProtocol);
        errno = socket >= 0 ? 0 : Errno.Last;
        return socket >= 0 ? new(queue, new(socket), name) : null;
    }

    /// <summary>Registers for the next message that comes into the empty queue.</summary>
    /// <param name="ended">
    /// Called once, on the reactor's thread, when the registration has ended: with true when it fired, with false when it was removed. Must
    /// not block. Not called after <see cref="Cancel"/>.
    /// </param>
    /// <returns>0, or the errno of mq_notify(3).</returns>
    public int Register(Action<bool> ended)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            long number = ++_lastNumber;
            byte* cookie = stackalloc byte[NotificationRequest.CookieSize];
            new Span<byte>(cookie, NotificationRequest.CookieSize).Clear();
            BinaryPrimitives.WriteInt64LittleEndian(new(cookie, sizeof(long)), number);

            // All is ready before the kernel knows: it may fire before the call returns.
            Listen();
            _registrations.Add((number, ended));
            NotificationRequest request = new() { Cookie = cookie, Signal = (int)_socket.DangerousGetHandle(), Kind = KindThread };
            int errno = -MessageQueueCalls.Notify(_queue, &request);
            if (errno != 0)
            {
                _registrations.RemoveAt(_registrations.Count - 1);
                ListenNoMore();
            }

            return errno;
        }
    }

    /// <summary>Ends the registration. Nothing is told any more, not even what has fired already.</summary>
    /// <returns>0, or the errno of mq_notify(3).</returns>
    public int Cancel()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return 0;
            }

            _registrations.Clear();
            int errno = -MessageQueueCalls.Notify(_queue, null);
            while (TryRead(out _, out _))
            {
            }

            ListenNoMore();
            return errno;
        }
    }

    public void OnReady(uint events)
    {
        while (Take(out Action<bool>? ended, out bool fired))
        {
            ended?.Invoke(fired);
        }
    }

    /// <summary>Ends a registration that is there.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                if (_registrations.Count > 0)
                {
                    Cancel();
                }

                // Also when the last one has just fired, and it is who heard of it that disposes.
                ListenNoMore();
                _disposed = true;
                _socket.Dispose();
            }
        }
    }

    /// <summary>Reads one cookie; when there is none, listens for the next one.</summary>
    private bool Take(out Action<bool>? ended, out bool fired)
    {
        lock (_lock)
        {
            ended = null;
            fired = false;
            if (_disposed)
            {
                return false;
            }

            if (TryRead(out long number, out fired))
            {
                int index = _registrations.FindIndex(registration => registration.Number == number);
                if (index >= 0)
                {
                    ended = _registrations[index].Ended;
                    _registrations.RemoveAt(index);
                }

                return true;
            }

            if (_registrations.Count > 0)
            {
                Listen();
            }
            else
            {
                ListenNoMore();
            }

            return false;
        }
    }

    private bool TryRead(out long number, out bool fired)
    {
        byte* cookie = stackalloc byte[NotificationRequest.CookieSize];
        nint length;
        do
        {
            length = Libc.Read(_socket, cookie, NotificationRequest.CookieSize);
        }
        while (length < 0 && Errno.Last == Errno.EINTR);
        number = length == NotificationRequest.CookieSize ? BinaryPrimitives.ReadInt64LittleEndian(new(cookie, sizeof(long))) : 0;
        fired = number != 0 && cookie[NotificationRequest.CookieSize - 1] == NotificationRequest.Fired;
        return length > 0;
    }

    private void Listen()
    {
        EpollReactor reactor = EpollReactor.GetShared(_name);
        if (_place < 0)
        {
            _place = reactor.Add(_socket, this, _name);
        }

        reactor.Arm(_socket, _place, EpollReactor.In, _name);
    }

    // So that the reactor does not keep a queue alive that everybody else has forgotten.
    private void ListenNoMore()
    {
        if (_place >= 0 && _registrations.Count == 0)
        {
            EpollReactor.GetShared(_name).Remove(_socket, _place);
            _place = -1;
        }
    }
}
