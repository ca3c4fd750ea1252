using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Transports.FastMq;

/// <summary>
/// The file of a queue, open and mapped, with what was read of its header and verified. It is unmapped by whoever knows that nobody uses it any more:
/// raw pointers into it are not counted here.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class FastMqMemory
{
    private readonly nint _address;

    public FastMqMemory(DescriptorHandle file, nint address, in FastMqGeometry geometry, in FastMqHeader header)
    {
        File = file;
        _address = address;
        Geometry = geometry;
        SleepersFence = (header.Flags & FastMqHeader.SleepersFence) != 0;
        ReservedSlots = (int)header.ReservedSlots;
        ReservedForPriority = (int)header.ReservedForPriority;
    }

    /// <summary>The open file, whose description owns the locks.</summary>
    public DescriptorHandle File { get; }

    public FastMqGeometry Geometry { get; }

    /// <summary>Whether those who sleep fence for those who publish.</summary>
    public bool SleepersFence { get; }

    public int ReservedSlots { get; }

    public int ReservedForPriority { get; }

    public FastMqHeader* Header => (FastMqHeader*)_address;

    public FastMqCondition Condition => (FastMqCondition)Volatile.Read(ref Header->Condition);

    public byte* At(long offset) => (byte*)_address + offset;

    public ParticipantEntry* Participant(uint index) => (ParticipantEntry*)At(FastMqGeometry.ParticipantsOffset) + index;

    /// <summary>Whether the file has no name any more: somebody removed it who did not say so in its header.</summary>
    public bool HasLostItsName() => FileStatus.Read(File, out FileStatus status) == 0 && status.Links == 0;

    /// <summary>Ends the mapping and closes the file. The kernel drops the locks of its description with the last of both.</summary>
    public void Close()
    {
        _ = Libc.Unmap(_address, (nuint)Geometry.FileSize);
        File.Dispose();
    }
}
