using System.Buffers;

namespace TypedMq.Channels;

/// <summary>Bytes in a rented array, which goes back when it is disposed. One owner.</summary>
internal readonly struct PooledBytes : IDisposable
{
    private readonly byte[] _array;

    private PooledBytes(byte[] array, int length)
    {
        _array = array;
        Length = length;
    }

    public int Length { get; }

    public ReadOnlySpan<byte> Span => Buffer;

    public Span<byte> Buffer => _array.AsSpan(0, Length);

    public static PooledBytes Rent(int length) => new(ArrayPool<byte>.Shared.Rent(length), length);

    public static PooledBytes Copy(ReadOnlySpan<byte> bytes)
    {
        PooledBytes copy = Rent(bytes.Length);
        bytes.CopyTo(copy.Buffer);
        return copy;
    }

    /// <summary>The same array, of which fewer bytes count; the owner is the result from then on.</summary>
    public PooledBytes First(int length) => new(_array, length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_array);
}
