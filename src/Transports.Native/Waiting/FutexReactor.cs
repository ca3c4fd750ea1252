using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Waiting;

/// <summary>What asynchronous waiters wait for: an event word in shared memory. All members are called on the reactor's thread and must not throw or block.</summary>
[SupportedOSPlatform("linux")]
internal abstract unsafe class FutexSource
{
    /// <summary>The word. It stays mapped from <see cref="Retain"/> to <see cref="Release"/>.</summary>
    public abstract uint* Word { get; }

    /// <summary>Whether somebody waits.</summary>
    public abstract bool HasWaiters { get; }

    /// <summary>Whether it is to be looked at every few milliseconds while somebody waits, because not everybody rings.</summary>
    public abstract bool Polls { get; }

    /// <summary>Looks at what is awaited, and wakes whom it concerns. The word was armed before, or it is time to look.</summary>
    public abstract void OnReady();

    /// <summary>The reactor begins to use the word. Called by <see cref="FutexReactor.Add"/>.</summary>
    public abstract void Retain();

    /// <summary>The reactor uses the word no more.</summary>
    public abstract void Release();

    /// <summary>Guarded by the reactor's lock.</summary>
    internal bool IsRemoved { get; set; }
}

/// <summary>
/// Waits for up to 127 event words on one thread, in futex_waitv(2); where the kernel has none it looks at all of them every 5 ms.
/// More words are more reactors.
/// </summary>
/// <remarks>
/// <para>A source stays from its first waiter until its owner removes it. Its word has the sleepers' bit only while somebody waits: in between
/// nobody rings for nothing. Who adds a waiter arms the word and looks itself; the reactor sleeps on the address already, so that the next ring
/// wakes it, or has a value that is outdated, so that the kernel does not let it sleep.</para>
/// <para>No value is refreshed without a look after it: what happened before the refresh is seen by the look, what comes later changes the value.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class FutexReactor
{
    /// <summary>The name of the threads.</summary>
    public const string ThreadName = "TypedMq futexes";

    /// <summary>How many words a reactor waits for; one more is its own.</summary>
    public const int MaxSources = 127;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    private static readonly Lock SharedLock = new();
    private static readonly List<FutexReactor> Shared = [];

    private readonly Lock _lock = new();
    private readonly List<FutexSource> _added = [];
    private readonly FutexFlag _control = new();
    private readonly bool _canWaitForAny;
    private int _places;
    private volatile bool _polling;

    // Used by the thread alone. The entry of a source is one behind its place: the first is the control word.
    private readonly FutexSource[] _sources = new FutexSource[MaxSources];
    private readonly FutexWaitEntry* _entries = (FutexWaitEntry*)NativeMemory.AllocZeroed(MaxSources + 1, (nuint)sizeof(FutexWaitEntry));
    private int _count;

    private FutexReactor(bool canWaitForAny)
    {
        _canWaitForAny = canWaitForAny;
        _entries[0] = new() { Address = (ulong)_control.Address, Flags = FutexWaitEntry.Private };
    }

    /// <summary>Makes a reactor and its thread, which runs as long as the process.</summary>
    /// <param name="canWaitForAny">Whether to use futex_waitv(2).</param>
    public static FutexReactor Start(bool canWaitForAny)
    {
        FutexReactor reactor = new(canWaitForAny);
        new Thread(reactor.Run) { IsBackground = true, Name = ThreadName }.UnsafeStart();
        return reactor;
    }

    /// <summary>Gives a source to a reactor of the process that has a place for it.</summary>
    /// <returns>The reactor.</returns>
    public static FutexReactor Add(FutexSource source)
    {
        lock (SharedLock)
        {
            foreach (FutexReactor reactor in Shared)
            {
                if (reactor.TryAdd(source))
                {
                    return reactor;
                }
            }

            FutexReactor another = Start(FutexCalls.CanWaitForAny);
            Shared.Add(another);
            another.TryAdd(source);
            return another;
        }
    }

    /// <summary>Gives it to this reactor.</summary>
    /// <returns>False when it has no place left.</returns>
    public bool TryAdd(FutexSource source)
    {
        lock (_lock)
        {
            if (_places == MaxSources)
            {
                return false;
            }

            source.Retain();
            _places++;
            _added.Add(source);
        }

        _control.Set();
        return true;
    }

    /// <summary>Takes a source out. The reactor may look at it once more, and lets go of its word soon.</summary>
    public void Remove(FutexSource source)
    {
        lock (_lock)
        {
            source.IsRemoved = true;
        }

        _control.Set();
    }

    /// <summary>To be called when a waiter was added to a source that polls.</summary>
    public void EnsurePolling()
    {
        // The waiter was counted with a full fence before this; the reactor looks for waiters after it has said that it stops.
        if (!_polling)
        {
            _control.Set();
        }
    }

    private void Run()
    {
        long nextPoll = long.MaxValue;
        while (true)
        {
            int result = _canWaitForAny ? FutexCalls.WaitForAny(_entries, _count + 1, nextPoll) : SleepForAWhile();
            if (result > 0)
            {
                Refresh(result - 1);
            }
            else if (result is -Errno.EAGAIN or -Errno.ETIMEDOUT)
            {
                RefreshChanged();
            }
            else if (result is not (0 or -Errno.EINTR))
            {
                throw new UnreachableException($"Waiting on futexes failed: {Errno.Describe(-result)}.");
            }

            bool polled = Monotonic.Now >= nextPoll;
            if (_control.IsSet)
            {
                _control.Clear();
                TakeChanges();
                polled |= !_polling;
            }

            if (polled)
            {
                Poll();
                nextPoll = _polling ? Monotonic.After(PollInterval) : long.MaxValue;
            }
        }
    }

    /// <summary>Without futex_waitv(2), the control word is what is waited for, and the others are looked at in between.</summary>
    private int SleepForAWhile()
    {
        long nanoseconds = _count == 0 ? long.MaxValue : PollInterval.Ticks * TimeSpan.NanosecondsPerTick;
        int result = FutexCalls.Wait(_control.Address, 0, nanoseconds, isPrivate: true);
        return result == 0 ? -Errno.EAGAIN : result;
    }

    private void Refresh(int place)
    {
        FutexSource source = _sources[place];
        _entries[place + 1].Expected = source.HasWaiters ? EventWord.Arm(source.Word) : EventWord.Read(source.Word);
        source.OnReady();
    }

    private void RefreshChanged()
    {
        for (int place = 0; place < _count; place++)
        {
            if (EventWord.Read(_sources[place].Word) != _entries[place + 1].Expected)
            {
                Refresh(place);
            }
        }
    }

    private void TakeChanges()
    {
        List<FutexSource>? released = null;
        int before;
        lock (_lock)
        {
            int kept = 0;
            for (int place = 0; place < _count; place++)
            {
                if (_sources[place].IsRemoved)
                {
                    (released ??= []).Add(_sources[place]);
                    continue;
                }

                _sources[kept] = _sources[place];
                _entries[kept + 1] = _entries[place + 1];
                kept++;
            }

            before = kept;
            foreach (FutexSource source in _added)
            {
                if (source.IsRemoved)
                {
                    (released ??= []).Add(source);
                    continue;
                }

                _sources[kept] = source;
                _entries[kept + 1] = new() { Address = (ulong)source.Word, Flags = FutexWaitEntry.Shared };
                kept++;
            }

            _added.Clear();
            Array.Clear(_sources, kept, MaxSources - kept);
            _count = kept;
            _places -= released?.Count ?? 0;
        }

        for (int place = before; place < _count; place++)
        {
            Refresh(place);
        }

        foreach (FutexSource source in (ReadOnlySpan<FutexSource>)CollectionsMarshal.AsSpan(released))
        {
            source.Release();
        }
    }

    /// <summary>Looks at the sources that want it, and goes on polling exactly while somebody waits for one of them.</summary>
    private void Poll()
    {
        for (int place = 0; place < _count; place++)
        {
            if (_sources[place].Polls && _sources[place].HasWaiters)
            {
                _sources[place].OnReady();
            }
        }

        _polling = false;
        Interlocked.MemoryBarrier();
        for (int place = 0; place < _count && !_polling; place++)
        {
            _polling = _sources[place].Polls && _sources[place].HasWaiters;
        }
    }
}
