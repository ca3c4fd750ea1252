namespace TypedMq;

/// <summary>What a contract's values look like on the wire.</summary>
public enum MqLayout
{
    /// <summary>MessagePack: any peer can read it, and members may be added later.</summary>
    MessagePack,

    /// <summary>
    /// The memory of an unmanaged struct as it is. A message is exactly these bytes; as a part of another contract they are MessagePack binary data.
    /// For peers on the same host and architecture only: a receiver whose layout differs refuses the message.
    /// </summary>
    /// <remarks>
    /// The receiver checks the size, makes every <c>bool</c> 0 or 1, and refuses texts, decimals, dates and times that are none. Padding carries
    /// whatever was in memory before (TMQ0307).
    /// </remarks>
    Raw,
}
