using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Runtime.Versioning;

namespace TypedMq.Transports.FastMq;

/// <summary>
/// The ring of one sender and one receiver. A slot holds the position of its message, and one more, as soon as the message is whole; the receiver looks
/// nowhere else, so a message costs one line that goes over. The head says what was taken for good.
/// </summary>
/// <remarks>
/// <para>The sender's methods are for one thread at a time, and the receiver's too; the two may run at once, in any two processes. Where the sender is follows
/// from the slots, so a sender that was killed leaves nothing to clear up, and what a killed receiver had not taken for good comes again.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class OneToOneRing
{
    /// <summary>Bounds what a hostile peer, who writes the head all the time, can make us do.</summary>
    private const int MaxTurns = 100_000;

    private readonly FastMqHeader* _header;
    private readonly byte* _slots;
    private readonly ulong _stride;
    private readonly ulong _mask;
    private readonly ulong _step;
    private readonly ulong _capacity;
    private readonly bool _fences;

    // Each side's own, two lines apart: they are written all the time.
    private Sides _sides;

    /// <param name="memory">The mapping, whose geometry was verified; it stays mapped as long as anything here is called.</param>
    /// <param name="canBeFenced">Whether the fences of those who sleep reach this process: <see cref="Interop.Membarrier.IsUsable"/>.</param>
    public OneToOneRing(FastMqMemory memory, bool canBeFenced = true)
    {
        FastMqGeometry geometry = memory.Geometry;
        _header = memory.Header;
        _slots = memory.At(geometry.SlotsOffset);
        _stride = (ulong)geometry.Stride;
        _mask = (ulong)geometry.Slots - 1;
        _step = SlotOrder.StepFor((uint)geometry.Slots);
        _capacity = (ulong)geometry.Capacity;
        _fences = !memory.SleepersFence || !canBeFenced;
    }

    /// <summary>The position of the next message to send.</summary>
    public ulong Tail => _sides.Tail;

    /// <summary>The slot of the next message to send.</summary>
    public SlotHeader* Next => Slot(_sides.Tail);

    /// <summary>The position of the next message to receive.</summary>
    public ulong Head => _sides.Head;

    /// <summary>Whether the sender is at work, or has claimed a message and not ended that: until then the memory stays.</summary>
    public bool IsSending
    {
        get => Volatile.Read(ref _sides.IsSending);
        set => Volatile.Write(ref _sides.IsSending, value);
    }

    /// <summary>Whether the receiver is at work, or has a message that is not settled: until then the memory stays.</summary>
    public bool IsReceiving
    {
        get => Volatile.Read(ref _sides.IsReceiving);
        set => Volatile.Write(ref _sides.IsReceiving, value);
    }

    /// <summary>Whether the next message to receive is there. Only for the receiver; it may ask also when the memory is gone.</summary>
    public bool HasNext
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsFilled(_sides.Head);
    }

    /// <summary>Begins to send: goes on where the last sender ended.</summary>
    public void BeginSending()
    {
        ulong head = Volatile.Read(ref _header->Head);
        ulong tail = head + (ulong)Count(head, int.MaxValue);
        _sides.Tail = tail;
        _sides.SeenHead = head;
    }

    /// <summary>Begins to receive: goes on where the last receiver ended.</summary>
    /// <param name="takesForGood">Whether this receiver wants nothing twice.</param>
    public void BeginReceiving(bool takesForGood)
    {
        ulong head = Volatile.Read(ref _header->Head);
        bool isThere = IsFilled(head);
        if (isThere && Volatile.Read(ref _header->Begun) == head + 1)
        {
            // The last receiver had begun it, and wanted nothing twice.
            Interlocked.Increment(ref _header->LostToReceivers);
            SetHead(++head);
            isThere = false;
        }

        _sides.Head = head;
        if (isThere && Volatile.Read(ref _header->HasReceiver) == (uint)ParticipantState.ActiveAtLeastOnce)
        {
            // It died, perhaps in the middle of this one.
            CountDelivery(head);
        }

        Volatile.Write(ref _header->HasReceiver, (uint)(takesForGood ? ParticipantState.ActiveAtMostOnce : ParticipantState.ActiveAtLeastOnce));
        FaultPoints.Reach(FaultPoint.OneToOneReceiverMarked);
    }

    /// <summary>Receives no more, of its own will.</summary>
    public void EndReceiving() => Volatile.Write(ref _header->HasReceiver, (uint)ParticipantState.Free);

    /// <summary>The slot for the next message.</summary>
    /// <returns>Null when there is no room.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SlotHeader* TryReserve()
    {
        ulong tail = _sides.Tail;
        if (tail - _sides.SeenHead >= _capacity && tail - (_sides.SeenHead = Volatile.Read(ref _header->Head)) >= _capacity)
        {
            return null;
        }

        return Slot(tail);
    }

    /// <summary>Sends what was written into the slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit(SlotHeader* slot, int length)
    {
        slot->Length = length;
        ulong next = _sides.Tail + 1;
        if (_fences)
        {
            Interlocked.Exchange(ref slot->State, next);
        }
        else
        {
            Volatile.Write(ref slot->State, next);
        }

        FaultPoints.Reach(FaultPoint.OneToOnePublished);
        _sides.Tail = next;
    }

    /// <summary>The slot of the next message.</summary>
    /// <param name="takesForGood">Whether it is gone if the receiver dies now.</param>
    /// <returns>Null when there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SlotHeader* TryAcquire(bool takesForGood)
    {
        ulong head = _sides.Head;
        SlotHeader* slot = Slot(head);
        if (Volatile.Read(ref slot->State) != head + 1)
        {
            return null;
        }

        if (Sse.IsSupported)
        {
            // Most payloads go on there.
            Sse.Prefetch0((byte*)slot + FastMqGeometry.LineSize);
        }

        if (takesForGood)
        {
            Volatile.Write(ref _header->Begun, head + 1);
            FaultPoints.Reach(FaultPoint.OneToOneBegun);
        }

        return slot;
    }

    /// <summary>How often the next message was delivered before, as far as is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint DeliveriesOfNext() => _header->SuspectPosition == _sides.Head ? _header->Attempts : 0;

    /// <summary>The message that was acquired is gone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release()
    {
        SetHead(++_sides.Head);
        FaultPoints.Reach(FaultPoint.OneToOneReleased);
    }

    /// <summary>The message that was acquired comes again.</summary>
    public void Abandon() => CountDelivery(_sides.Head);

    /// <summary>Copies the message that is so many after the first one.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryPeek(int number, Span<byte> payload, out int length)
    {
        for (int turns = 0; turns < MaxTurns; turns++)
        {
            ulong head = Volatile.Read(ref _header->Head);
            ulong position = head + (ulong)number;
            length = 0;
            if ((ulong)number >= _capacity || !IsFilled(position))
            {
                return false;
            }

            SlotHeader* slot = Slot(position);
            length = Volatile.Read(ref slot->Length);
            int offset = Volatile.Read(ref slot->Fields) == 0 ? SlotHeader.PayloadAlone : SlotHeader.PayloadAfterFields;
            if ((uint)length <= (uint)payload.Length)
            {
                new ReadOnlySpan<byte>((byte*)slot + offset, length).CopyTo(payload);
            }

            // Not before the head has passed it is it written again.
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _header->Head) == head)
            {
                return true;
            }
        }

        // Messages pass faster than they can be copied.
        length = 0;
        return false;
    }

    /// <summary>How many messages there are; no more than are asked for are counted.</summary>
    public int Count(int enough) => Count(Volatile.Read(ref _header->Head), enough);

    /// <summary>How much room there is for the sender.</summary>
    public int CountFree()
    {
        ulong used = _sides.Tail - Volatile.Read(ref _header->Head);
        return used < _capacity ? (int)(_capacity - used) : 0;
    }

    private int Count(ulong head, int enough)
    {
        int count = 0;
        int most = (int)Math.Min((ulong)enough, _capacity);
        while (count < most && IsFilled(head + (ulong)count))
        {
            count++;
        }

        return count;
    }

    private bool IsFilled(ulong position) => Volatile.Read(ref Slot(position)->State) == position + 1;

    private SlotHeader* Slot(ulong position) => (SlotHeader*)(_slots + ((position * _step & _mask) * _stride));

    private void CountDelivery(ulong position)
    {
        if (_header->SuspectPosition != position)
        {
            // In this order: who dies in between has one attempt too few.
            Volatile.Write(ref _header->Attempts, 0);
            Volatile.Write(ref _header->SuspectPosition, position);
        }

        Interlocked.Increment(ref _header->Attempts);
        Interlocked.Increment(ref _header->Redelivered);
    }

    private void SetHead(ulong head)
    {
        if (_fences)
        {
            Interlocked.Exchange(ref _header->Head, head);
        }
        else
        {
            Volatile.Write(ref _header->Head, head);
        }
    }

    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Sides
    {
        [FieldOffset(128)]
        public ulong Tail;
        [FieldOffset(136)]
        public ulong SeenHead;
        [FieldOffset(144)]
        public bool IsSending;
        [FieldOffset(256)]
        public ulong Head;
        [FieldOffset(264)]
        public bool IsReceiving;
    }
}
