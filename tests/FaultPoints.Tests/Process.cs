using System.Runtime.CompilerServices;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Faults;

/// <summary>What a simulated process is doing.</summary>
internal enum Doing
{
    Nothing,
    Opening,
    Claiming,
    Committing,
    Aborting,
    Receiving,
    Discarding,
    Completing,
    Abandoning,
    Recovering,
    Leaving,
}

/// <summary>A process with one handle on the queue. It is killed by an exception at a fault point, after which its mapping and its descriptor go, as the kernel does it.</summary>
internal sealed unsafe class Process
{
    public FastMqQueue? Queue { get; set; }

    public bool IsVictim { get; init; }

    public MqDelivery Delivery { get; init; }

    public Doing Doing { get; set; }

    /// <summary>The message that it is doing it with; -1 when that is not known.</summary>
    public int Message { get; set; } = -1;

    /// <summary>Whether what it does has had its effect.</summary>
    public bool HasEffect { get; set; }

    /// <summary>Whether there was a moment, since it began, at which the rings were empty.</summary>
    public bool SawEmpty { get; set; }

    public List<(MqClaim Claim, int Id)> Claims { get; } = [];

    public List<(MqLease Lease, int Id)> Leases { get; } = [];

    /// <summary>The message that lies in a slot which it reads and has not been given yet.</summary>
    public int FindTaken()
    {
        FastMqMemory memory = MemoryOf(Queue!);
        uint me = ParticipantsOf(Queue!).Me;
        PoolEngine look = new(memory, me: 0);
        for (uint index = 0; index < memory.Geometry.Capacity; index++)
        {
            SlotHeader* slot = look.Slot(index);
            ulong state = slot->State;
            if (SlotState.Owner(state) == me && SlotState.Phase(state) == SlotPhase.Reading && !Leases.Exists(held => held.Lease.Payload.Overlaps(new ReadOnlySpan<byte>((byte*)slot + SlotHeader.PayloadAlone, 1))))
            {
                return *(int*)((byte*)slot + SlotHeader.PayloadAlone);
            }
        }

        return -1;
    }

    public void Die()
    {
        if (Queue is { } queue)
        {
            MemoryOf(queue).Close();
            Queue = null;
        }

        Claims.Clear();
        Leases.Clear();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Memory")]
    public static extern FastMqMemory MemoryOf(FastMqQueue queue);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Participants")]
    private static extern Participants ParticipantsOf(FastMqQueue queue);
}
