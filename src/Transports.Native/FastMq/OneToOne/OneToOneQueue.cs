using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using TypedMq.Interop;

namespace TypedMq.Transports.FastMq;

/// <summary>A handle on a queue for one sender and one receiver: the fastest there is, without priorities.</summary>
/// <remarks>
/// Who is the sender, and who the receiver, is a lock on a byte of the file: taken at once by a handle that may do only one of both, and by others when they
/// first send or receive; kept until the handle is disposed, or its process is gone. One message at a time is claimed, and one leased.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class OneToOneQueue : FastMqQueue
{
    /// <summary>Where the bytes of the roles lie, behind those of the participants.</summary>
    private const long SenderByte = 1L << 41;
    private const long ReceiverByte = SenderByte + 1;

    private readonly OneToOneRing _ring;
    private readonly bool _deliversAgain;
    private readonly Lock _roles = new();
    private bool _isSender;
    private bool _isReceiver;

    public OneToOneQueue(FastMqMemory memory, Participants participants, MqQueueOptions options, FastMqSettings settings, string path, ILogger logger)
        : base(memory, participants, options, settings, path, logger)
    {
        _ring = new(memory, settings.HasMembarrier);
        _deliversAgain = options.Delivery == MqDelivery.AtLeastOnce;
        if (options.Access == MqAccess.Send)
        {
            BecomeSender();
        }
        else if (options.Access == MqAccess.Receive)
        {
            BecomeReceiver();
        }

        participants.Enter(_deliversAgain ? ParticipantState.ActiveAtLeastOnce : ParticipantState.ActiveAtMostOnce, options.Access, Recover);
        participants.RecoverDead(Recover);
    }

    /// <exception cref="MqLimitException">Another handle is the sender.</exception>
    /// <exception cref="MqNotSupportedException">There are no priorities.</exception>
    /// <exception cref="InvalidOperationException">One message is claimed already.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override bool TryClaim(in MqEnvelope envelope, int priority, out MqClaim claim)
    {
        int fieldBytes = FieldBytesOf(in envelope);
        if (_ring.IsSending)
        {
            throw OneAtATime("sends", "claimed and not sent");
        }

        // From here on the memory stays: who closes sees it, or we see that the handle is closed.
        _ring.IsSending = true;
        if (!_isSender || priority != 0 || Gate.IsClosed || !IsUsable(MqAccess.Send))
        {
            PrepareToSend(priority);
        }

        SlotHeader* slot = _ring.TryReserve();
        if (slot is null)
        {
            EndSending();
            claim = default;
            return false;
        }

        claim = new(WriteEnvelope(slot, in envelope, fieldBytes), MaxMessageBytes, priority, TokenOf(_ring.Tail));
        return true;
    }

    public override int TryClaim(in MqEnvelope envelope, int priority, Span<MqClaim> claims) =>
        claims.Length > 0 && !_ring.IsSending && TryClaim(in envelope, priority, out claims[0]) ? 1 : 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override bool TryCommit(ref MqClaim claim, int length)
    {
        SlotHeader* slot = _ring.Next;
        if (!_ring.IsSending || claim.Token != TokenOf(_ring.Tail) || SlotOf(claim.Address) != slot)
        {
            throw SettledBefore("claim");
        }

        int room = claim.Capacity;
        claim = default;
        if (Gate.IsClosed || Memory.Condition != FastMqCondition.Usable || (uint)length > (uint)room)
        {
            Exception error = EndedBecause() ?? ((uint)length > (uint)room ? TooLarge(length) : Corrupt());
            EndSending();
            throw error;
        }

        _ring.Commit(slot, length);
        Waiting.EventWord.RingOne(&Memory.Header->NotEmpty);
        EndSending();
        return true;
    }

    public override void Abort(ref MqClaim claim)
    {
        if (claim.Token == 0)
        {
            return;
        }

        if (!_ring.IsSending || claim.Token != TokenOf(_ring.Tail))
        {
            throw SettledBefore("claim");
        }

        claim = default;
        EndSending();
    }

    /// <exception cref="MqLimitException">Another handle is the receiver.</exception>
    /// <exception cref="InvalidOperationException">The last message is not settled.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override bool TryReceive(out MqLease lease)
    {
        if (_ring.IsReceiving)
        {
            throw OneAtATime("receives", "received and not settled");
        }

        if (_isReceiver && !_ring.HasNext)
        {
            // Nothing was touched that is not ours whatever happens: who looks in vain again and again need not announce it.
            ThrowIfRefused(MqAccess.Receive);
            lease = default;
            return false;
        }

        _ring.IsReceiving = true;
        if (!_isReceiver || Gate.IsClosed || !IsUsable(MqAccess.Receive))
        {
            PrepareToReceive();
        }

        SlotHeader* slot = _ring.TryAcquire(takesForGood: !_deliversAgain);
        if (slot is null)
        {
            EndReceiving();
            lease = default;
            return false;
        }

        if (!TryRead(slot, priority: 0, _ring.DeliveriesOfNext(), TokenOf(_ring.Head), out lease))
        {
            MqException error = WhyUnreadable(in lease);
            lease = default;
            Release();
            EndReceiving();
            throw error;
        }

        return true;
    }

    public override int TryReceive(Span<MqLease> leases) => leases.Length > 0 && TryReceive(out leases[0]) ? 1 : 0;

    public override bool TryPeek(int index, Span<byte> payload, out int length, out int priority)
    {
        priority = 0;
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (payload.Length < MaxMessageBytes)
        {
            throw new MqBufferTooSmallException(Name.Value, payload.Length, MaxMessageBytes);
        }

        if (!Gate.TryEnter(out HandleGate.ThreadMark mark) || !IsUsable(MqAccess.Receive))
        {
            throw Refuse(mark, MqAccess.Receive);
        }

        bool found = _ring.TryPeek(index, payload[..MaxMessageBytes], out length);
        if (found && (uint)length > (uint)MaxMessageBytes)
        {
            throw Leave(mark, Quarantine($"has a message of {length} bytes where {MaxMessageBytes} have room"));
        }

        Gate.Leave(mark);
        return found;
    }

    /// <exception cref="MqNotSupportedException">Always: only the receiver takes out messages.</exception>
    public override bool TryDiscardOldest(int maxPriority) => throw NoSuchThing("discarding the oldest message", "Leave FullMode at Wait, Fail or DropWrite.");

    public override void Complete(ref MqLease lease) => Settle(ref lease, again: false);

    /// <summary>The message comes again, at once.</summary>
    public override void Abandon(ref MqLease lease) => Settle(ref lease, again: _deliversAgain);

    internal override int Available(MqDirection direction, int priority, int enough) =>
        direction == MqDirection.Receive ? _ring.Count(enough)
        : _isSender ? _ring.CountFree()
        : Capacity - _ring.Count(int.MaxValue);

    /// <summary>There is at most one, and whose it is the roles tell.</summary>
    internal override void NoteHeld()
    {
    }

    protected override int CountMessages() => _ring.Count(int.MaxValue);

    protected override RecoveredSlots Recover(uint owner, bool deliversAgain) => default;

    protected override bool HoldsSomething() => _ring.IsSending || _ring.IsReceiving;

    protected override void Detach()
    {
        RingAll();
        if (_isReceiver)
        {
            _ring.EndReceiving();
            FolderCalls.UnlockByte(Memory.File, ReceiverByte);
        }

        if (_isSender)
        {
            FolderCalls.UnlockByte(Memory.File, SenderByte);
        }

        Participants.Leave(Recover);
    }

    /// <summary>What a claim or lease is known by: never 0, which says that it is used up.</summary>
    private static ulong TokenOf(ulong position) => (position << 1) | 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Settle(ref MqLease lease, bool again)
    {
        if (lease.Token == 0)
        {
            return;
        }

        if (!_ring.IsReceiving || lease.Token != TokenOf(_ring.Head))
        {
            throw SettledBefore("lease");
        }

        lease = default;
        if (again)
        {
            _ring.Abandon();
        }
        else
        {
            Release();
        }

        EndReceiving();
    }

    private void Release()
    {
        _ring.Release();
        Waiting.EventWord.RingOne(&Memory.Header->NotFull);
    }

    private void EndSending()
    {
        _ring.IsSending = false;
        CloseIfLast();
    }

    private void EndReceiving()
    {
        _ring.IsReceiving = false;
        CloseIfLast();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PrepareToSend(int priority)
    {
        try
        {
            ThrowIfRefused(MqAccess.Send);
            if (priority != 0)
            {
                throw NoSuchThing($"priority {priority}", "Send with priority 0, or leave Topology at ManyToMany.");
            }

            BecomeSender();
        }
        catch
        {
            EndSending();
            throw;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PrepareToReceive()
    {
        try
        {
            ThrowIfRefused(MqAccess.Receive);
            BecomeReceiver();
        }
        catch
        {
            EndReceiving();
            throw;
        }
    }

    private void BecomeSender()
    {
        lock (_roles)
        {
            if (_isSender)
            {
                return;
            }

            if (!FolderCalls.TryLockByte(Memory.File, SenderByte))
            {
                throw RoleTaken("senders");
            }

            _ring.BeginSending();
            Volatile.Write(ref _isSender, true);
        }
    }

    private void BecomeReceiver()
    {
        lock (_roles)
        {
            if (_isReceiver)
            {
                return;
            }

            if (!FolderCalls.TryLockByte(Memory.File, ReceiverByte))
            {
                throw RoleTaken("receivers");
            }

            _ring.BeginReceiving(takesForGood: !_deliversAgain);
            Volatile.Write(ref _isReceiver, true);
        }
    }

    private MqLimitException RoleTaken(string role) => new(
        Name.Value,
        $"{role} of a queue with Topology = OneToOne",
        "1",
        "Another handle has that role, in this process or another one. Dispose it first, or leave Topology at ManyToMany.");

    private InvalidOperationException OneAtATime(string does, string state) =>
        new($"Queue '{Name}' has Topology = OneToOne: one thread {does}, one message at a time, and one is {state}.");

    private MqNotSupportedException NoSuchThing(string what, string remedy) => new(Name.Value, FastMqTransport.TransportName, $"{what} with Topology = OneToOne", remedy);
}
