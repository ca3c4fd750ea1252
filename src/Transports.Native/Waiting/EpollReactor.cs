using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Waiting;

/// <summary>What is told when a descriptor is ready.</summary>
internal interface IReactorSource
{
    /// <summary>The descriptor is ready for some of what it was armed for, and is not armed any more. Called on the reactor's thread: must not block.</summary>
    void OnReady(uint events);
}

/// <summary>
/// Waits for all descriptors of the process that somebody awaits, on one thread, in epoll(7). A descriptor is armed for one event
/// (EPOLLONESHOT) and told at once when it is ready already, so that arming after looking loses nothing.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class EpollReactor
{
    public const uint In = 0x1;
    public const uint Out = 0x4;

    private const uint OneShot = 1u << 30;
    private const int ControlAdd = 1, ControlDelete = 2, ControlModify = 3;
    private const int EventsAtOnce = 64;

    // struct epoll_event is packed on x64 alone.
    private static readonly int EntrySize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int EntryDataOffset = EntrySize - 8;

    private static readonly Lock SharedLock = new();
    private static EpollReactor? _shared;

    private readonly DescriptorHandle _epoll;
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private IReactorSource?[] _sources = new IReactorSource?[16];
    private int _used;

    private EpollReactor(DescriptorHandle epoll) => _epoll = epoll;

    /// <summary>The reactor of the process; started when first asked for.</summary>
    /// <param name="queue">Who asks, for errors.</param>
    public static EpollReactor GetShared(string queue)
    {
        if (Volatile.Read(ref _shared) is { } running)
        {
            return running;
        }

        lock (SharedLock)
        {
            if (_shared is null)
            {
                int epoll = Libc.EpollCreate(Libc.OpenCloseOnExec);
                EpollReactor reactor = epoll >= 0 ? new(new(epoll)) : throw DescriptorErrors.For(Errno.Last, queue, "epoll_create1");
                new Thread(reactor.Run) { IsBackground = true, Name = "TypedMq reactor" }.UnsafeStart();
                Volatile.Write(ref _shared, reactor);
            }

            return _shared;
        }
    }

    /// <summary>Adds a descriptor, not yet armed.</summary>
    /// <returns>Its place, for <see cref="Arm"/> and <see cref="Remove"/>.</returns>
    public int Add(DescriptorHandle descriptor, IReactorSource source, string queue)
    {
        int place;
        lock (_lock)
        {
            place = _free.TryPop(out int free) ? free : _used++;
            if (place == _sources.Length)
            {
                Array.Resize(ref _sources, _used * 2);
            }

            _sources[place] = source;
        }

        int errno = Control(ControlAdd, descriptor, place, OneShot);
        if (errno != 0)
        {
            Forget(place);
            throw DescriptorErrors.For(errno, queue, "epoll_ctl");
        }

        return place;
    }

    /// <summary>Arms a descriptor for its next event; replaces what it was armed for.</summary>
    public void Arm(DescriptorHandle descriptor, int place, uint events, string queue)
    {
        int errno = Control(ControlModify, descriptor, place, events | OneShot);
        if (errno != 0)
        {
            throw DescriptorErrors.For(errno, queue, "epoll_ctl");
        }
    }

    /// <summary>Takes a descriptor out. An event that is on its way may still be told, to it or to its successor: it does no harm.</summary>
    public void Remove(DescriptorHandle descriptor, int place)
    {
        Control(ControlDelete, descriptor, place, 0);
        Forget(place);
    }

    private void Forget(int place)
    {
        lock (_lock)
        {
            _sources[place] = null;
            _free.Push(place);
        }
    }

    private int Control(int operation, DescriptorHandle descriptor, int place, uint events)
    {
        byte* entry = stackalloc byte[16];
        *(uint*)entry = events;
        *(long*)(entry + EntryDataOffset) = place;
        return Libc.EpollControl(_epoll, operation, descriptor, entry) == 0 ? 0 : Errno.Last;
    }

    private void Run()
    {
        byte* entries = stackalloc byte[EventsAtOnce * 16];
        while (true)
        {
            int count = Libc.EpollWait(_epoll, entries, EventsAtOnce, milliseconds: -1);
            if (count < 0 && Errno.Last != Errno.EINTR)
            {
                // EBADF or EINVAL: somebody closed a descriptor that is not theirs. Nobody would ever be woken again.
                throw new InvalidOperationException($"The descriptor of the TypedMq reactor was closed by other code of this process: {Errno.Describe(Errno.Last)}.");
            }

            for (int i = 0; i < count; i++)
            {
                byte* entry = entries + (i * EntrySize);
                IReactorSource? source;
                lock (_lock)
                {
                    source = _sources[*(long*)(entry + EntryDataOffset)];
                }

                source?.OnReady(*(uint*)entry);
            }
        }
    }
}
