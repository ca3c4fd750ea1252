using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TypedMq.Benchmarks.Host;
using TypedMq.Transports;

namespace TypedMq.Benchmarks.Systems;

/// <summary>
/// A plain ring in shared memory: one sender, one receiver, the sequence in the slot, the receiver's index cached by the sender; no waiting, no recovery.
/// What a queue of two sides can reach at most. Nothing is measured beside it: another ring would lie in the same memory.
/// </summary>
internal sealed class PlainRing : QueueSystem<PlainRingEnd>
{
    public override string Name => "plain-ring";

    public override bool IsManyToMany => false;

    public override bool CanSleep => false;

    protected override IOpenQueue<PlainRingEnd> OpenQueue(QueueShape shape, MqAccess access, bool creates, SharedRoom room) => new OpenRing(shape, creates, room);

    protected override void DeleteQueue(string name)
    {
    }
}

/// <summary>
/// One side's view of a ring. In memory: the receiver's index in the first line, then the slots, each with its sequence (the number of the message that
/// fills it, counted from 1) its length and, from byte 32 on, the message.
/// </summary>
internal sealed unsafe class OpenRing : IOpenQueue<PlainRingEnd>
{
    // Half a line before a payload: a copy of 64 bytes has no store then that crosses a line, which would wait for two.
    private const int HeaderBytes = 256, SlotHeaderBytes = 32, LineBytes = 64;

    private readonly byte* _start;
    private readonly int _messageBytes;
    private readonly int _stride;
    private readonly long _mask;
    private long _tail;
    private long _head;
    private long _cachedHead;

    /// <param name="shape">The message size, and how many slots there are at most: as many as have room, in a power of two.</param>
    /// <param name="creates">Whether the ring is cleared.</param>
    /// <param name="room">Where it lies.</param>
    public OpenRing(QueueShape shape, bool creates, SharedRoom room)
    {
        _start = room.Arena.Ring(room.Index);
        _messageBytes = shape.MessageBytes;
        _stride = (SlotHeaderBytes + shape.MessageBytes + LineBytes - 1) / LineBytes * LineBytes;
        int slots = Math.Min(shape.Capacity, (Arena.RingBytes - HeaderBytes) / _stride);
        _mask = (1L << BitOperations.Log2((uint)slots)) - 1;
        if (creates)
        {
            NativeMemory.Clear(_start, (nuint)(HeaderBytes + ((_mask + 1) * _stride)));
        }
    }

    private ref long SharedHead => ref *(long*)_start;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySend(ReadOnlySpan<byte> message, long number)
    {
        long tail = _tail;
        if (tail - _cachedHead > _mask)
        {
            _cachedHead = Volatile.Read(ref SharedHead);
            if (tail - _cachedHead > _mask)
            {
                return false;
            }
        }

        byte* slot = Slot(tail);
        message.CopyTo(new(slot + SlotHeaderBytes, _messageBytes));
        *(long*)(slot + SlotHeaderBytes) = number;
        *(int*)(slot + 8) = message.Length;
        Volatile.Write(ref *(long*)slot, tail + 1);
        _tail = tail + 1;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReceive(Span<byte> buffer)
    {
        long head = _head;
        byte* slot = Slot(head);
        if (Volatile.Read(ref *(long*)slot) != head + 1)
        {
            return false;
        }

        new ReadOnlySpan<byte>(slot + SlotHeaderBytes, Math.Min(*(int*)(slot + 8), _messageBytes)).CopyTo(buffer);
        _head = head + 1;
        Volatile.Write(ref SharedHead, head + 1);
        return true;
    }

    public PlainRingEnd CreateEnd() => new(this, _messageBytes);

    public void Sleep(TimeSpan longest) => throw new BenchmarkException("A plain ring has no sleepers.");

    public void Dispose()
    {
    }

    private byte* Slot(long index) => _start + HeaderBytes + ((index & _mask) * _stride);
}

/// <summary>A side of a ring, with its message.</summary>
internal readonly struct PlainRingEnd(OpenRing ring, int messageBytes) : IMessageEnd
{
    private readonly OwnMessage _message = new(messageBytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySend(long number, int priority) => ring.TrySend(_message.Bytes, number);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReceive(out long number)
    {
        bool received = ring.TryReceive(_message.Bytes);
        number = _message.Number;
        return received;
    }
}
