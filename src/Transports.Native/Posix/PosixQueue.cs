using System.Buffers;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using TypedMq.Interop;

namespace TypedMq.Transports.Posix;

/// <summary>An open POSIX message queue: one system call a message, through rented buffers.</summary>
/// <remarks>
/// A message is the envelope's prefix (<see cref="MqEnvelopePrefix"/>; none with <see cref="MqEnvelopeMode.None"/>) with the payload right
/// behind it. The kernel gives a message to one receiver and forgets it: completing and abandoning both only give the buffer back.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed partial class PosixQueue : MqQueue
{
    private readonly DescriptorHandle _descriptor;
    private readonly MqAccess _access;
    private readonly bool _hasEnvelope;
    private readonly int _messageSize;
    private readonly ILogger _logger;

    public PosixQueue(DescriptorHandle descriptor, MqQueueOptions options, string address, int capacity, int messageSize, ILogger logger)
    {
        _logger = logger;
        _descriptor = descriptor;
        _access = options.Access;
        _hasEnvelope = options.Envelope == MqEnvelopeMode.Standard;
        _messageSize = messageSize;
        _waiters = new(descriptor, options.Name.Value);
        Name = options.Name;
        Address = address;
        Capacity = capacity;
        MaxMessageBytes = messageSize - PosixGeometry.ReservedBytes(options.Envelope);
    }

    public override MqQueueName Name { get; }

    public override string Address { get; }

    public override int Capacity { get; }

    public override int MaxMessageBytes { get; }

    /// <summary>Rents a buffer and writes the prefix. Only the commit shows whether there is room.</summary>
    public override bool TryClaim(in MqEnvelope envelope, int priority, out MqClaim claim)
    {
        Check(MqAccess.Send);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)priority, (uint)PosixTransport.MaxPriority, nameof(priority));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(_messageSize);
        int prefix = _hasEnvelope ? MqEnvelopePrefix.Write(buffer, in envelope) : 0;
        claim = new(buffer, prefix, MaxMessageBytes, priority);
        return true;
    }

    public override bool TryCommit(ref MqClaim claim, int length)
    {
        byte[] buffer = claim.Array ?? throw new InvalidOperationException("The claim was committed or aborted already.");
        try
        {
            ThrowIfDisposed();
            if ((uint)length > (uint)claim.Capacity)
            {
                throw new MqMessageTooLargeException(Name.Value, length, MaxMessageBytes);
            }

            int result = MessageQueueCalls.Send(_descriptor, buffer.AsSpan(0, claim.Offset + length), (uint)claim.Priority);
            if (result == -Errno.EAGAIN)
            {
                return false;
            }

            if (result < 0)
            {
                throw PosixErrors.Unexpected(-result, Name.Value, "mq_send");
            }
        }
        catch
        {
            Abort(ref claim);
            throw;
        }

        Abort(ref claim);
        return true;
    }

    /// <summary>Gives the buffer of a claim back; a claim is a claim on nothing else.</summary>
    public override void Abort(ref MqClaim claim)
    {
        if (claim.Array is { } buffer)
        {
            claim = default;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override bool TryReceive(out MqLease lease)
    {
        Check(MqAccess.Receive);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(_messageSize);
        bool taken = false;
        try
        {
            int length = MessageQueueCalls.Receive(_descriptor, buffer, out int priority);
            if (length < 0)
            {
                lease = default;
                return length == -Errno.EAGAIN ? false : throw PosixErrors.Unexpected(-length, Name.Value, "mq_receive");
            }

            uint tag = 0;
            MqEnvelopeFields fields = MqEnvelopeFields.None;
            int start = 0;
            if (_hasEnvelope)
            {
                start = MqEnvelopePrefix.Read(buffer.AsSpan(0, length), out tag, out fields, out string? problem);
                if (start < 0)
                {
                    throw Unreadable(problem!, 0);
                }

                // A short prefix leaves a foreign sender room for more than receivers have buffers for.
                if (length - start > MaxMessageBytes)
                {
                    throw Unreadable($"the payload has {length - start} bytes, but no sender may send more than {MaxMessageBytes}", start);
                }
            }

            MqDecodeException Unreadable(string problem, int offset) => new($"queue '{Name}': {problem}", contract: null, member: null, offset)
            {
                RawMessage = buffer.AsMemory(0, length).ToArray(),
                RawPriority = priority,
            };

            lease = new(buffer, start, length - start) { Priority = priority, DeliveryCount = 1, Tag = tag, Fields = fields };
            taken = true;
            return true;
        }
        finally
        {
            if (!taken)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    public override void Complete(ref MqLease lease)
    {
        if (lease.Array is { } buffer)
        {
            lease = default;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The message is gone: the kernel takes none back to its place.</summary>
    public override void Abandon(ref MqLease lease) => Complete(ref lease);

    public override MqQueueAttributes GetAttributes()
    {
        ThrowIfDisposed();
        int result = MessageQueueCalls.GetAttributes(_descriptor, out MessageQueueAttributes attributes);
        return result == 0
            ? new(Capacity, MaxMessageBytes, (int)attributes.Messages)
            : throw PosixErrors.Unexpected(-result, Name.Value, "mq_getattr");
    }

    private void Check(MqAccess needed)
    {
        ThrowIfDisposed();
        if ((_access & needed) == 0)
        {
            throw PosixErrors.WrongDirection(Name.Value, needed);
        }
    }
}
