using System.Runtime.Versioning;

namespace TypedMq.Transports.FastMq;

/// <summary>Looks at a queue from outside.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class FastMqLook
{
    public static FastMqAttributes At(FastMqMemory memory, string queue, string path)
    {
        FastMqGeometry geometry = memory.Geometry;
        FastMqHeader* header = memory.Header;
        bool isPool = geometry.Engine == FastMqEngine.Pool;
        PoolEngine? pool = isPool ? new(memory, me: 0) : null;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        ILookup<uint, FastMqHolding> held = (pool?.ReadHeld(now) ?? []).ToLookup(slot => slot.Owner, slot => new FastMqHolding(slot.IsClaim, slot.Since));
        List<FastMqParticipant> participants = [];
        for (uint index = 1; index < geometry.Participants; index++)
        {
            ParticipantEntry entry = *memory.Participant(index);
            if (entry.State != (uint)ParticipantState.Free)
            {
                participants.Add(new(
                    (int)entry.Process,
                    (MqAccess)(entry.Access & (uint)MqAccess.Both),
                    entry.State == (uint)ParticipantState.ActiveAtMostOnce ? MqDelivery.AtMostOnce : MqDelivery.AtLeastOnce,
                    new(Math.Clamp(entry.AttachedAt, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero),
                    Participants.IsAlive(memory, index),
                    [.. held[index]]));
            }
        }

        return new()
        {
            Queue = queue,
            Path = path,
            Capacity = geometry.Capacity,
            MaxMessageBytes = geometry.MaxMessageBytes,
            Topology = isPool ? MqTopology.ManyToMany : MqTopology.OneToOne,
            MaxPriorities = geometry.Lanes,
            Priorities = pool?.UsedPriorities() ?? [0],
            Count = pool?.Count() ?? new OneToOneRing(memory).Count(int.MaxValue),
            MaxHandles = geometry.Participants - 1,
            Participants = participants,
            ReceiversWaiting = (int)Volatile.Read(ref header->ReceiversAsleep),
            SendersWaiting = (int)Volatile.Read(ref header->SendersAsleep),
            MessagesRedelivered = Volatile.Read(ref header->Redelivered),
            ClaimsAborted = Volatile.Read(ref header->ClaimsAborted),
            MessagesLost = Volatile.Read(ref header->LostToReceivers),
            ParticipantsReaped = Volatile.Read(ref header->ParticipantsReaped),
            MessagesDiscarded = Volatile.Read(ref header->Discarded),
            IsCorrupt = memory.Condition == FastMqCondition.Corrupt,
        };
    }
}
