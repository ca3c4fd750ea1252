namespace TypedMq;

/// <summary>
/// A dictionary in a message, whose pairs are viewed in place as they are gone through, in the order of the message. A key that comes twice is shown
/// twice.
/// </summary>
/// <typeparam name="TKey">The view of the keys: <see cref="MqUtf8"/> for strings, <see cref="MqEncoded{TFormatter, T}"/> for other values.</typeparam>
/// <typeparam name="TValue">The view of the values.</typeparam>
public readonly ref struct MqPairs<TKey, TValue>
    where TKey : struct, IMqView<TKey>, allows ref struct
    where TValue : struct, IMqView<TValue>, allows ref struct
{
    private readonly MqReader _pairs;

    /// <summary>A dictionary in a message; called by generated code.</summary>
    /// <param name="part">Its bytes, as <see cref="MqReader.ReadMapPart"/> gave them; <c>default</c> when the message lacks it.</param>
    public MqPairs(MqReader part)
    {
        Count = part.Remaining == 0 ? 0 : part.ReadMapHeader();
        _pairs = part;
    }

    /// <summary>How many pairs there are.</summary>
    public int Count { get; }

    /// <summary>Goes through the pairs.</summary>
    /// <returns>What <c>foreach</c> uses.</returns>
    public Enumerator GetEnumerator() => new(_pairs, Count);

    /// <summary>A key with its value.</summary>
    public ref struct Pair
    {
        /// <summary>The key.</summary>
        public TKey Key { readonly get; internal set; }

        /// <summary>The value.</summary>
        public TValue Value { readonly get; internal set; }
    }

    /// <summary>Goes through the pairs.</summary>
    public ref struct Enumerator
    {
        private MqReader _reader;
        private readonly ReadOnlySpan<byte> _location;
        private int _left;

        internal Enumerator(MqReader pairs, int count)
        {
            _reader = pairs;
            _location = pairs.Location;
            _left = count;
            Current = default;
        }

        /// <summary>The pair.</summary>
        public Pair Current { get; private set; }

        /// <summary>Views the next pair.</summary>
        /// <returns>Whether there was one.</returns>
        /// <exception cref="MqDecodeException">The bytes are not such a pair.</exception>
        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }

            _left--;

            // One by one, not by a constructor: the native compiler of .NET 9 would read them in the wrong order. See TupleFormatters.
            Pair pair = default;
            _reader.At(_location);
            pair.Key = TKey.Read(ref _reader);
            _reader.At(_location);
            pair.Value = TValue.Read(ref _reader);
            Current = pair;
            return true;
        }
    }
}
