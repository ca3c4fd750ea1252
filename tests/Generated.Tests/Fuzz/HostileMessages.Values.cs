using System.Buffers.Binary;

namespace TypedMq.Tests.Fuzz;

internal sealed partial class HostileMessages
{
    /// <summary>Headers that lie, and values at the edges.</summary>
    private static readonly byte[][] Headers =
    [
        [0xC0], [0xC1], [0xC2], [0xC3], [0x00], [0x7F], [0xE0], [0xFF], [0x80], [0x81], [0x8F], [0x90], [0x91], [0x92], [0x9F], [0xA0], [0xA1], [0xBF],
        [0xC4, 0x00], [0xC4, 16], [0xC4, 0xFF], [0xC5, 0xFF, 0xFF], [0xC6, 0xFF, 0xFF, 0xFF, 0xFF], [0xC6, 0x7F, 0xFF, 0xFF, 0xFF],
        [0xC7, 12, 0xFF], [0xC7, 0xFF, 0x05], [0xC8, 0xFF, 0xFF, 0xFF], [0xC9, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xC9, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF],
        [0xD6, 0xFF], [0xD7, 0xFF], [0xD8, 0xFF], [0xD9, 36], [0xD9, 0xFF], [0xDA, 0xFF, 0xFF], [0xDB, 0xFF, 0xFF, 0xFF, 0xFF], [0xDB, 0x7F, 0xFF, 0xFF, 0xFF],
        [0xDC, 0xFF, 0xFF], [0xDC, 0x00, 0x20], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF], [0xDD, 0x80, 0, 0, 0], [0xDD, 0x7F, 0xFF, 0xFF, 0xFF],
        [0xDE, 0xFF, 0xFF], [0xDF, 0xFF, 0xFF, 0xFF, 0xFF], [0xDF, 0x80, 0, 0, 0], [0xDF, 0x40, 0, 0, 0],
        [0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0], [0xCB, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0], [0xCA, 0x7F, 0x80, 0, 0],
        [0xED, 0xA0, 0x80],
    ];

    /// <summary>Text that is no number, is one of an enormous size, is no UTF-8, is nearly a GUID.</summary>
    private static readonly byte[][] Texts =
    [
        .. new[]
        {
            "1e999999999", "1e-999999999", "-1E+2147483647", "1e99999999999999999999", "0e2147483648", "79228162514264337593543950336", "79228162514264337593543950335",
            "0.00000000000000000000000000000000000000000000001", "1,5", " 1", "1 ", "+1", "--1", ".", "-", "", "NaN", "Infinity", "0x10", "1e", "1e+", "9999999999999999999999999999999999999999",
            "00112233-4455-6677-8899-aabbccddeeff", "00112233-4455-6677-8899-aabbccddeefg", "{0112233-4455-6677-8899-aabbccddeef}", "Red", "Sell", "4294967296", "http://[", "http://", "//", "id", "x", "next",
        }.Select(static text => System.Text.Encoding.UTF8.GetBytes(text)),
        [0xFF], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x98], [(byte)'a', 0xE2, 0x82], [0x00],
    ];

    private void WriteValue(int depth)
    {
        switch (_random.Next(depth >= 6 ? 9 : 12))
        {
            case 0:
                Append(Headers[_random.Next(Headers.Length)]);
                break;
            case 1 or 2:
                WriteInteger();
                break;
            case 3:
                WriteText(Texts[_random.Next(Texts.Length)]);
                break;
            case 4:
                WriteText(NoiseOf(_random.Next(40), ascii: _random.Next(4) != 0));
                break;
            case 5:
                WriteLength(0, [0xC4, 0xC5, 0xC6], out int length, max: 40);
                Append(NoiseOf(length, ascii: false));
                break;
            case 6:
                WriteTimestamp();
                break;
            case 7:
                Append([0xCB, .. NoiseOf(8, ascii: false)]);
                break;
            case 8:
                Append([(byte)(0xD4 + _random.Next(5)), (byte)_random.Next(256), .. NoiseOf(16, ascii: false)]);
                break;
            case 9 when _random.Next(50) == 0:
                WriteAbyss();
                break;
            default:
                WriteContainer(depth);
                break;
        }
    }

    private void WriteContainer(int depth)
    {
        bool isMap = _random.Next(3) == 0;
        WriteLength(isMap ? (byte)0x80 : (byte)0x90, isMap ? [0xDE, 0xDF] : [0xDC, 0xDD], out int count, max: depth == 0 ? 30 : 5);
        for (int values = isMap ? 2 * count : count; values > 0 && _length < _message.Length / 4; values--)
        {
            WriteValue(depth + 1);
        }
    }

    /// <summary>Arrays in arrays, or lists in contracts, far deeper than any reader should follow.</summary>
    private void WriteAbyss()
    {
        ReadOnlySpan<byte> level = _random.Next(4) switch { 0 => [0x91], 1 => [0x92, 0x00], 2 => [0x81, 0x00], _ => [0x92, 0x00, 0x91] };
        for (int levels = _random.Next(20, 200); levels > 0; levels--)
        {
            Append(level);
        }
    }

    /// <summary>A header in one of its forms, the narrow one or a wider one than needed; rarely it lies.</summary>
    private void WriteLength(byte narrow, ReadOnlySpan<byte> wide, out int length, int max)
    {
        length = _random.Next(max);
        int announced = _random.Next(40) == 0 ? _random.Next() : length;
        int form = _random.Next(-2, wide.Length);
        if (form < 0 && narrow != 0 && announced < 16)
        {
            Append([(byte)(narrow | announced)]);
            return;
        }

        form = Math.Max(form, 0);
        byte code = wide[form];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, announced);
        int size = code is 0xC4 or 0xD9 ? 1 : code is 0xC5 or 0xDA or 0xDC or 0xDE ? 2 : 4;
        Append([code, .. number[(4 - size)..]]);
    }

    private void WriteInteger()
    {
        byte code = (byte)_random.Next(0xCC, 0xD4);
        int size = 1 << ((code - 0xCC) & 3);
        Append(_random.Next(3) == 0 ? [(byte)_random.Next(0xA0, 0x180)] : [code, .. _random.Next(3) == 0 ? Zeros.AsSpan(0, size - 1) : NoiseOf(size - 1, ascii: false), (byte)_random.Next(256)]);
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        switch (_random.Next(4))
        {
            case 0 when text.Length < 32:
                Append([(byte)(0xA0 | text.Length)]);
                break;
            case 1:
                Append([0xDA, 0, (byte)text.Length]);
                break;
            case 2:
                Append([0xDB, 0, 0, 0, (byte)text.Length]);
                break;
            default:
                Append([0xD9, (byte)text.Length]);
                break;
        }

        Append(text);
    }

    /// <summary>All three forms, seconds and nanoseconds of any size.</summary>
    private void WriteTimestamp()
    {
        switch (_random.Next(4))
        {
            case 0:
                Append([0xD6, 0xFF, .. NoiseOf(4, ascii: false)]);
                break;
            case 1:
                Append([0xD7, 0xFF, .. NoiseOf(8, ascii: false)]);
                break;
            default:
                // Seconds in the years that a DateTime has, or far outside.
                Span<byte> body = stackalloc byte[12];
                BinaryPrimitives.WriteUInt32BigEndian(body, (uint)_random.NextInt64(_random.Next(2) == 0 ? 1_000_000_000 : uint.MaxValue));
                BinaryPrimitives.WriteInt64BigEndian(body[4..], _random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(64));
                Append([0xC7, 12, 0xFF, .. body]);
                break;
        }
    }

    /// <summary>The same integer or text in a form that is wider than needed.</summary>
    private bool TryWiden(ReadOnlySpan<byte> value)
    {
        switch (value[0])
        {
            case <= 0x7F:
                Append([0xD3, 0, 0, 0, 0, 0, 0, 0, value[0]]);
                return true;
            case >= 0xE0:
                Append([0xD1, 0xFF, value[0]]);
                return true;
            case >= 0xA0 and < 0xC0:
                Append([0xDB, 0, 0, 0, (byte)(value[0] & 0x1F)]);
                Append(value[1..]);
                return true;
            case >= 0x90 and < 0xA0:
                Append([0xDD, 0, 0, 0, (byte)(value[0] & 0x0F)]);
                return true;
            case >= 0x80 and < 0x90:
                Append([0xDF, 0, 0, 0, (byte)(value[0] & 0x0F)]);
                return true;
            default:
                return false;
        }
    }

    private static readonly byte[] Zeros = new byte[16];
    private readonly byte[] _noise = new byte[64];

    private ReadOnlySpan<byte> NoiseOf(int length, bool ascii)
    {
        Span<byte> noise = _noise.AsSpan(0, length);
        _random.NextBytes(noise);
        if (ascii)
        {
            foreach (ref byte unit in noise)
            {
                unit &= 0x7F;
            }
        }

        return noise;
    }
}
