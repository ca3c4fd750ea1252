namespace TypedMq.Transports;

/// <summary>Room for one message, claimed by <see cref="MqQueue.TryClaim(in MqEnvelope, int, out MqClaim)"/>: written, then committed or aborted, once.</summary>
/// <remarks>A claim may be held across an await. It belongs to one caller at a time.</remarks>
public struct MqClaim
{
    private readonly byte[]? _array;
    private readonly nint _address;

    /// <summary>A claim on a part of an array.</summary>
    /// <param name="array">The array.</param>
    /// <param name="offset">Where the payload starts.</param>
    /// <param name="length">How many bytes the payload may take.</param>
    /// <param name="priority">The priority of the message.</param>
    /// <param name="token">What the queue needs to know it again.</param>
    public MqClaim(byte[] array, int offset, int length, int priority, ulong token = 0)
    {
        _array = array;
        _address = offset;
        Capacity = length;
        Priority = priority;
        Token = token;
    }

    /// <summary>A claim on memory that is not managed, for example a slot in shared memory.</summary>
    /// <param name="address">Where the payload starts.</param>
    /// <param name="length">How many bytes the payload may take.</param>
    /// <param name="priority">The priority of the message.</param>
    /// <param name="token">What the queue needs to know it again.</param>
    public MqClaim(nint address, int length, int priority, ulong token)
    {
        _address = address;
        Capacity = length;
        Priority = priority;
        Token = token;
    }

    /// <summary>How many bytes the payload may take.</summary>
    public int Capacity { get; }

    /// <summary>The priority of the message.</summary>
    public int Priority { get; }

    /// <summary>What the queue needs to know the claim again.</summary>
    public ulong Token { get; set; }

    /// <summary>The array that holds the claim; null when it is in other memory.</summary>
    public readonly byte[]? Array => _array;

    /// <summary>Where the payload starts in <see cref="Array"/>.</summary>
    public readonly int Offset => (int)_address;

    /// <summary>Where the payload starts in memory that is not managed; 0 when it is in <see cref="Array"/>.</summary>
    public readonly nint Address => _array is null ? _address : 0;

    /// <summary>Where the payload goes.</summary>
    public readonly unsafe Span<byte> Payload => _array is null
        ? new Span<byte>((void*)_address, Capacity)
        : new Span<byte>(_array, (int)_address, Capacity);
}
