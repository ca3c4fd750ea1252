using System.Runtime.InteropServices;

namespace TypedMq.Transports.FastMq;

/// <summary>What lies at the start of each slot; the rest of its first line, and the lines after it, are the payload.</summary>
[StructLayout(LayoutKind.Explicit, Size = PayloadAlone)]
internal struct SlotHeader
{
    /// <summary>Where the payload starts, in bytes, when the envelope has no optional fields.</summary>
    public const int PayloadAlone = 32;

    /// <summary>Where it starts when there are some: their block lies right before it.</summary>
    public const int PayloadAfterFields = PayloadAlone + FieldRoom;

    /// <summary>
    /// At least <see cref="MqEnvelope.MaxFieldBytes"/>; such that the payload is aligned for any type, and not at the same place of a line as without fields: so a
    /// payload tells where its slot starts.
    /// </summary>
    private const int FieldRoom = 80;

    /// <summary>Pool: see <see cref="SlotState"/>. One-to-one: the position of the message that lies here, and one more.</summary>
    [FieldOffset(0)]
    public ulong State;

    /// <summary>The length of the payload in bytes.</summary>
    [FieldOffset(8)]
    public int Length;

    /// <summary>Which contract the payload is.</summary>
    [FieldOffset(12)]
    public uint Tag;

    /// <summary>The lane of the message's priority.</summary>
    [FieldOffset(16)]
    public byte Lane;

    /// <summary>Which optional fields of the envelope there are (<see cref="MqEnvelopeFields"/>).</summary>
    [FieldOffset(17)]
    public byte Fields;

    /// <summary>How often the message was delivered before.</summary>
    [FieldOffset(20)]
    public uint Deliveries;

    /// <summary>The tail of the lane when the message was committed: its place among those that are delivered again.</summary>
    [FieldOffset(24)]
    public ulong Order;

    /// <summary>Where the slot of a payload starts: every slot starts with a line.</summary>
    /// <param name="payload">The address of the payload.</param>
    public static nuint StartOf(nuint payload) => payload - (payload % FastMqGeometry.LineSize == PayloadAlone ? (nuint)PayloadAlone : PayloadAfterFields);
}
