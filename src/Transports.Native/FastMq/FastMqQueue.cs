using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;

namespace TypedMq.Transports.FastMq;

/// <summary>An open FastMq queue: what both engines have in common.</summary>
[SupportedOSPlatform("linux")]
internal abstract unsafe partial class FastMqQueue : MqQueue
{
    private readonly MqAccess _access;
    private readonly string _path;
    private readonly FastMqSettings _settings;
    private readonly Lock _closing = new();
    private readonly Participants.Recover _recover;
    private bool _isUnmapped;
    private string? _found;

    protected FastMqQueue(FastMqMemory memory, Participants participants, MqQueueOptions options, FastMqSettings settings, string path, ILogger logger)
    {
        Memory = memory;
        Participants = participants;
        Logger = logger;
        _access = options.Access;
        _settings = settings;
        _path = path;
        HasEnvelope = options.Envelope == MqEnvelopeMode.Standard;
        Name = options.Name;
        Capacity = memory.Geometry.Capacity;
        MaxMessageBytes = memory.Geometry.MaxMessageBytes;
        Gate = new(CloseWhenEmpty);
        _recover = Recover;
        _receivers = new(this, MqDirection.Receive);
        _senders = new(this, MqDirection.Send);
        _urgentSenders = new(this, MqDirection.Send, memory.ReservedForPriority);
    }

    public sealed override MqQueueName Name { get; }

    public sealed override string Address => _path;

    public sealed override int Capacity { get; }

    public sealed override int MaxMessageBytes { get; }

    protected FastMqMemory Memory { get; }

    protected Participants Participants { get; }

    protected HandleGate Gate { get; }

    protected ILogger Logger { get; }

    /// <summary>Whether a message says which contract it is.</summary>
    protected bool HasEnvelope { get; }

