using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TypedMq.Benchmarks.Systems;

/// <summary>A sender's or receiver's own message, from which and to which the queue's is copied. It starts with a line of the cache: where it starts otherwise is chance, and decides for a whole run.</summary>
internal readonly unsafe struct OwnMessage
{
    private const int LineBytes = 64;

    // Keeps alive what the pointer shows.
    private readonly byte[] _array;
    private readonly byte* _start;
    private readonly int _length;

    public OwnMessage(int length)
    {
        _array = GC.AllocateArray<byte>(length + LineBytes - 1, pinned: true);
        _start = (byte*)(((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array)) + LineBytes - 1) / LineBytes * LineBytes);
        _length = length;
    }

    public Span<byte> Bytes => new(_start, _length);

    /// <summary>The number with which it starts.</summary>
    public ref long Number => ref *(long*)_start;
}
