namespace TypedMq.Transports;

/// <summary>One received message, until it is completed or abandoned, once.</summary>
/// <remarks>A lease may be held across an await. It belongs to one caller at a time.</remarks>
public struct MqLease
{
    private readonly byte[]? _array;
    private readonly nint _address;

    /// <summary>A message in a part of an array.</summary>
    /// <param name="array">The array.</param>
    /// <param name="offset">Where the payload starts; the block of envelope fields lies right before it.</param>
    /// <param name="length">The length of the payload in bytes.</param>
    public MqLease(byte[] array, int offset, int length)
    {
        _array = array;
        _address = offset;
        Length = length;
    }

    /// <summary>A message in memory that is not managed, for example a slot in shared memory.</summary>
    /// <param name="address">Where the payload starts; the block of envelope fields lies right before it.</param>
    /// <param name="length">The length of the payload in bytes.</param>
    public MqLease(nint address, int length)
    {
        _address = address;
        Length = length;
    }

    /// <summary>The length of the payload in bytes.</summary>
    public int Length { get; }

    /// <summary>The priority of the message.</summary>
    public int Priority { get; init; }

    /// <summary>How often the message has been delivered, this time included: 1 or more.</summary>
    public int DeliveryCount { get; init; }

    /// <summary>Which contract the payload is; 0 when the channel has no envelope.</summary>
    public uint Tag { get; init; }

    /// <summary>The optional envelope fields that the message carries.</summary>
    public MqEnvelopeFields Fields { get; init; }

    /// <summary>What the queue needs to know the lease again.</summary>
    public ulong Token { get; set; }

    /// <summary>The array that holds the message; null when it is in other memory.</summary>
    public readonly byte[]? Array => _array;

    /// <summary>Where the payload starts in memory that is not managed; 0 when it is in <see cref="Array"/>.</summary>
    public readonly nint Address => _array is null ? _address : 0;

    /// <summary>The payload. In shared memory, a hostile peer can change it while it is read.</summary>
    public readonly unsafe ReadOnlySpan<byte> Payload => _array is null
        ? new ReadOnlySpan<byte>((void*)_address, Length)
        : new ReadOnlySpan<byte>(_array, (int)_address, Length);

    /// <summary>Reads the envelope with its optional fields.</summary>
    /// <returns>The envelope.</returns>
    public readonly unsafe MqEnvelope ReadEnvelope()
    {
        int size = MqEnvelope.SizeOf(Fields);
        return MqEnvelope.Read(
            Tag,
            Fields,
            _array is null ? new ReadOnlySpan<byte>((void*)(_address - size), size) : new ReadOnlySpan<byte>(_array, (int)_address - size, size));
    }

    /// <summary>The same lease, of whose payload less is seen.</summary>
    internal readonly MqLease First(int length) => _array is null
        ? new(_address, length) { Priority = Priority, DeliveryCount = DeliveryCount, Tag = Tag, Fields = Fields, Token = Token }
        : new(_array, (int)_address, length) { Priority = Priority, DeliveryCount = DeliveryCount, Tag = Tag, Fields = Fields, Token = Token };
}