    public sealed override MqQueueAttributes GetAttributes()
    {
        if (!Gate.TryHold())
        {
            throw Disposed();
        }

        try
        {
            ThrowIfUnusable();
            return new(Capacity, MaxMessageBytes, CountMessages());
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>How many messages there are.</summary>
    protected abstract int CountMessages();

    /// <summary>Clears up behind a participant that is no more, or behind ourselves.</summary>
    protected abstract RecoveredSlots Recover(uint owner, bool deliversAgain);

    /// <summary>Whether something is claimed or leased through this handle: then its memory stays.</summary>
    protected abstract bool HoldsSomething();

    /// <summary>The last use of the memory.</summary>
    protected abstract void Detach();

    /// <summary>Gives the mark back and says why the handle cannot do what it was asked for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected Exception Refuse(HandleGate.ThreadMark mark, MqAccess needed)
    {
        // What was unusable and is not any more was written by nobody of ours.
        Exception reason = RefusedBecause(needed) ?? Corrupt();
        Gate.Leave(mark);
        return reason;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void ThrowIfRefused(MqAccess needed)
    {
        if (Gate.IsClosed || !IsUsable(needed))
        {
            Throw(RefusedBecause(needed));
        }

        static void Throw(Exception? error)
        {
            if (error is not null)
            {
                throw error;
            }
        }
    }

    /// <summary>Why the handle cannot do something; who comes too late touches nothing.</summary>
    private Exception? RefusedBecause(MqAccess needed) => Gate.IsClosed ? Disposed()
        : May(needed) ? UnusableBecause()
        : new MqAccessDeniedException(Name.Value, $"the handle was opened without the right to {(needed == MqAccess.Send ? "send" : "receive")}. Open it with Access = Both.");

    /// <summary>Gives the mark back after an operation that failed.</summary>
    protected Exception Leave(HandleGate.ThreadMark mark, Exception reason)
    {
        Gate.Leave(mark);
        return reason;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool IsUsable(MqAccess needed) => May(needed) && Memory.Condition == FastMqCondition.Usable;

    protected bool May(MqAccess needed) => (_access & needed) != 0;

    /// <summary>The queue is as it cannot be: nobody uses it any more.</summary>
    protected MqCorruptQueueException Quarantine(string found)
    {
        Interlocked.CompareExchange(ref Memory.Header->Condition, (uint)FastMqCondition.Corrupt, (uint)FastMqCondition.Usable);
        _found ??= found;
        FastMqHeader.WakeAll(Memory.Header);
        FastMqLog.Quarantined(Logger, Name.Value, _path, found);
        return Corrupt();
    }

    /// <summary>Throws when the queue was removed, or is corrupt. The memory is held.</summary>
    protected void ThrowIfUnusable()
    {
        if (UnusableBecause() is { } error)
        {
            throw error;
        }
    }

    protected MqException? UnusableBecause() => Memory.Condition switch
    {
        FastMqCondition.Usable => null,
        FastMqCondition.Removed => Removed(),
        _ => Corrupt(),
    };

    internal ObjectDisposedException Disposed() => new($"FastMq queue '{Name}'");

    protected MqMessageTooLargeException TooLarge(int length) => new(Name.Value, length, MaxMessageBytes);

    protected InvalidOperationException SettledBefore(string what) => new($"This {what} on queue '{Name}' was settled before.");

    /// <inheritdoc/>
    protected sealed override void Dispose(bool disposing)
    {
        if (disposing && Gate.TryClose())
        {
            // Wake first: the memory goes when the last one has left.
            _closed.Set();
            _receivers.Close();
            _senders.Close();
            _urgentSenders.Close();
            CloseWhenEmpty();
        }
    }

    /// <summary>The slot in which a payload lies, if that is in one.</summary>
    /// <param name="payload">Its address.</param>
    protected static SlotHeader* SlotOf(nint payload) => (SlotHeader*)SlotHeader.StartOf((nuint)payload);

    /// <summary>The size of the optional fields that travel with a message here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected int FieldBytesOf(in MqEnvelope envelope)
    {
        int size = HasEnvelope ? envelope.FieldBytes : 0;
        ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(envelope));
        return size;
    }

    /// <summary>Writes the envelope into a slot.</summary>
    /// <returns>Where the payload goes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected nint WriteEnvelope(SlotHeader* slot, in MqEnvelope envelope, int fieldBytes)
    {
        slot->Tag = HasEnvelope ? envelope.Tag : 0;
        if (fieldBytes == 0)
        {
            slot->Fields = 0;
            return (nint)slot + SlotHeader.PayloadAlone;
        }

        slot->Fields = (byte)envelope.Fields;
        envelope.WriteFields(new((byte*)slot + SlotHeader.PayloadAfterFields - fieldBytes, fieldBytes));
        return (nint)slot + SlotHeader.PayloadAfterFields;
    }

    /// <summary>Reads what a slot says of its message, each thing once: somebody may write into it while we read.</summary>
    /// <returns>False when the message cannot be; <see cref="WhyUnreadable"/> says why.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool TryRead(SlotHeader* slot, int priority, uint deliveries, ulong token, out MqLease lease)
    {
        int length = Volatile.Read(ref slot->Length);
        MqEnvelopeFields fields = (MqEnvelopeFields)Volatile.Read(ref slot->Fields);
        lease = new((nint)slot + (fields == MqEnvelopeFields.None ? SlotHeader.PayloadAlone : SlotHeader.PayloadAfterFields), length)
        {
            Priority = priority,
            DeliveryCount = (int)Math.Min(deliveries, int.MaxValue - 1u) + 1,
            Tag = HasEnvelope ? slot->Tag : 0,
            Fields = HasEnvelope ? fields : MqEnvelopeFields.None,
            Token = token,
        };
        return (uint)length <= (uint)MaxMessageBytes && (fields == MqEnvelopeFields.None || MqEnvelope.SizeOf(fields) >= 0);
    }

    /// <summary>Why a message cannot be. A length that has no room is nobody's message; envelope fields may be of a later version.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected MqException WhyUnreadable(in MqLease lease) => (uint)lease.Length > (uint)MaxMessageBytes
        ? Quarantine($"has a message of {lease.Length} bytes where {MaxMessageBytes} have room")
        : new MqDecodeException($"queue '{Name}': the message has envelope fields that this version does not know", contract: null, member: null, offset: 0);

    private MqQueueRemovedException Removed() => new(Name.Value, Interop.Errno.EIDRM);

    protected internal MqCorruptQueueException Corrupt() => new(Name.Value, $"its file {_path} {_found ?? "was found damaged by somebody who used it, and is not used any more"}");

    /// <summary>
    /// To be called by whoever has settled something: nothing more is touched after it. What is claimed or leased keeps the memory, so ending it needs no
    /// entry; and who closes sees either that it is still held, or lets us see here that the handle is closed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void CloseIfLast()
    {
        if (Gate.IsClosed)
        {
            CloseWhenEmpty();
        }
    }

    /// <summary>Wakes all who sleep: somebody may have published something, and rings only when the memory is gone.</summary>
    protected void RingAll()
    {
        Waiting.EventWord.Ring(&Memory.Header->NotEmpty);
        Waiting.EventWord.Ring(&Memory.Header->NotFull);
    }

    /// <summary>Detaches and lets go of the memory, once nobody is inside and nothing is held. Called by whoever leaves a closed handle.</summary>
    private void CloseWhenEmpty()
    {
        lock (_closing)
        {
            if (!_isUnmapped && Gate.IsEmpty() && !HoldsSomething())
            {
                _isUnmapped = true;
                Detach();
                Memory.Close();
            }
        }
    }
}
