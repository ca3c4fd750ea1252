using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Transports.FastMq;

/// <summary>
/// The file of a queue, open and mapped, with what was read of its header and verified. It is let go of by whoever knows that nothing is claimed or held
/// in it any more: raw pointers into it are not counted here.
/// </summary>
/// <remarks>
/// Who is late, and still looks at a word that decides nothing any more, finds zeros: the addresses stay ours, with nothing behind them, until nobody
/// has this object.
/// </remarks>
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

        // Somebody may have a lease and no queue any more: what is not closed stays mapped.
        GC.SuppressFinalize(this);
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

    ~FastMqMemory() => _ = Libc.Unmap(_address, (nuint)Geometry.FileSize);

    /// <summary>Lets go of the file. The kernel drops the locks of its description with the last of mapping and descriptor.</summary>
    public void Close()
    {
        // Where that fails, there is no room for one more mapping: then there is none at all.
        _ = Libc.Map(_address, (nuint)Geometry.FileSize, Libc.ProtectRead | Libc.ProtectWrite, Libc.MapEmptyInPlace, noDescriptor: -1, 0) != -1
            ? 0
            : Libc.Unmap(_address, (nuint)Geometry.FileSize);
        File.Dispose();
        GC.ReRegisterForFinalize(this);
    }
}
