namespace TypedMq;

/// <summary>A collection in a message, whose elements are decoded one by one as they are gone through, in the order of the message.</summary>
/// <typeparam name="TFormatter">The formatter of the elements.</typeparam>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly ref struct MqItems<TFormatter, T>
    where TFormatter : struct, IMqFormatter<T>
{
    private readonly MqReader _elements;

    /// <summary>A collection in a message; called by generated code.</summary>
    /// <param name="part">Its bytes, as <see cref="MqReader.ReadArrayPart"/> gave them; <c>default</c> when the message lacks it.</param>
    public MqItems(MqReader part)
    {
        Count = part.Remaining == 0 ? 0 : part.ReadArrayHeader();
        _elements = part;
    }

    /// <summary>How many elements there are.</summary>
    public int Count { get; }

    /// <summary>Goes through the elements.</summary>
    /// <returns>What <c>foreach</c> uses.</returns>
    public Enumerator GetEnumerator() => new(_elements, Count);

    /// <summary>Goes through the elements.</summary>
    public ref struct Enumerator
    {
        private MqReader _reader;
        private readonly ReadOnlySpan<byte> _location;
        private int _left;

        internal Enumerator(MqReader elements, int count)
        {
            _reader = elements;
            _location = elements.Location;
            _left = count;
            Current = default!;
        }

        /// <summary>The element.</summary>
        public T Current { get; private set; }

        /// <summary>Decodes the next element.</summary>
        /// <returns>Whether there was one.</returns>
        /// <exception cref="MqDecodeException">The bytes are not such an element, or its own code refused them.</exception>
        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }

            // The element before may have put its own members there.
            _left--;
            _reader.At(_location);
            Current = typeof(T).IsPrimitive ? TFormatter.Read(ref _reader) : ReadGuarded();
            return true;
        }

        /// <summary>Apart, because a method that catches is not inlined.</summary>
        private T ReadGuarded()
        {
            try
            {
                return TFormatter.Read(ref _reader);
            }
            catch (Exception error) when (MqDecodeException.IsRefusal(error))
            {
                _reader.At(_location);
                throw _reader.Refused(error);
            }
        }
    }
}
