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

    /// <summary>Looks at what is awaited, and wakes whom it concerns. The word was armed before.</summary>
    public abstract void OnReady();

    /// <summary>The reactor begins to use the word. Called by <see cref="FutexReactor.Add"/>.</summary>
    public abstract void Retain();

    /// <summary>The reactor uses the word no more.</summary>
    public abstract void Release();

    /// <summary>
    /// Whether a ring of the word wakes one sleeper only. Then nobody sleeps on it for a source without waiters: it would be woken in the place of others.
    /// Whoever adds a waiter calls <see cref="FutexReactor.Expect"/>.
    /// </summary>
    public virtual bool IsWokenAlone => false;

    /// <summary>Looks also at what nobody rings for. Called while there are waiters and nothing happens, after 50 ms first, then less often, to once a second.</summary>
    public virtual void OnSilence()
    {
    }

    /// <summary>The reactor may have been woken, and nobody waits here any more: if there is something, the next sleeper is to know.</summary>
    public virtual void OnParked()
    {
    }

    /// <summary>Guarded by the reactor's lock.</summary>
    internal bool IsRemoved { get; set; }

    /// <summary>Whether the reactor does not sleep on the word, as nobody waits.</summary>
    internal bool IsParked
    {
        get => Volatile.Read(ref _isParked);
        set => Volatile.Write(ref _isParked, value);
    }

    private bool _isParked;
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
/// <para>Sources that are woken alone are parked when they were woken for nobody: their entry is then a word that never changes.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class FutexReactor
{
    /// <summary>The name of the threads.</summary>
    public const string ThreadName = "TypedMq futexes";

    /// <summary>How many words a reactor waits for; one more is its own.</summary>
    public const int MaxSources = 127;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);
    private static readonly long FirstSilence = 50 * Millisecond, LongestSilence = 1000 * Millisecond;
    private const long Millisecond = 1_000_000;

    private static readonly Lock SharedLock = new();
    private static readonly List<FutexReactor> Shared = [];

    private readonly Lock _lock = new();
    private readonly List<FutexSource> _added = [];
    private readonly FutexFlag _control = new();
    private readonly bool _canWaitForAny;
    private int _places;

    // Used by the thread alone. The entry of a source is one behind its place: the first is the control word.
    private readonly FutexSource[] _sources = new FutexSource[MaxSources];
    private readonly FutexWaitEntry* _entries = (FutexWaitEntry*)NativeMemory.AllocZeroed(MaxSources + 1, (nuint)sizeof(FutexWaitEntry));
    private readonly FutexFlag _never = new();
    private int _count;
    private long _silence = FirstSilence;
    private long _nextLook;

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

    /// <summary>A waiter was added to a source: if the reactor does not sleep on its word, it shall.</summary>
    public void Expect(FutexSource source)
    {
        // Counting the waiter was a full fence; parking is one too, so that one of both sees the other.
        if (source.IsParked)
        {
            _control.Set();
        }
    }

    private void Run()
    {
        while (true)
        {
            int result = _canWaitForAny ? FutexCalls.WaitForAny(_entries, _count + 1, until: _count == 0 ? long.MaxValue : _nextLook) : SleepForAWhile();
            if (result > 0)
            {
                Refresh(result - 1);
                _silence = FirstSilence;
            }
            else if (result is -Errno.EAGAIN or -Errno.ETIMEDOUT)
            {
                RefreshChanged();
            }
            else if (result is not (0 or -Errno.EINTR))
            {
                throw new UnreachableException($"Waiting on futexes failed: {Errno.Describe(-result)}.");
            }

            if (_control.IsSet)
            {
                _control.Clear();
                TakeChanges();
                Unpark();
                _silence = FirstSilence;
            }

            LookWhereNobodyRings();
        }
    }

    private void LookWhereNobodyRings()
    {
        long now = Monotonic.Now;
        if (now < _nextLook && _nextLook - now <= _silence)
        {
            return;
        }

        if (now >= _nextLook)
        {
            for (int place = 0; place < _count; place++)
            {
                if (_sources[place].HasWaiters)
                {
                    _sources[place].OnSilence();
                }
            }

            _silence = Math.Min(_silence * 2, LongestSilence);
        }

        _nextLook = now + _silence;
    }

    /// <summary>Without futex_waitv(2), the control word is what is waited for, and the others are looked at in between.</summary>
    private int SleepForAWhile()
    {
        if (!FutexCalls.CanWait)
        {
            Thread.Sleep(LookInterval);
            return -Errno.EAGAIN;
        }

        long nanoseconds = _count == 0 ? long.MaxValue : LookInterval.Ticks * TimeSpan.NanosecondsPerTick;
        int result = FutexCalls.Wait(_control.Address, 0, nanoseconds, isPrivate: true);
        return result == 0 ? -Errno.EAGAIN : result;
    }

    private void Refresh(int place)
    {
        FutexSource source = _sources[place];
        if (source.IsWokenAlone && !source.HasWaiters)
        {
            source.IsParked = true;
            Interlocked.MemoryBarrier();
            if (!source.HasWaiters)
            {
                _entries[place + 1] = new() { Address = (ulong)_never.Address, Flags = FutexWaitEntry.Private };
                source.OnParked();
                return;
            }

            source.IsParked = false;
        }

        // The word before the waiters: one that comes after it arms by itself, so that the value is another one, or a ring makes it so. Who may have been woken
        // in the place of others arms in any case: the bit is gone for them too.
        uint expected = source.IsWokenAlone ? EventWord.Arm(source.Word) : EventWord.Read(source.Word);
        if (!source.IsWokenAlone && source.HasWaiters)
        {
            expected = EventWord.Arm(source.Word);
        }

        _entries[place + 1].Expected = expected;
        source.OnReady();
    }

    /// <summary>Sleeps again on the words of sources that somebody waits for.</summary>
    private void Unpark()
    {
        for (int place = 0; place < _count; place++)
        {
            FutexSource source = _sources[place];
            if (source.IsParked && source.HasWaiters)
            {
                source.IsParked = false;
                _entries[place + 1] = new() { Address = (ulong)source.Word, Flags = FutexWaitEntry.Shared };
                Refresh(place);
            }
        }
    }

    private void RefreshChanged()
    {
        for (int place = 0; place < _count; place++)
        {
            if (!_sources[place].IsParked && EventWord.Read(_sources[place].Word) != _entries[place + 1].Expected)
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
            if (!source.IsParked)
            {
                // It may have been woken in the place of others, and the call has told of another word only.
                source.OnParked();
            }

            source.Release();
        }
    }
}
