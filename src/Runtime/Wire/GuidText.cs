using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace TypedMq;

/// <summary>The text of a GUID: 32 hexadecimal digits with hyphens after the 8th, 12th, 16th and 20th (RFC 9562), in either case.</summary>
internal static class GuidText
{
    public const int Length = 36;

    /// <summary>Parses all digits at once.</summary>
    /// <param name="text">36 bytes.</param>
    /// <param name="value">The GUID.</param>
    /// <returns>Whether the text is one.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out Guid value)
    {
        // The digits lie between the hyphens in pieces of 8, 4, 4, 4 and 12; these are two times 16 of them, in order.
        Vector128<byte> first = Vector128.Create(
            BinaryPrimitives.ReadUInt64LittleEndian(text),
            BinaryPrimitives.ReadUInt32LittleEndian(text[9..]) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[14..]) << 32)).AsByte();
        Vector128<byte> second = Vector128.Create(
            BinaryPrimitives.ReadUInt32LittleEndian(text[19..]) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[24..]) << 32),
            BinaryPrimitives.ReadUInt64LittleEndian(text[28..])).AsByte();
        bool isValid = text[8] == '-' & text[13] == '-' & text[18] == '-' & text[23] == '-';
        Vector128<byte> firstHalves = Digits(first, ref isValid);
        Vector128<byte> secondHalves = Digits(second, ref isValid);
        Vector128<byte> bytes = Vector128.Narrow(Pairs(firstHalves), Pairs(secondHalves));
        Span<byte> bigEndian = stackalloc byte[16];
        bytes.CopyTo(bigEndian);
        value = isValid ? new Guid(bigEndian, bigEndian: true) : default;
        return isValid;
    }

    /// <summary>The values of 16 digits.</summary>
    private static Vector128<byte> Digits(Vector128<byte> text, ref bool areValid)
    {
        Vector128<byte> decimals = text - Vector128.Create((byte)'0');
        Vector128<byte> letters = (text | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a');
        Vector128<byte> isDecimal = Vector128.LessThanOrEqual(decimals, Vector128.Create((byte)9));
        Vector128<byte> isLetter = Vector128.LessThanOrEqual(letters, Vector128.Create((byte)5));
        areValid &= (isDecimal | isLetter) == Vector128<byte>.AllBitsSet;
        return Vector128.ConditionalSelect(isDecimal, decimals, letters + Vector128.Create((byte)10));
    }

    /// <summary>Two digits make a byte: the first one, which is the lower byte of a pair here, is the higher half.</summary>
    private static Vector128<ushort> Pairs(Vector128<byte> digits) =>
        ((digits.AsUInt16() << 4) | (digits.AsUInt16() >> 8)) & Vector128.Create((ushort)0xFF);
}
