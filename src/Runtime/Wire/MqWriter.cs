using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TypedMq;

/// <summary>Writes MessagePack into a span, without allocating. Not thread-safe; lives on the stack.</summary>
/// <remarks>
/// <para>The format is that of <see href="https://github.com/msgpack/msgpack/blob/master/spec.md"/>, each value in its smallest form.</para>
/// <para>A writer never fails for lack of room: once a value does not fit it writes nothing any more and only counts, so that
/// <see cref="Length"/> says how much room the message takes, and <see cref="Overflowed"/> that it had less.</para>
/// </remarks>
public ref partial struct MqWriter
{
    private readonly Span<byte> _buffer;
    private int _position;
    private long _missing;
    private int _depth;

    /// <summary>A writer over a buffer.</summary>
    /// <param name="buffer">Where the bytes go.</param>
    public MqWriter(Span<byte> buffer) => _buffer = buffer;

    /// <summary>How many bytes the values so far take, in bytes; more than the buffer has once <see cref="Overflowed"/>.</summary>
    public readonly long Length => _position + _missing;

    /// <summary>Whether the values so far take more room than the buffer has. What is in the buffer is then of no use.</summary>
    public readonly bool Overflowed => _missing != 0;

    /// <summary>Goes one level deeper; recursive contracts call it, because an object that holds itself would never end.</summary>
    /// <exception cref="MqEncodeException">The value is nested deeper than <see cref="MqReader.MaxDepth"/>, and no receiver would take it.</exception>
    public void Enter()
    {
        if (++_depth > MqReader.MaxDepth)
        {
            throw new MqEncodeException($"Contracts are nested deeper than {MqReader.MaxDepth} levels, or an object holds itself. Send a flatter value, for example a list with indexes.");
        }
    }

    /// <summary>Comes back from the level that <see cref="Enter"/> went to.</summary>
    public void Exit() => _depth--;

    /// <summary>Writes nil.</summary>
    public void WriteNil() => WriteByteCode(MessagePackCode.Nil);

    /// <summary>Writes a boolean.</summary>
    /// <param name="value">The value.</param>
    public void WriteBoolean(bool value) => WriteByteCode(value ? MessagePackCode.True : MessagePackCode.False);

    /// <summary>Writes the header of an array; its elements follow.</summary>
    /// <param name="count">How many elements follow: 0 or more.</param>
    public void WriteArrayHeader(int count) => WriteCountHeader(count, MessagePackCode.FixArray, MessagePackCode.Array16, MessagePackCode.Array32);

    /// <summary>Writes the header of a map; its keys and values follow in turn.</summary>
    /// <param name="count">How many pairs follow: 0 or more.</param>
    public void WriteMapHeader(int count) => WriteCountHeader(count, MessagePackCode.FixMap, MessagePackCode.Map16, MessagePackCode.Map32);

    private void WriteCountHeader(int count, byte fix, byte code16, byte code32)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count < 16)
        {
            WriteByteCode((byte)(fix | count));
        }
        else if (count <= ushort.MaxValue)
        {
            if (TryReserve(3))
            {
                ref byte at = ref Reserved(3);
                at = code16;
                WriteBigEndian(ref Unsafe.Add(ref at, 1), (ushort)count);
            }
        }
        else if (TryReserve(5))
        {
            ref byte at = ref Reserved(5);
            at = code32;
            WriteBigEndian(ref Unsafe.Add(ref at, 1), (uint)count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteByteCode(byte code)
    {
        if (TryReserve(1))
        {
            ref byte at = ref Reserved(1);
            at = code;
        }
    }

    /// <summary>The one bounds check of a value: moves on by its size, or counts what is missing from then on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReserve(int size)
    {
        if (size > _buffer.Length - _position || _missing != 0)
        {
            _missing += size;
            return false;
        }

        _position += size;
        return true;
    }

    /// <summary>Where the bytes go that were reserved last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ref byte Reserved(int size) => ref Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), (nint)(uint)(_position - size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteBigEndian(ref byte at, ushort value) => Unsafe.WriteUnaligned(ref at, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteBigEndian(ref byte at, uint value) => Unsafe.WriteUnaligned(ref at, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteBigEndian(ref byte at, ulong value) => Unsafe.WriteUnaligned(ref at, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
}
