using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TypedMq.Transports.FastMq;

/// <summary>
/// Who is inside of a handle, so that its memory is let go of when the last one has left and not before. Entering and leaving are plain stores into a mark of the
/// thread's own: the fence that they need is paid by who closes (<see cref="Interlocked.MemoryBarrierProcessWide"/>).
/// </summary>
/// <remarks>
/// <para>Thread-safe. A mark is for short operations, one at a time, in which no foreign code runs; what waits, or may call out, is counted instead (<see cref="TryHold"/>).</para>
/// <para>Closed, then fenced: who is seen inside was there before and will, when it leaves, see that the gate is closed; who is not seen comes too late.</para>
/// </remarks>
internal sealed class HandleGate
{
    private static readonly Lock MarksLock = new();
    private static readonly List<WeakReference<ThreadMark>> Marks = [];
    private static long _lastNumber;

    [ThreadStatic]
    private static ThreadMark? _mark;

    private readonly long _number = Interlocked.Increment(ref _lastNumber);
    private readonly Action _left;
    private bool _closed;
    private int _held;

    /// <param name="left">Called when somebody has left a closed gate: whoever does it looks whether it was the last one.</param>
    public HandleGate(Action left) => _left = left;

    public bool IsClosed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _closed);
    }

    /// <summary>Enters for an operation.</summary>
    /// <param name="mark">To be given to <see cref="Leave"/>, always.</param>
    /// <returns>False when the gate is closed: nothing may be touched.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(out ThreadMark mark)
    {
        mark = _mark ?? NewMark();
        Volatile.Write(ref mark.Inside, _number);
        return !Volatile.Read(ref _closed);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(ThreadMark mark)
    {
        Volatile.Write(ref mark.Inside, 0);
        if (Volatile.Read(ref _closed))
        {
            _left();
        }
    }

    /// <summary>Enters for as long as one likes.</summary>
    /// <returns>False when the gate is closed.</returns>
    public bool TryHold()
    {
        Interlocked.Increment(ref _held);
        if (!Volatile.Read(ref _closed))
        {
            return true;
        }

        Release();
        return false;
    }

    /// <summary>Ends a hold.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _held) == 0 && Volatile.Read(ref _closed))
        {
            _left();
        }
    }

    /// <summary>Lets nobody in any more. Whoever loads <see cref="IsClosed"/> as false after this has, before it, stored what the caller will see.</summary>
    /// <returns>False when that was done before.</returns>
    public bool TryClose()
    {
        if (Interlocked.Exchange(ref _closed, true))
        {
            return false;
        }

        Interlocked.MemoryBarrierProcessWide();
        return true;
    }

    /// <summary>Whether nobody is inside. True for ever once it is, when the gate is closed.</summary>
    public bool IsEmpty()
    {
        if (Volatile.Read(ref _held) != 0)
        {
            return false;
        }

        lock (MarksLock)
        {
            foreach (WeakReference<ThreadMark> reference in Marks)
            {
                if (reference.TryGetTarget(out ThreadMark? mark) && Volatile.Read(ref mark.Inside) == _number)
                {
                    return false;
                }
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadMark NewMark()
    {
        ThreadMark mark = new();
        lock (MarksLock)
        {
            Marks.RemoveAll(static reference => !reference.TryGetTarget(out _));
            Marks.Add(new(mark));
        }

        return _mark = mark;
    }

    /// <summary>In which gate a thread is; 0 is none. Apart from what other threads write: objects lie side by side.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    internal sealed class ThreadMark
    {
        [FieldOffset(56)]
        public long Inside;
    }
}
