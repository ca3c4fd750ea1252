using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Transports.FastMq;

/// <summary>
/// The manifest area of a queue's file: two halves, of which the one with the higher sequence counts, if its checksum is right. The other one is written: who is
/// killed meanwhile leaves the old manifest, and who reads meanwhile sees the old one or the new one.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class FastMqManifest
{
    /// <summary>The most that is kept, in bytes.</summary>
    public const int MaxBytes = HalfSize - HeadSize;

    public const int HalfSize = FastMqGeometry.ManifestSize / 2;
    public const int HeadSize = 16;

    /// <summary>Compares the manifest of a channel with that of the file, and says whether the file's has to change.</summary>
    /// <returns>What is to be written; null when nothing is.</returns>
    /// <exception cref="MqContractMismatchException">The contracts do not fit.</exception>
    public static byte[]? Compare(DescriptorHandle file, MqQueueOptions options) =>
        options.Manifest is { } manifest ? MqManifest.Merge(options.Name.Value, Read(file), manifest, MaxBytes) : null;

    /// <summary>What is kept; empty when that is nothing, or nothing that is whole.</summary>
    public static byte[] Read(DescriptorHandle file)
    {
        byte[] first = ReadHalf(file, 0, out ulong firstSequence);
        byte[] second = ReadHalf(file, 1, out ulong secondSequence);
        return firstSequence > secondSequence ? first : second;
    }

    /// <summary>Writes another one. Under the lock of the folder.</summary>
    /// <returns>Whether it is written; <see cref="Errno.Last"/> says why not.</returns>
    public static bool TryWrite(DescriptorHandle file, ReadOnlySpan<byte> text)
    {
        ReadHalf(file, 0, out ulong first);
        ReadHalf(file, 1, out ulong second);
        byte[] half = new byte[HeadSize + text.Length];
        Head head = new() { Sequence = Math.Max(first, second) + 1, Length = (uint)text.Length };
        head.Checksum = Checksum(in head, text);
        MemoryMarshal.Write(half, in head);
        text.CopyTo(half.AsSpan(HeadSize));
        fixed (byte* bytes = half)
        {
            return Libc.WriteAt(file, bytes, (nuint)half.Length, OffsetOf(first > second ? 1 : 0)) == half.Length;
        }
    }

    /// <summary>Where a half begins in the file.</summary>
    public static long OffsetOf(int half) => FastMqGeometry.ManifestOffset + (half * HalfSize);

    /// <summary>A copy of what a half holds, if it is whole; its sequence is 0 otherwise.</summary>
    private static byte[] ReadHalf(DescriptorHandle file, int index, out ulong sequence)
    {
        byte[] half = new byte[HalfSize];
        nint length;
        fixed (byte* bytes = half)
        {
            length = Libc.ReadAt(file, bytes, HalfSize, OffsetOf(index));
        }

        Head head = MemoryMarshal.Read<Head>(half);
        if (length == HalfSize && head.Length <= MaxBytes && half.AsSpan(HeadSize, (int)head.Length) is var text && head.Checksum == Checksum(in head, text))
        {
            sequence = head.Sequence;
            return text.ToArray();
        }

        sequence = 0;
        return [];
    }

    private static uint Checksum(in Head head, ReadOnlySpan<byte> text)
    {
        uint sum = BitOperations.Crc32C(BitOperations.Crc32C(uint.MaxValue, head.Sequence), head.Length);
        foreach (byte value in text)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        return ~sum;
    }

    private struct Head
    {
        public ulong Sequence;
        public uint Length;
        public uint Checksum;
    }
}
