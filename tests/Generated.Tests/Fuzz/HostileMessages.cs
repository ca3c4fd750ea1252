namespace TypedMq.Tests.Fuzz;

/// <summary>Messages that no honest sender writes, the same ones for the same seed. Each is valid until the next one is asked for.</summary>
internal sealed partial class HostileMessages(int seed)
{
    private readonly Random _random = new(seed);
    private readonly byte[] _message = new byte[4096];
    private int _length;

    /// <summary>An honest message with one to four changes of single bytes or of runs of them.</summary>
    public ReadOnlySpan<byte> Changed(CorpusMessage honest)
    {
        _length = 0;
        Append(honest.Bytes);
        for (int changes = _random.Next(1, 5); changes > 0; changes--)
        {
            Change();
        }

        return _message.AsSpan(0, _length);
    }

    /// <summary>Up to 64 bytes of noise.</summary>
    public ReadOnlySpan<byte> Noise()
    {
        _length = _random.Next(65);
        _random.NextBytes(_message.AsSpan(0, _length));
        return _message.AsSpan(0, _length);
    }

    /// <summary>Random MessagePack of any shape: well-formed but for what it lies about.</summary>
    public ReadOnlySpan<byte> Tree()
    {
        _length = 0;
        WriteContainer(depth: 0);
        return _message.AsSpan(0, _length);
    }

    /// <summary>
    /// Random values in the shape of a contract: this is what gets past the first header. Values of an honest message are kept, are replaced by
    /// random ones, or are written in another form of the same value.
    /// </summary>
    public ReadOnlySpan<byte> Shaped(CorpusMessage shape)
    {
        _length = 0;
        (int Start, int End)[] values = shape.Values;
        int rarity = _random.Next(2, 12);
        for (int i = 0; i < values.Length && _length < _message.Length / 2;)
        {
            if (_random.Next(i == 0 ? 64 : rarity) == 0)
            {
                WriteValue(depth: 2);
                int end = values[i].End;
                while (++i < values.Length && values[i].Start < end)
                {
                    // What was inside goes with it.
                }

                continue;
            }

            // A scalar as a whole, or the header of an array or a map.
            ReadOnlySpan<byte> part = shape.Bytes.AsSpan(values[i].Start..(i + 1 < values.Length ? values[i + 1].Start : values[i].End));
            if (_random.Next(4) != 0 || !TryWiden(part))
            {
                Append(part);
            }

            i++;
        }

        return _message.AsSpan(0, _length);
    }

    private void Change()
    {
        int at = _random.Next(_length + 1);
        int some = Math.Min(_random.Next(1, 9), _length - at);
        switch (_random.Next(8))
        {
            case 0 when at < _length:
                _message[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < _length:
                _message[at] = (byte)_random.Next(256);
                break;
            case 2:
                Replace(at, some, default);
                break;
            case 3:
                Replace(at, 0, Headers[_random.Next(Headers.Length)]);
                break;
            case 4 when at < _length:
                Replace(at, 1, Headers[_random.Next(Headers.Length)]);
                break;
            case 5:
                // The same bytes once more: keys that come twice, elements too many.
                Span<byte> copy = stackalloc byte[some];
                _message.AsSpan(at, some).CopyTo(copy);
                Replace(_random.Next(_length + 1), 0, copy);
                break;
            case 6:
                _length = at;
                break;
            default:
                byte[] other = CorpusMessage.All[_random.Next(CorpusMessage.All.Length)].Bytes;
                int from = _random.Next(other.Length);
                Replace(at, some, other.AsSpan(from, Math.Min(_random.Next(1, 40), other.Length - from)));
                break;
        }
    }

    private void Replace(int at, int length, ReadOnlySpan<byte> by)
    {
        if (_length - length + by.Length <= _message.Length)
        {
            _message.AsSpan((at + length).._length).CopyTo(_message.AsSpan(at + by.Length));
            by.CopyTo(_message.AsSpan(at));
            _length += by.Length - length;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes) => Replace(_length, 0, bytes);
}
