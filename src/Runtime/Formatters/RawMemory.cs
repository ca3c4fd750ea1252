using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace TypedMq.Formatters;

/// <summary>What generated code does with the memory of raw contracts. Offsets are bytes from the start of the value.</summary>
public static class RawMemory
{
    private const uint DecimalSignAndScale = 0x80FF0000;
    private const int MaxDecimalScale = 28;

    /// <summary>The memory of a value.</summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>Its bytes in place.</returns>
    public static ReadOnlySpan<byte> Bytes<T>(in T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));

    /// <summary>Reads the message, which is the memory of a value.</summary>
    /// <typeparam name="TFormatter">The formatter of the contract.</typeparam>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <returns>The value, normalised.</returns>
    /// <exception cref="MqDecodeException">The message has another size than the contract, or a part of it is no valid value.</exception>
    public static T Read<TFormatter, T>(scoped ref MqReader reader)
        where TFormatter : struct, IMqRawFormatter<T>
        where T : unmanaged
    {
        int start = reader.Position;
        return Copy<TFormatter, T>(ref reader, reader.ReadRest(), start);
    }

    /// <summary>Reads the memory of a value from binary data.</summary>
    /// <typeparam name="TFormatter">The formatter of the contract.</typeparam>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <returns>The value, normalised.</returns>
    /// <exception cref="MqDecodeException">The data has another size than the contract, or a part of it is no valid value.</exception>
    public static T ReadBinary<TFormatter, T>(scoped ref MqReader reader)
        where TFormatter : struct, IMqRawFormatter<T>
        where T : unmanaged
    {
        int start = reader.Position;
        return Copy<TFormatter, T>(ref reader, reader.ReadBinarySpan(), start);
    }

    /// <summary>Shows the message, which is the memory of a value, in place.</summary>
    /// <typeparam name="TFormatter">The formatter of the contract; every memory is a valid value of it.</typeparam>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <returns>The value, where it lies; it need not be aligned.</returns>
    /// <exception cref="MqDecodeException">The message has another size than the contract.</exception>
    public static ref readonly T View<TFormatter, T>(scoped ref MqReader reader)
        where TFormatter : struct, IMqRawFormatter<T>
        where T : unmanaged
    {
        int start = reader.Position;
        ReadOnlySpan<byte> bytes = reader.ReadRest();
        CheckSize<TFormatter, T>(ref reader, bytes.Length, start);
        return ref MemoryMarshal.AsRef<T>(bytes);
    }

    /// <summary>Makes a <c>bool</c> 0 or 1: the compiler takes others for both true and false.</summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="value">The value that holds it.</param>
    /// <param name="offset">Where.</param>
    /// <returns>True.</returns>
    public static bool NormalizeBoolean<T>(ref T value, int offset)
        where T : unmanaged
    {
        ref byte boolean = ref At<T, byte>(ref value, offset);
        boolean = boolean != 0 ? (byte)1 : (byte)0;
        return true;
    }

    /// <summary>Normalises a raw contract that another one holds.</summary>
    /// <typeparam name="T">The contract that holds it.</typeparam>
    /// <typeparam name="TFormatter">Its formatter.</typeparam>
    /// <typeparam name="TPart">The contract that is held.</typeparam>
    /// <param name="value">The value that holds it.</param>
    /// <param name="offset">Where.</param>
    /// <returns>Whether all of it is valid.</returns>
    public static bool Normalize<T, TFormatter, TPart>(ref T value, int offset)
        where T : unmanaged
        where TFormatter : struct, IMqRawFormatter<TPart>
        where TPart : unmanaged
    {
        // By way of a copy, which is aligned.
        ref TPart place = ref At<T, TPart>(ref value, offset);
        TPart part = Unsafe.ReadUnaligned<TPart>(in Unsafe.As<TPart, byte>(ref place));
        bool isValid = TFormatter.Normalize(ref part);
        Unsafe.WriteUnaligned(ref Unsafe.As<TPart, byte>(ref place), part);
        return isValid;
    }

    /// <summary>Checks a <c>decimal</c>: its flags are a sign and a scale of 0 to 28.</summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="value">The value that holds it.</param>
    /// <param name="offset">Where.</param>
    /// <returns>Whether it is one.</returns>
    public static bool IsDecimal<T>(ref T value, int offset)
        where T : unmanaged
    {
        uint flags = Load<T, decimal, uint>(ref value, offset);
        return (flags & ~DecimalSignAndScale) == 0 && (byte)(flags >> 16) <= MaxDecimalScale;
    }

    /// <summary>Checks a <see cref="DateOnly"/>: it is a day number.</summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="value">The value that holds it.</param>
    /// <param name="offset">Where.</param>
    /// <returns>Whether it is one.</returns>
    public static bool IsDateOnly<T>(ref T value, int offset)
        where T : unmanaged => Load<T, DateOnly, uint>(ref value, offset) <= (uint)DateOnly.MaxValue.DayNumber;

    /// <summary>Checks a <see cref="TimeOnly"/>: it is a number of ticks within a day.</summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="value">The value that holds it.</param>
    /// <param name="offset">Where.</param>
    /// <returns>Whether it is one.</returns>
    public static bool IsTimeOnly<T>(ref T value, int offset)
        where T : unmanaged => Load<T, TimeOnly, ulong>(ref value, offset) <= (ulong)TimeOnly.MaxValue.Ticks;

    /// <summary>Checks a <see cref="FixedUtf8{TBuffer}"/>: its length is that of its buffer at most, and its text is valid UTF-8.</summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <typeparam name="TBuffer">The buffer.</typeparam>
    /// <param name="value">The value that holds it.</param>
    /// <param name="offset">Where.</param>
    /// <returns>Whether it is one.</returns>
    public static bool IsText<T, TBuffer>(ref T value, int offset)
        where T : unmanaged
        where TBuffer : unmanaged
    {
        FixedUtf8<TBuffer> text = Load<T, FixedUtf8<TBuffer>, FixedUtf8<TBuffer>>(ref value, offset);
        return (uint)text.Length <= (uint)FixedUtf8<TBuffer>.Capacity && Utf8.IsValid(text.AsSpan());
    }

    private static T Copy<TFormatter, T>(scoped ref MqReader reader, ReadOnlySpan<byte> bytes, int start)
        where TFormatter : struct, IMqRawFormatter<T>
        where T : unmanaged
    {
        CheckSize<TFormatter, T>(ref reader, bytes.Length, start);

        // What is checked is the copy: the bytes may lie in memory that others write to.
        T value = MemoryMarshal.Read<T>(bytes);
        return TFormatter.Normalize(ref value)
            ? value
            : throw Error<TFormatter, T>(ref reader, "a text, decimal, date or time inside of it is none", start);
    }

    private static void CheckSize<TFormatter, T>(scoped ref MqReader reader, int length, int start)
        where TFormatter : struct, IMqRawFormatter<T>
        where T : unmanaged
    {
        if (length != Unsafe.SizeOf<T>())
        {
            throw Error<TFormatter, T>(ref reader, $"its memory takes {Unsafe.SizeOf<T>()} bytes, found {length}: let both sides use the same layout", start);
        }
    }

    private static MqDecodeException Error<TFormatter, T>(scoped ref MqReader reader, string problem, int start)
        where TFormatter : struct, IMqRawFormatter<T>
        where T : unmanaged
    {
        if (reader.Location.IsEmpty)
        {
            reader.At(TFormatter.ContractName);
        }

        return reader.Error(problem, start);
    }

    private static TValue Load<T, TField, TValue>(ref T value, int offset)
        where T : unmanaged
        where TField : unmanaged
        where TValue : unmanaged => Unsafe.ReadUnaligned<TValue>(in Unsafe.As<TField, byte>(ref At<T, TField>(ref value, offset)));

    /// <summary>A field of a value. The check costs nothing: all of it is constant.</summary>
    private static ref TField At<T, TField>(ref T value, int offset)
        where T : unmanaged
        where TField : unmanaged
    {
        if ((uint)offset > (uint)(Unsafe.SizeOf<T>() - Unsafe.SizeOf<TField>()))
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{typeof(T)} takes {Unsafe.SizeOf<T>()} bytes.");
        }

        return ref Unsafe.As<byte, TField>(ref Unsafe.Add(ref Unsafe.As<T, byte>(ref value), offset));
    }
}
