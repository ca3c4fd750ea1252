using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TypedMq;

/// <summary>Reads MessagePack from a span, without allocating more than the values it returns. Not thread-safe; lives on the stack.</summary>
/// <remarks>
/// Any bytes may be read: what is not the value asked for is an <see cref="MqDecodeException"/> that names the contract, the member and the
/// offset. Nothing is allocated from a count that the remaining bytes cannot back.
/// </remarks>
public ref partial struct MqReader
{
    /// <summary>How deep contracts may be nested.</summary>
    public const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _buffer;
    private readonly MqStringCache? _strings;
    private ReadOnlySpan<byte> _location;
    private int _position;
    private int _depth;

    /// <summary>A reader over a message.</summary>
    /// <param name="buffer">The message.</param>
    public MqReader(ReadOnlySpan<byte> buffer) => _buffer = buffer;

    /// <summary>A reader over a message that takes strings from a cache.</summary>
    /// <param name="buffer">The message.</param>
    /// <param name="strings">The cache; null means none.</param>
    internal MqReader(ReadOnlySpan<byte> buffer, MqStringCache? strings)
    {
        _buffer = buffer;
        _strings = strings;
    }

    /// <summary>How many bytes have been read.</summary>
    public readonly int Position => _position;

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _buffer.Length - _position;

    /// <summary>Says what is read next, so that an error can name it. Costs two stores.</summary>
    /// <param name="location">The contract and the member, <c>Order.Price</c>, as a UTF-8 literal.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void At(ReadOnlySpan<byte> location) => _location = location;

    /// <summary>What is being read, as the last <see cref="At"/> said.</summary>
    internal readonly ReadOnlySpan<byte> Location => _location;

    /// <summary>Goes one level deeper; recursive contracts call it.</summary>
    /// <exception cref="MqDecodeException">The message is nested deeper than <see cref="MaxDepth"/>.</exception>
    public void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw Error($"contracts are nested deeper than {MaxDepth} levels", _position);
        }
    }

    /// <summary>Comes back from the level that <see cref="Enter"/> went to.</summary>
    public void Exit() => _depth--;

    /// <summary>Takes nil when it is next.</summary>
    /// <returns>Whether it was.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadNil()
    {
        if (_position < _buffer.Length && _buffer[_position] == MessagePackCode.Nil)
        {
            _position++;
            return true;
        }

        return false;
    }

    /// <summary>Reads a boolean.</summary>
    /// <returns>The value.</returns>
    public bool ReadBoolean()
    {
        byte code = PeekCode();
        if (code is not (MessagePackCode.True or MessagePackCode.False))
        {
            throw Unexpected("a boolean", code);
        }

        _position++;
        return code == MessagePackCode.True;
    }

    /// <summary>Reads the header of an array.</summary>
    /// <returns>How many elements follow; never more than the bytes that remain.</returns>
    public int ReadArrayHeader()
    {
        int start = _position;
        byte code = PeekCode();
        uint count;
        switch (code)
        {
            case >= MessagePackCode.FixArray and < MessagePackCode.FixStr:
                _position++;
                count = code & 0x0Fu;
                break;
            case MessagePackCode.Array16:
                count = ReadBody16();
                break;
            case MessagePackCode.Array32:
                count = ReadBody32();
                break;
            default:
                throw Unexpected("an array", code);
        }

        return count <= (uint)Remaining ? (int)count : throw Error($"an array of {count} elements is announced, but only {Remaining} bytes follow", start);
    }

    /// <summary>Reads the header of a map.</summary>
    /// <returns>How many pairs follow; never more than the bytes that remain can hold.</returns>
    public int ReadMapHeader()
    {
        int start = _position;
        byte code = PeekCode();
        uint count;
        switch (code)
        {
            case >= MessagePackCode.FixMap and < MessagePackCode.FixArray:
                _position++;
                count = code & 0x0Fu;
                break;
            case MessagePackCode.Map16:
                count = ReadBody16();
                break;
            case MessagePackCode.Map32:
                count = ReadBody32();
                break;
            default:
                throw Unexpected("a map", code);
        }

        return count <= (uint)Remaining / 2 ? (int)count : throw Error($"a map of {count} pairs is announced, but only {Remaining} bytes follow", start);
    }

    /// <summary>Reads what a union starts with: the header of an array of two elements, and the tag; the case follows.</summary>
    /// <returns>The tag.</returns>
    public int ReadUnionTag()
    {
        int start = _position;
        int count = ReadArrayHeader();
        return count == 2 ? ReadInt32() : throw Error($"expected the tag and the case of a union, found an array of {count} elements", start);
    }

    /// <summary>Skips the next value, whatever it is.</summary>
    public void Skip()
    {
        // Not recursive: what is left to skip is a number, so that nesting costs no stack. It is bounded by the bytes that remain.
        for (long left = 1; left > 0; left--)
        {
            byte code = PeekCode();
            switch (code)
            {
                case >= MessagePackCode.FixMap and < MessagePackCode.FixArray:
                case MessagePackCode.Map16:
                case MessagePackCode.Map32:
                    left += 2L * ReadMapHeader();
                    break;
                case >= MessagePackCode.FixArray and < MessagePackCode.FixStr:
                case MessagePackCode.Array16:
                case MessagePackCode.Array32:
                    left += ReadArrayHeader();
                    break;
                case MessagePackCode.NeverUsed:
                    throw Unexpected("a value", code);
                default:
                    Advance(ScalarSize(code));
                    break;
            }
        }
    }

    /// <summary>Checks that the message ends here.</summary>
    /// <exception cref="MqDecodeException">Bytes are left.</exception>
    public readonly void End()
    {
        if (Remaining != 0)
        {
            throw Error($"{Remaining} bytes follow after its end", _position);
        }
    }

    /// <summary>An error at the place that was named last.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="offset">Where, in bytes from the start of the message.</param>
    /// <returns>The error, to be thrown.</returns>
    public readonly MqDecodeException Error(string problem, int offset) => MakeError(problem, offset, cause: null);

    /// <summary>The error of a value whose own code threw: see <see cref="MqDecodeException.IsRefusal"/>.</summary>
    internal readonly MqDecodeException Refused(Exception cause) => MakeError(MqDecodeException.RefusedBy(cause), _position, cause);

    private readonly MqDecodeException MakeError(string problem, int offset, Exception? cause)
    {
        string location = Encoding.UTF8.GetString(_location);
        int dot = location.LastIndexOf('.');
        return dot < 0
            ? new(problem, location.Length == 0 ? null : location, null, offset, cause) { IsUnsettled = true }
            : new(problem, location[..dot], location[(dot + 1)..], offset, cause) { IsUnsettled = true };
    }

    /// <summary>The error of a message in which a required member is absent.</summary>
    /// <returns>The error, to be thrown.</returns>
    public readonly MqDecodeException MissingRequired() => Error("a required member is absent", _position);

    /// <summary>The error of a map in which the key of a member comes twice.</summary>
    /// <param name="offset">Where the second one is, in bytes from the start of the message.</param>
    /// <returns>The error, to be thrown.</returns>
    public readonly MqDecodeException DuplicateKey(int offset) => Error("its key comes twice", offset);

    /// <summary>The error of a union whose case is not known here.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="offset">Where the union is, in bytes from the start of the message.</param>
    /// <returns>The error, to be thrown.</returns>
    public readonly MqDecodeException UnknownCase(int tag, int offset) => Error($"no case of the union has the tag {tag}", offset);

    private readonly MqDecodeException Unexpected(string expected, byte code) => Error($"expected {expected}, found {MessagePackCode.Name(code)}", _position);

    private readonly MqDecodeException EndOfMessage(int needed) => Error($"the message ends {needed} bytes too early", _buffer.Length);

    private readonly MqDecodeException OutOfRange(string type, int start) => Error($"the integer is out of the range of {type}", start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte PeekCode()
    {
        if ((uint)_position >= (uint)_buffer.Length)
        {
            ThrowEnd();
        }

        return _buffer[_position];
    }

    [DoesNotReturn]
    private readonly void ThrowEnd() => throw EndOfMessage(1);

    /// <summary>Moves on by a number of bytes that must be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(long size)
    {
        if (size > Remaining)
        {
            throw EndOfMessage((int)Math.Min(size - Remaining, int.MaxValue));
        }

        _position += (int)size;
    }

    /// <summary>Takes bytes that must be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Take(int size)
    {
        int position = _position;
        Advance(size);
        return ref Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), (nint)(uint)position);
    }

    private ushort ReadBody16()
    {
        ushort value = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref Take(3), 1));
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
    }

    private uint ReadBody32()
    {
        uint value = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref Take(5), 1));
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
    }

    private ulong ReadBody64()
    {
        ulong value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref Take(9), 1));
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
    }

    /// <summary>The size of a value that is no array and no map, with its code.</summary>
    private readonly long ScalarSize(byte code) => code switch
    {
        <= MessagePackCode.MaxPositiveFixInt or >= MessagePackCode.MinNegativeFixInt => 1,
        >= MessagePackCode.FixStr and < MessagePackCode.Nil => 1 + (code & 0x1F),
        MessagePackCode.Nil or MessagePackCode.False or MessagePackCode.True => 1,
        MessagePackCode.UInt8 or MessagePackCode.Int8 => 2,
        MessagePackCode.UInt16 or MessagePackCode.Int16 => 3,
        MessagePackCode.UInt32 or MessagePackCode.Int32 or MessagePackCode.Float32 => 5,
        MessagePackCode.UInt64 or MessagePackCode.Int64 or MessagePackCode.Float64 => 9,
        MessagePackCode.Bin8 or MessagePackCode.Str8 => 2L + PeekLength(1),
        MessagePackCode.Bin16 or MessagePackCode.Str16 => 3L + PeekLength(2),
        MessagePackCode.Bin32 or MessagePackCode.Str32 => 5L + PeekLength(4),
        MessagePackCode.Ext8 => 3L + PeekLength(1),
        MessagePackCode.Ext16 => 4L + PeekLength(2),
        MessagePackCode.Ext32 => 6L + PeekLength(4),
        _ => 2 + (1L << (code - MessagePackCode.FixExt1)), // fixext 1, 2, 4, 8, 16
    };

    /// <summary>The big-endian length that follows the code, without moving on.</summary>
    private readonly uint PeekLength(int size)
    {
        if (Remaining < 1 + size)
        {
            throw EndOfMessage(1 + size - Remaining);
        }

        ReadOnlySpan<byte> bytes = _buffer.Slice(_position + 1, size);
        return size switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            _ => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        };
    }
}
