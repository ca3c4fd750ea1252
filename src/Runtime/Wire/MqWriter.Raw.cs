using System.Runtime.InteropServices;

namespace TypedMq;

public ref partial struct MqWriter
{
    /// <summary>Writes bytes as they are, without a header: MessagePack that was written before, or the memory of a raw contract.</summary>
    /// <param name="bytes">The bytes.</param>
    public void WriteRaw(scoped ReadOnlySpan<byte> bytes)
    {
        if (TryReserve(bytes.Length))
        {
            bytes.CopyTo(MemoryMarshal.CreateSpan(ref Reserved(bytes.Length), bytes.Length));
        }
    }
}
