using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;

namespace TypedMq.Transports.FastMq;

/// <summary>A handle on a queue for any number of senders and receivers, with priorities.</summary>
/// <remarks>
/// <para>A claim and a lease are a slot in shared memory: what is written and read there is copied nowhere. Their token is the state of the slot.</para>
/// <para>What each message passes is not inlined into its callers, so that all of it can be inlined here.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class PoolQueue : FastMqQueue
{
    private readonly PoolEngine _engine;
    private readonly bool _deliversAgain;

    public PoolQueue(FastMqMemory memory, Participants participants, MqQueueOptions options, FastMqSettings settings, string path, ILogger logger)
        : base(memory, participants, options, settings, path, logger)
    {
        _engine = new(memory, participants.Me, settings.HasMembarrier);
        _deliversAgain = options.Delivery == MqDelivery.AtLeastOnce;

        // Whole, before it clears up behind whoever had its index.
        participants.Enter(_deliversAgain ? ParticipantState.ActiveAtLeastOnce : ParticipantState.ActiveAtMostOnce, options.Access, Recover);
        participants.RecoverDead(Recover);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override bool TryClaim(in MqEnvelope envelope, int priority, out MqClaim claim)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)priority, (uint)FastMqTransport.MaxPriority, nameof(priority));
        int fieldBytes = FieldBytesOf(in envelope);
        if (!Gate.TryEnter(out HandleGate.ThreadMark mark) || !IsUsable(MqAccess.Send))
        {
            throw Refuse(mark, MqAccess.Send);
        }

        int lane = _engine.LaneOf(priority);
        if (lane < 0)
        {
            throw Leave(mark, TooManyPriorities(priority));
        }

        if (!_engine.TryReserve(priority, out SlotHeader* slot, out ulong state))
        {
            Gate.Leave(mark);
            Missed(priority);
            claim = default;
            return false;
        }

        slot->Lane = (byte)lane;
        claim = new(WriteEnvelope(slot, in envelope, fieldBytes), MaxMessageBytes, priority, state);
        FaultPoints.Reach(FaultPoint.Described);
        Gate.Leave(mark);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override bool TryCommit(ref MqClaim claim, int length)
    {
        Exception? error = Commit(ref claim, length);
        _engine.RingNotEmpty();
        CloseIfLast();
        return error is null ? true : throw error;
    }

    public override int TryCommit(Span<MqClaim> claims, ReadOnlySpan<int> lengths)
    {
        Exception? error = null;
        for (int i = 0; i < claims.Length && error is null; i++)
        {
            error = Commit(ref claims[i], lengths[i]);
        }

        _engine.RingNotEmpty();
        CloseIfLast();
        return error is null ? claims.Length : throw error;
    }

    public override void Abort(ref MqClaim claim)
    {
        if (claim.Token == 0)
        {
            return;
        }

        SlotHeader* slot = Find(claim.Address, claim.Token, "claim");
        _engine.Abort(slot, claim.Token);
        _engine.RingNotFull();
        claim = default;
        CloseIfLast();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override bool TryReceive(out MqLease lease)
    {
        PoolEngine.Look look = _engine.Glance(out PoolEngine.SeenMessage seen);
        if (look == PoolEngine.Look.Empty)
        {
            // Nothing was written, so nothing needs to be entered: who looks in vain again and again is quick about it.
            ThrowIfRefused(MqAccess.Receive);
            lease = default;
            return false;
        }

        if (!Gate.TryEnter(out HandleGate.ThreadMark mark) || !IsUsable(MqAccess.Receive))
        {
            throw Refuse(mark, MqAccess.Receive);
        }

        if (look != PoolEngine.Look.Message || !_engine.TryTake(in seen, out ulong state))
        {
            return TryReceiveCarefully(mark, out lease);
        }

        if (!TryRead(seen.Slot, seen.Priority, seen.Slot->Deliveries, state, out lease))
        {
            throw Leave(mark, Drop(seen.Slot, state, ref lease));
        }

        Gate.Leave(mark);
        return true;
    }

    public override bool TryPeek(int index, Span<byte> payload, out int length, out int priority)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (payload.Length < MaxMessageBytes)
        {
            throw new MqBufferTooSmallException(Name.Value, payload.Length, MaxMessageBytes);
        }

        if (!Gate.TryEnter(out HandleGate.ThreadMark mark) || !IsUsable(MqAccess.Receive))
        {
            throw Refuse(mark, MqAccess.Receive);
        }

        return End(mark, _engine.TryPeek(index, payload, out length, out priority));
    }

    public override bool TryDiscardOldest(int maxPriority)
    {
        if (!Gate.TryEnter(out HandleGate.ThreadMark mark) || !IsUsable(MqAccess.Send))
        {
            throw Refuse(mark, MqAccess.Send);
        }

        PoolOutcome outcome = _engine.TryDiscard(maxPriority);
        if (outcome == PoolOutcome.Done)
        {
            _engine.RingNotFull();
        }

        return End(mark, outcome);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override void Complete(ref MqLease lease)
    {
        if (lease.Token == 0)
        {
            return;
        }

        SlotHeader* slot = Find(lease.Address, lease.Token, "lease");
        _engine.Release(slot, lease.Token);
        _engine.RingNotFull();
        lease = default;
        CloseIfLast();
    }

    public override void Complete(Span<MqLease> leases)
    {
        try
        {
            foreach (ref MqLease lease in leases)
            {
                SlotHeader* slot = Find(lease.Address, lease.Token, "lease");
                _engine.Release(slot, lease.Token);
                lease = default;
            }
        }
        finally
        {
            _engine.RingNotFull();
            CloseIfLast();
        }
    }

    public override void Abandon(ref MqLease lease)
    {
        if (!_deliversAgain)
        {
            Complete(ref lease);
            return;
        }

        if (lease.Token == 0)
        {
            return;
        }

        SlotHeader* slot = Find(lease.Address, lease.Token, "lease");
        _engine.Abandon(slot, lease.Token);
        _engine.RingNotEmpty();
        lease = default;
        CloseIfLast();
    }

    internal override int Available(MqDirection direction, int priority, int enough) =>
        direction == MqDirection.Receive ? _engine.Count(enough) : _engine.CountFree(priority, enough);

    internal override void NoteHeld() => _engine.NoteHeld(DateTimeOffset.UtcNow);

    protected override int CountMessages() => _engine.Count();

    protected override RecoveredSlots Recover(uint owner, bool deliversAgain) => _engine.RecoverSlots(owner, deliversAgain);

    protected override bool HoldsSomething() => _engine.Holds(Participants.Me);

    protected override void Detach()
    {
        RingAll();
        Participants.Leave(Recover);
    }

    /// <summary>The slot of a claim or lease that is ours still. As long as there is one, the memory is there; afterwards there are zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SlotHeader* Find(nint payload, ulong token, string what)
    {
        SlotHeader* slot = SlotOf(payload);
        return _engine.Contains(slot) && Volatile.Read(ref slot->State) == token ? slot : throw SettledBefore(what);
    }

    /// <summary>Sends, or aborts and says why: the claim is used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Exception? Commit(ref MqClaim claim, int length)
    {
        ulong state = claim.Token;
        SlotHeader* slot = SlotOf(claim.Address);
        if (!_engine.TryGetIndex(slot, out uint index) || Volatile.Read(ref slot->State) != state)
        {
            return SettledBefore("claim");
        }

        int room = claim.Capacity;
        claim = default;
        if (Gate.IsClosed || Memory.Condition != FastMqCondition.Usable || (uint)length > (uint)room)
        {
            _engine.Abort(slot, state);
            _engine.RingNotFull();
            return EndedBecause() ?? ((uint)length > (uint)room ? TooLarge(length) : Corrupt());
        }

        if (_engine.Commit(slot, state, index, length) == PoolOutcome.Done)
        {
            return null;
        }

        // No ring has its index: nobody will ever take it.
        _engine.Abort(slot, state);
        return Quarantine(_engine.Found ?? "");
    }

    /// <summary>Receives where several priorities are in use, or messages are delivered again, or others were at work.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReceiveCarefully(HandleGate.ThreadMark mark, out MqLease lease)
    {
        PoolOutcome outcome = _engine.TryAcquire(out SlotHeader* slot, out ulong state, out int priority);
        if (outcome != PoolOutcome.Done)
        {
            lease = default;
            return End(mark, outcome);
        }

        if (!TryRead(slot, priority, slot->Deliveries, state, out lease))
        {
            throw Leave(mark, Drop(slot, state, ref lease));
        }

        Gate.Leave(mark);
        return true;
    }

    /// <summary>Frees the slot of a message that cannot be read.</summary>
    /// <returns>Why it cannot.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private MqException Drop(SlotHeader* slot, ulong state, ref MqLease lease)
    {
        MqException error = WhyUnreadable(in lease);
        lease = default;
        _engine.Release(slot, state);
        _engine.RingNotFull();
        return error;
    }

    private bool End(HandleGate.ThreadMark mark, PoolOutcome outcome)
    {
        if (outcome == PoolOutcome.Corrupt)
        {
            throw Leave(mark, Quarantine(_engine.Found ?? ""));
        }

        Gate.Leave(mark);
        return outcome == PoolOutcome.Done;
    }

    private MqLimitException TooManyPriorities(int priority) => new(
        Name.Value,
        "distinct priorities in a queue (MaxPriorities)",
        Memory.Geometry.Lanes.ToString(System.Globalization.CultureInfo.InvariantCulture),
        $"Priority {priority} is one more than the queue has room for. Use fewer different ones, or delete the queue and create it with a larger MaxPriorities (at most {FastMqGeometry.MaxLanes}).");
}
