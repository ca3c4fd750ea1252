using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace TypedMq;

/// <summary>
/// Text inside of a struct, as UTF-8: it is received without an object on the heap, and its size is bounded. On the wire it is a string like any
/// other, so that the other side may have a <see cref="string"/> in its place.
/// </summary>
/// <remarks>A value is not changed once it is made; it may be read by several threads. Its default is the empty text.</remarks>
/// <typeparam name="TBuffer">The room: <see cref="FixedUtf8Buffer16"/>, 32, 64, 128, or an inline array of bytes of your own.</typeparam>
public readonly struct FixedUtf8<TBuffer> : IEquatable<FixedUtf8<TBuffer>>, ISpanFormattable, IUtf8SpanFormattable
    where TBuffer : unmanaged
{
    private readonly TBuffer _buffer;
    private readonly int _length;

    /// <summary>Makes a value from text. A lone surrogate becomes U+FFFD, as <see cref="Encoding.UTF8"/> has it.</summary>
    /// <param name="text">The text: at most <see cref="Capacity"/> bytes as UTF-8.</param>
    /// <exception cref="ArgumentException">The text is longer; the error names both lengths.</exception>
    public FixedUtf8(ReadOnlySpan<char> text)
    {
        if (!Encoding.UTF8.TryGetBytes(text, Bytes(ref _buffer), out _length))
        {
            throw TooLong(Encoding.UTF8.GetByteCount(text), nameof(text));
        }
    }

    /// <summary>Makes a value from text that is UTF-8 already.</summary>
    /// <param name="utf8">The text: valid UTF-8, at most <see cref="Capacity"/> bytes.</param>
    /// <exception cref="ArgumentException">The text is longer, or no valid UTF-8.</exception>
    public FixedUtf8(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Capacity)
        {
            throw TooLong(utf8.Length, nameof(utf8));
        }

        // What is checked is the copy: the bytes may lie in memory that others write to.
        utf8.CopyTo(Bytes(ref _buffer));
        _length = utf8.Length;
        if (!Utf8.IsValid(AsSpan()))
        {
            throw new ArgumentException("The text is not valid UTF-8.", nameof(utf8));
        }
    }

    /// <summary>How many bytes of UTF-8 fit.</summary>
    public static int Capacity => Unsafe.SizeOf<TBuffer>();

    /// <summary>How many bytes of UTF-8 the text takes.</summary>
    public int Length => _length;

    /// <summary>Whether the text is empty.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>Makes a value from text; see <see cref="FixedUtf8{TBuffer}(ReadOnlySpan{char})"/>. Null becomes the empty text.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The text is longer than <see cref="Capacity"/> bytes.</exception>
    public static implicit operator FixedUtf8<TBuffer>(string? text) => new(text.AsSpan());

    /// <summary>Makes a value from text; see <see cref="FixedUtf8{TBuffer}(ReadOnlySpan{char})"/>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The text is longer than <see cref="Capacity"/> bytes.</exception>
    public static implicit operator FixedUtf8<TBuffer>(ReadOnlySpan<char> text) => new(text);

    /// <summary>Whether two texts are the same.</summary>
    /// <param name="left">A text.</param>
    /// <param name="right">A text.</param>
    /// <returns>Whether their bytes are the same.</returns>
    public static bool operator ==(FixedUtf8<TBuffer> left, FixedUtf8<TBuffer> right) => left.Equals(right);

    /// <summary>Whether two texts differ.</summary>
    /// <param name="left">A text.</param>
    /// <param name="right">A text.</param>
    /// <returns>Whether their bytes differ.</returns>
    public static bool operator !=(FixedUtf8<TBuffer> left, FixedUtf8<TBuffer> right) => !left.Equals(right);

    /// <summary>The text as UTF-8, in place.</summary>
    /// <returns>A view that lives as long as the value.</returns>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() =>
        // Cut, not taken at its word: of a value in shared memory, others may write the length.
        MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<TBuffer, byte>(ref Unsafe.AsRef(in _buffer)), Capacity)[.._length];

    /// <inheritdoc/>
    public bool Equals(FixedUtf8<TBuffer> other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is FixedUtf8<TBuffer> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(AsSpan());
        return hash.ToHashCode();
    }

    /// <summary>The text as a string.</summary>
    /// <returns>A new string.</returns>
    public override string ToString() => Encoding.UTF8.GetString(AsSpan());

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Encoding.UTF8.TryGetChars(AsSpan(), destination, out charsWritten);

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        bool fits = AsSpan().TryCopyTo(utf8Destination);
        bytesWritten = fits ? _length : 0;
        return fits;
    }

    private static Span<byte> Bytes(ref TBuffer buffer) => MemoryMarshal.CreateSpan(ref Unsafe.As<TBuffer, byte>(ref buffer), Capacity);

    private static ArgumentException TooLong(int length, string parameter) =>
        new($"The text takes {length} bytes as UTF-8, but only {Capacity} fit. Cut it, or use a larger buffer than {typeof(TBuffer).Name}.", parameter);
}
