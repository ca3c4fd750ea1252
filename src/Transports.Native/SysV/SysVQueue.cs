using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Transports.SysV;

/// <summary>An open System V message queue: one system call a message, through rented buffers.</summary>
/// <remarks>
/// <para>A buffer is the message's type in 8 bytes, which the kernel keeps apart, then the envelope's prefix (<see cref="MqEnvelopePrefix"/>; none with
/// <see cref="MqEnvelopeMode.None"/>), then the payload. The type is 32768 less the priority, so the lowest type comes first.</para>
/// <para>The kernel gives a message to one receiver and forgets it: completing and abandoning both only give the buffer back.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class SysVQueue : MqQueue
{
    /// <summary>The type of priority 0. Higher ones, which only other programs send, count as priority 0, and come last.</summary>
    private const long TypeOfLowest = SysVTransport.MaxPriority + 1;

    /// <summary>The lowest type of all that there are.</summary>
    private const long AnyType = -long.MaxValue;

    private readonly SysVDoorbell _doorbell;
    private readonly int _id;
    private readonly MqAccess _access;
    private readonly bool _hasEnvelope;
    private readonly int _messageSize;

    public SysVQueue(SysVEntry entry, MqQueueOptions options)
    {
        _doorbell = entry.Doorbell;
        _id = entry.Record.Id;
        _access = options.Access;
        _hasEnvelope = options.Envelope == MqEnvelopeMode.Standard;
        _messageSize = entry.Record.MessageSize;
        Name = options.Name;
        Address = AddressOf(entry.Record);
        Capacity = entry.Record.Capacity;
        MaxMessageBytes = _messageSize - SysVGeometry.ReservedBytes(options.Envelope);
        _receivers = new(this, _doorbell, MqDirection.Receive);
        _senders = new(this, _doorbell, MqDirection.Send);
    }

    public override MqQueueName Name { get; }

    public override string Address { get; }

    /// <summary>How many messages of full size it holds; of smaller ones it holds more.</summary>
    public override int Capacity { get; }

    public override int MaxMessageBytes { get; }

    public static string AddressOf(in SysVRecord record) => $"System V queue {record.Id}, key 0x{record.Key:x8}, in IPC namespace {Scopes.IpcNamespace.Current}";

    /// <summary>Rents a buffer and writes type and prefix. Only the commit shows whether there is room.</summary>
    public override bool TryClaim(in MqEnvelope envelope, int priority, out MqClaim claim)
    {
        Check(MqAccess.Send);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)priority, (uint)SysVTransport.MaxPriority, nameof(priority));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(SystemVCalls.TypeSize + _messageSize);
        Unsafe.WriteUnaligned(ref buffer[0], TypeOfLowest - priority);
        int prefix = _hasEnvelope ? MqEnvelopePrefix.Write(buffer.AsSpan(SystemVCalls.TypeSize), in envelope) : 0;
        claim = new(buffer, SystemVCalls.TypeSize + prefix, MaxMessageBytes, priority);
        return true;
    }

    public override bool TryCommit(ref MqClaim claim, int length)
    {
        byte[] buffer = claim.Array ?? throw new InvalidOperationException("The claim was committed or aborted already.");
        bool held = false;
        try
        {
            Enter(ref held);
            if ((uint)length > (uint)claim.Capacity)
            {
                throw new MqMessageTooLargeException(Name.Value, length, MaxMessageBytes);
            }

            int result = SystemVCalls.Send(_id, buffer.AsSpan(0, claim.Offset + length), SystemVCalls.NoWait);
            if (result == -Errno.EAGAIN)
            {
                _missed = new(this, claim.Offset - SystemVCalls.TypeSize + length);
                return false;
            }

            if (result < 0)
            {
                throw SendError(-result, claim.Offset - SystemVCalls.TypeSize + length);
            }

            _doorbell.Ring(MqDirection.Receive);
        }
        catch
        {
            Abort(ref claim);
            throw;
        }
        finally
        {
            Leave(held);
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
        return TryTake(AnyType, flags: 0, out lease);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// One call of msgrcv(2), except for <see cref="MqSelection.Except"/>: MSG_EXCEPT gives the oldest message of another priority, not the highest; so what is above
    /// the priority is asked for first, and what is below is looked at, message by message, where the kernel lets one look (MSG_COPY);
    /// where it does not, the oldest comes first.
    /// </remarks>
    public override bool TryReceive(MqSelection selection, out MqLease lease)
    {
        Check(MqAccess.Receive);
        lease = default;
        long type = TypeOfLowest - selection.Priority;
        return selection switch
        {
            { IsExactly: true } => type > 0 && TryTake(type, flags: 0, out lease),
            { IsExcept: true } => type <= 0 ? TryTake(AnyType, flags: 0, out lease) : (type > 1 && TryTake(1 - type, flags: 0, out lease)) || TryTakeBelow(type, out lease),
            { Priority: 0 } => TryTake(AnyType, flags: 0, out lease),
            _ => type > 0 && TryTake(-type, flags: 0, out lease),
        };
    }

    public override bool TryPeek(int index, Span<byte> payload, out int length, out int priority)
    {
        Check(MqAccess.Receive);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (payload.Length < MaxMessageBytes)
        {
            throw new MqBufferTooSmallException(Name.Value, payload.Length, MaxMessageBytes);
        }

        length = priority = 0;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(SystemVCalls.TypeSize + _messageSize);
        try
        {
            int result = Call(ref buffer, index, SystemVCalls.Copy);
            if (result is -Errno.ENOSYS or -Errno.EINVAL)
            {
                throw CannotPeek(-result);
            }

            if (result < 0)
            {
                return result == -Errno.ENOMSG ? false : throw ReceiveError(-result);
            }

            MqLease copy = Read(buffer, result);
            copy.Payload.CopyTo(payload);
            (length, priority) = (copy.Length, copy.Priority);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
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

    /// <exception cref="MqNotSupportedException">Always.</exception>
    public override IDisposable Notify(Action callback, bool once) => throw new MqNotSupportedException(
        Name.Value, SysVTransport.TransportName, "notifications", "The kernel notifies nobody of System V messages. Await a receive, which costs no thread, or choose a transport with Notifications.");

    /// <summary>The message is gone: the kernel takes none back to its place.</summary>
    public override void Abandon(ref MqLease lease) => Complete(ref lease);

    public override MqQueueAttributes GetAttributes()
    {
        bool held = false;
        try
        {
            Enter(ref held);
            int result = SystemVCalls.LookAt(_id, out SystemVQueueStatus status);
            return result == 0
                ? new(Capacity, MaxMessageBytes, (int)status.Messages)
                : throw SysVErrors.ForCall(-result, Name.Value, Address, "msgctl", MqAccess.Receive);
        }
        finally
        {
            Leave(held);
        }
    }

    private bool TryTake(long type, int flags, out MqLease lease)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(SystemVCalls.TypeSize + _messageSize);
        bool taken = false;
        try
        {
            int length = Call(ref buffer, type, flags);
            if (length < 0)
            {
                lease = default;
                return length == -Errno.ENOMSG ? false : throw ReceiveError(-length);
            }

            lease = Read(buffer, length);
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

    /// <summary>Takes the message of the lowest type above one: the highest priority below one, the oldest of them.</summary>
    private bool TryTakeBelow(long type, out MqLease lease)
    {
        while (true)
        {
            long best = long.MaxValue;
            byte[] buffer = ArrayPool<byte>.Shared.Rent(SystemVCalls.TypeSize + _messageSize);
            int length = 0;
            for (int index = 0; length >= 0; index++)
            {
                length = Call(ref buffer, index, SystemVCalls.Copy);
                long found = Unsafe.ReadUnaligned<long>(ref buffer[0]);
                best = length >= 0 && found > type ? Math.Min(best, found) : best;
            }

            ArrayPool<byte>.Shared.Return(buffer);
            if (length != -Errno.ENOMSG)
            {
                return TryTake(type, SystemVCalls.Except, out lease);
            }

            if (best == long.MaxValue)
            {
                lease = default;
                return false;
            }

            // Somebody else may have taken it: look again.
            if (TryTake(best, flags: 0, out lease))
            {
                return true;
            }
        }
    }

    /// <summary>msgrcv(2), which does not wait. A message that does not fit, from a program that knows of no size, gets a larger buffer: nobody is blocked by it.</summary>
    private int Call(ref byte[] buffer, long type, int flags)
    {
        bool held = false;
        try
        {
            Enter(ref held);
            int result;
            while ((result = SystemVCalls.Receive(_id, buffer, type, flags | SystemVCalls.NoWait)) == -Errno.E2BIG)
            {
                int size = checked(buffer.Length * 2);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = ArrayPool<byte>.Shared.Rent(size);
            }

            if (result >= 0 && (flags & SystemVCalls.Copy) == 0)
            {
                _doorbell.Ring(MqDirection.Send);
            }

            return result;
        }
        finally
        {
            Leave(held);
        }
    }

    private MqLease Read(byte[] buffer, int length)
    {
        long type = Unsafe.ReadUnaligned<long>(ref buffer[0]);
        uint tag = 0;
        MqEnvelopeFields fields = MqEnvelopeFields.None;
        int start = 0;
        if (_hasEnvelope)
        {
            start = MqEnvelopePrefix.Read(buffer.AsSpan(SystemVCalls.TypeSize, length), out tag, out fields, out string? problem);
            if (start < 0)
            {
                throw Unreadable(problem!, 0);
            }
        }

        // The kernel knows no message size of a queue: foreign senders may send more than receivers have buffers for.
        return length - start <= MaxMessageBytes
            ? new(buffer, SystemVCalls.TypeSize + start, length - start) { Priority = (int)Math.Max(TypeOfLowest - type, 0), DeliveryCount = 1, Tag = tag, Fields = fields }
            : throw Unreadable($"the payload has {length - start} bytes, but no sender may send more than {MaxMessageBytes}", start);

        MqDecodeException Unreadable(string problem, int offset) => new($"queue '{Name}': {problem}", contract: null, member: null, offset)
        {
            RawMessage = buffer.AsMemory(SystemVCalls.TypeSize, length).ToArray(),
            RawPriority = (int)Math.Clamp(TypeOfLowest - type, 0, TypeOfLowest - 1),
        };
    }

    /// <summary>EINVAL has two reasons.</summary>
    private MqException SendError(int errno, int size) =>
        errno == Errno.EINVAL && SysVLimits.Read() is var limits && size > limits.MaxMessageBytes
            ? SysVErrors.MessageLimitLowered(Name.Value, size, limits)
            : SysVErrors.ForCall(errno, Name.Value, Address, "msgsnd", MqAccess.Send);

    private MqException ReceiveError(int errno) => SysVErrors.ForCall(errno, Name.Value, Address, "msgrcv", MqAccess.Receive);

    /// <summary>EINVAL is a queue that was removed, or a kernel that does not know the flag at all.</summary>
    private MqException CannotPeek(int errno)
    {
        bool held = false;
        try
        {
            Enter(ref held);
            return errno == Errno.EINVAL && Look().IsRemoved
                ? Removed()
                : new MqNotSupportedException(
                    Name.Value, SysVTransport.TransportName, "looking at messages on this kernel", "It was built without MSG_COPY (CONFIG_CHECKPOINT_RESTORE): receive them instead.");
        }
        finally
        {
            Leave(held);
        }
    }

    private void Check(MqAccess needed)
    {
        ThrowIfDisposed();
        if ((_access & needed) == 0)
        {
            throw SysVErrors.WrongDirection(Name.Value, needed);
        }
    }
}
