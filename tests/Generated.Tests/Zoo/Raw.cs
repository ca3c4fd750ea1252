using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TypedMq.Tests.Zoo;

// Contracts that are sent as their memory. That some have padding is what is tested.
#pragma warning disable TMQ0307
#pragma warning disable CA1051 // fields are the layout

/// <summary>Every type that a raw contract may hold, each at an offset that its alignment decides.</summary>
[MqContract(Layout = MqLayout.Raw)]
public struct RawScalars
{
    public byte Byte;
    public long Long;
    public bool Bool;
    public short Short;
    public char Char;
    public int Int;
    public sbyte SByte;
    public double Double;
    public Half Half;
    public Guid Guid;
    public Side Side;
    public decimal Decimal;
    public float Single;
    public TimeSpan TimeSpan;
    public DateOnly DateOnly;
    public TimeOnly TimeOnly;
    public ushort UShort;
    public Int128 Int128;
    public uint UInt;
    public ulong ULong;
    public byte Last;
    public UInt128 UInt128;
}

/// <summary>Nothing but numbers: every memory is a valid value, and a view shows it in place.</summary>
[MqContract("raw-tick", Layout = MqLayout.Raw)]
public readonly record struct RawTick(long Time, double Price, int Volume, int Flags);

[MqView(typeof(RawTick))]
public readonly ref partial struct RawTickView;

[MqContract(Layout = MqLayout.Raw)]
public record struct RawRecord(byte A, int B)
{
    public short C;

    public long D { get; set; }

    private readonly bool _hidden = true;

    public readonly bool Hidden => _hidden;
}

[MqContract(Layout = MqLayout.Raw)]
[StructLayout(LayoutKind.Sequential, Pack = 2, Size = 40)]
public struct RawPacked
{
    public byte A;
    public int B;
    public byte C;
    public Int128 D;
    public bool E;
}

[MqContract(Layout = MqLayout.Raw)]
[StructLayout(LayoutKind.Explicit)]
public struct RawExplicit
{
    [FieldOffset(0)] public int Whole;
    [FieldOffset(0)] public byte Low;
    [FieldOffset(6)] public short Later;
    [FieldOffset(9)] public bool Flag;
    [FieldOffset(16)] public double Double;
}

[InlineArray(3)]
public struct RawBooleans
{
    private bool _first;
}

public struct RawPair
{
    public bool Flag;
    public short Number;
}

[InlineArray(4)]
public struct RawPairs
{
    private RawPair _first;
}

[StructLayout(LayoutKind.Sequential, Size = 10)]
public struct RawSized
{
    public int Number;
}

[MqContract(Layout = MqLayout.Raw)]
public struct RawNested
{
    public RawBooleans Booleans;
    public RawPairs Pairs;
    public RawSized Sized;
    public byte Between;
    public FixedUtf8<FixedUtf8Buffer16> Name;
    public RawTick Tick;
    public byte Also;
    public RawText Text;
}

/// <summary>Texts whose buffers are no multiple of 4, and a value that checks itself inside of another.</summary>
[MqContract(Layout = MqLayout.Raw)]
public struct RawText
{
    public FixedUtf8<RawBuffer5> Short;
    public FixedUtf8<FixedUtf8Buffer32> Long;
    public decimal Price;
    public DateOnly Day;
    public TimeOnly Time;
    public bool IsOpen;
}

[InlineArray(5)]
public struct RawBuffer5
{
    private byte _first;
}

[MqView(typeof(RawText))]
public readonly ref partial struct RawTextView;

[MqContract(Layout = MqLayout.Raw)]
public struct RawEmpty;

/// <summary>Raw contracts inside of MessagePack.</summary>
[MqContract]
public sealed record RawHolder(RawTick First, List<RawTick> More, RawText? Text, Dictionary<int, RawTick> ByKey, [MqMaxLength(2)] RawTick[] Few);

[MqView(typeof(RawHolder))]
public readonly ref partial struct RawHolderView;

[MqChannel("raw-ticks", Envelope = MqEnvelopeMode.None)]
public interface IRawTicks : IMqQueue<RawTick>, IMqViewReceiver<RawTickView>;

[MqChannel("raw-texts")]
public interface IRawTexts : IMqQueue<RawText>, IMqViewReceiver<RawTextView>;
