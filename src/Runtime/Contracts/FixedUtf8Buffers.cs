using System.Runtime.CompilerServices;

namespace TypedMq;

/// <summary>Room for 16 bytes of text: see <see cref="FixedUtf8{TBuffer}"/>.</summary>
[InlineArray(16)]
public struct FixedUtf8Buffer16
{
    private byte _first;
}

/// <summary>Room for 32 bytes of text: see <see cref="FixedUtf8{TBuffer}"/>.</summary>
[InlineArray(32)]
public struct FixedUtf8Buffer32
{
    private byte _first;
}

/// <summary>Room for 64 bytes of text: see <see cref="FixedUtf8{TBuffer}"/>.</summary>
[InlineArray(64)]
public struct FixedUtf8Buffer64
{
    private byte _first;
}

/// <summary>Room for 128 bytes of text: see <see cref="FixedUtf8{TBuffer}"/>.</summary>
[InlineArray(128)]
public struct FixedUtf8Buffer128
{
    private byte _first;
}
