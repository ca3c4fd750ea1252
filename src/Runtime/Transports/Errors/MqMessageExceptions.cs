namespace TypedMq;

/// <summary>The message is larger than the queue takes; nothing was enqueued (<c>EMSGSIZE</c>).</summary>
public sealed class MqMessageTooLargeException(string queue, long size, int limit, int errno = 0) : MqQueueException(
    queue,
    $"The message takes {size} bytes, but queue '{queue}' takes at most {limit}. Send less, or create the queue with MaxMessageBytes = {size} or more.",
    errno)
{
    /// <summary>The size of the encoded message in bytes, without the envelope.</summary>
    public long Size { get; } = size;

    /// <summary>The largest payload that the queue takes, in bytes.</summary>
    public int Limit { get; } = limit;
}

/// <summary>The receiver's buffer is too small; the message stays in the queue (<c>EMSGSIZE</c>).</summary>
public sealed class MqBufferTooSmallException(string queue, int size, int required, int errno = 0) : MqQueueException(
    queue,
    $"A buffer of {size} bytes cannot take every message of queue '{queue}', which may have up to {required}. Pass a buffer of MaxMessageBytes bytes; nothing was received.",
    errno)
{
    /// <summary>The size of the buffer that was passed, in bytes.</summary>
    public int Size { get; } = size;

    /// <summary>The size that a buffer must have, in bytes.</summary>
    public int Required { get; } = required;
}

/// <summary>A value cannot be encoded as its contract says, for example null in a member that is declared non-nullable; nothing was sent.</summary>
public sealed class MqEncodeException : MqException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What cannot be encoded, and why.</param>
    public MqEncodeException(string message)
        : base(message)
    {
    }

    /// <summary>The message itself, or a part of it that is declared non-nullable, is null.</summary>
    /// <param name="contract">The name of the contract.</param>
    /// <returns>The error, to be thrown.</returns>
    public static MqEncodeException NullContract(string contract) => new(
        $"A {contract} is null where a value must be sent. Pass one, or declare the member that holds it nullable.");

    /// <summary>The type of a value is no case of its union.</summary>
    /// <param name="union">The name of the union.</param>
    /// <param name="value">The type of the value.</param>
    /// <returns>The error, to be thrown.</returns>
    public static MqEncodeException NotACase(string union, Type value) => new(
        $"{value} is no case of the union {union}, and no receiver could tell it. List it with [MqUnion] on {union}, or send one of the cases.");

    /// <summary>A member that is declared non-nullable is null.</summary>
    /// <param name="contract">The name of the contract.</param>
    /// <param name="member">The name of the member.</param>
    /// <returns>The error, to be thrown.</returns>
    public static MqEncodeException NullMember(string contract, string member) => new(
        $"{contract}.{member} is null, but it is declared non-nullable, and every receiver would refuse the message. Set it, or declare it nullable.");

    /// <summary>A member is longer than its <see cref="MqMaxLengthAttribute"/> allows.</summary>
    /// <param name="member">The names of the contract and the member.</param>
    /// <param name="length">The length: bytes of UTF-8, bytes, or items.</param>
    /// <param name="limit">The greatest length.</param>
    /// <returns>The error, to be thrown.</returns>
    public static MqEncodeException TooLong(string member, int length, int limit) => new(
        $"{member} has a length of {length}, but [MqMaxLength({limit})] allows no more than {limit}, and every receiver would refuse the message. Send less, or raise the limit at the receivers first.");
}

/// <summary>
/// A received message is not what its contract says. The message was taken from the queue; the next one can be received.
/// </summary>
public sealed class MqDecodeException : MqException
{
    /// <summary>Creates the error.</summary>
    /// <param name="problem">What is wrong with the bytes.</param>
    /// <param name="contract">The name of the contract that was being read; null when it is not known.</param>
    /// <param name="member">The name of the member that was being read; null when it is not known.</param>
    /// <param name="offset">The position in the payload at which the problem was found, in bytes.</param>
    /// <param name="innerException">What the contract's own code threw, if it refused what was read.</param>
    public MqDecodeException(string problem, string? contract, string? member, int offset, Exception? innerException = null)
        : base($"{Location(contract, member)}{problem} (at offset {offset}).", innerException: innerException)
    {
        Contract = contract;
        Member = member;
        Offset = offset;
    }

    /// <summary>The name of the contract that was being read; null when it is not known.</summary>
    public string? Contract { get; }

    /// <summary>The name of the member that was being read; null when it is not known.</summary>
    public string? Member { get; }

    /// <summary>The position in the payload at which the problem was found, in bytes.</summary>
    public int Offset { get; }

    /// <summary>
    /// The whole message, where it has no usable envelope and is gone from the queue: what a transport sets so that consumers can keep it as a dead letter. Empty otherwise.
    /// </summary>
    public ReadOnlyMemory<byte> RawMessage { get; init; }

    /// <summary>The priority of <see cref="RawMessage"/>.</summary>
    public int RawPriority { get; init; }

    /// <summary>
    /// Whether the message that it is about is still to be settled: it comes from a reader, and has passed no receiver yet. So the receiver of a view
    /// tells what its handler found in the view from what the handler received elsewhere.
    /// </summary>
    internal bool IsUnsettled { get; set; }

    /// <summary>Whether an error that came up while a message was decoded is for its receiver to wrap: it came from the contract's own code.</summary>
    internal static bool IsRefusal(Exception error) => error is not (MqDecodeException or OutOfMemoryException);

    /// <summary>What is thrown for a message that could not be decoded, once somebody has settled it, or will.</summary>
    /// <remarks>The contract is named, not the member: a constructor runs after all that it takes was read.</remarks>
    internal static Exception Settle(Exception error, string contract, int offset)
    {
        if (error is MqDecodeException own)
        {
            own.IsUnsettled = false;
        }

        return IsRefusal(error) ? new MqDecodeException(RefusedBy(error), contract, member: null, offset, error) : error;
    }

    /// <summary>What is said of it. What the error itself says may quote the payload: that stays in the inner exception.</summary>
    internal static string RefusedBy(Exception cause) => $"a value was refused by the contract itself: {cause.GetType()}, the inner exception";

    private static string Location(string? contract, string? member) => (contract, member) switch
    {
        (null, _) => "Cannot decode the message: ",
        (_, null) => $"Cannot decode {contract}: ",
        _ => $"Cannot decode {contract}.{member}: ",
    };
}

/// <summary>The contract of a channel and the contract that its queue was created for do not fit.</summary>
public sealed class MqContractMismatchException(string queue, string difference) : MqQueueException(
    queue,
    $"The contracts of queue '{queue}' do not fit: {difference}. Use the same contract assembly on both sides, or another queue.",
    errno: 0);
