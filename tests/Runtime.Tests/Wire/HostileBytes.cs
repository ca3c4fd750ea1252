namespace TypedMq.Tests.Wire;

/// <summary>Bytes that no honest sender writes, the same in every run.</summary>
internal sealed class HostileBytes(int seed)
{
    private static readonly byte[][] Interesting =
    [
        [0xC0], [0xC1], [0xC3], [0x00], [0x7F], [0x80], [0x81], [0x90], [0x91], [0x9F], [0xA0], [0xBF], [0xFF],
        [0xC4, 0xFF], [0xC5, 0xFF, 0xFF], [0xC6, 0xFF, 0xFF, 0xFF, 0xFF], [0xC7, 12, 0xFF], [0xC9, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF],
        [0xD6, 0xFF], [0xD7, 0xFF], [0xD9, 36], [0xDA, 0xFF, 0xFF], [0xDB, 0x7F, 0xFF, 0xFF, 0xFF],
        [0xDC, 0xFF, 0xFF], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF], [0xDD, 0x80, 0, 0, 0], [0xDE, 0xFF, 0xFF], [0xDF, 0xFF, 0xFF, 0xFF, 0xFF], [0xDF, 0x40, 0, 0, 0],
        [0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0], [0xED, 0xA0, 0x80],
    ];

    private readonly Random _random = new(seed);

    /// <summary>How many inputs a test tries: <c>TYPEDMQ_FUZZ_ITERATIONS</c>, or 200,000.</summary>
    public static int Count { get; } = int.TryParse(Environment.GetEnvironmentVariable("TYPEDMQ_FUZZ_ITERATIONS"), out int count) ? count : 200_000;

    /// <summary>A choice among a number of things.</summary>
    public int Choose(int count) => _random.Next(count);

    /// <summary>Up to 48 bytes: noise, or headers in a senseless order.</summary>
    public byte[] Next()
    {
        byte[] bytes = new byte[_random.Next(49)];
        if (_random.Next(2) == 0)
        {
            _random.NextBytes(bytes);
            return bytes;
        }

        for (int at = 0; at < bytes.Length;)
        {
            byte[] part = Interesting[_random.Next(Interesting.Length)];
            int length = Math.Min(part.Length, bytes.Length - at);
            part.AsSpan(0, length).CopyTo(bytes.AsSpan(at));
            at += length;
        }

        return bytes;
    }

    /// <summary>An honest message with one to four changes.</summary>
    public byte[] Mutate(byte[] message)
    {
        List<byte> bytes = [.. message];
        for (int changes = _random.Next(1, 5); changes > 0; changes--)
        {
            int at = _random.Next(bytes.Count + 1);
            switch (_random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 2 when at < bytes.Count:
                    bytes.RemoveRange(at, Math.Min(_random.Next(1, 5), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, Interesting[_random.Next(Interesting.Length)]);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(0, Math.Min(at, 8)));
                    break;
            }
        }

        return [.. bytes];
    }
}
