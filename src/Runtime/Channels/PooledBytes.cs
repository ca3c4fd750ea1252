using System.Buffers;

namespace TypedMq.Channels;

/// <summary>Bytes in a rented array, which goes back when it is disposed. One owner.</summary>
internal readonly struct PooledBytes(byte[] array, int length) : IDisposable
{
    public int Length => length;

    public ReadOnlySpan<byte> Span => array.AsSpan(0, length);

    public static PooledBytes Copy(ReadOnlySpan<byte> bytes)
    {
        byte[] array = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length, 1));
        bytes.CopyTo(array);
        return new(array, bytes.Length);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(array);
}
