using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using TypedMq.Interop;
using TypedMq.Waiting;

namespace TypedMq.Transports.SysV;

/// <summary>
/// The mapped file of a queue, by whose words its users wake each other: msgsnd(2) and msgrcv(2) know neither timeouts nor cancellation, so
/// nobody sleeps in them. Unmapped when the last call that uses it has returned.
/// </summary>
/// <remarks>
/// <para>Why no wake-up is lost (<see cref="EventWord"/> has the rules of the word): a sender calls msgsnd(2), fences, and loads the word; a receiver
/// sets the bit, which is a fence, and looks at the queue by msgctl(2). Both calls take the lock of the queue in the kernel. When the look comes
/// after the message in the order of that lock, it shows it. When it comes before, so does the bit, and the sender's load sees it: the
/// sender rings. Kernels before 4.17 look without the lock: there the two fences alone do it, as each stores, fences, and loads what the other
/// stores. The sender's must be ours, since giving up a lock does not order the stores before it with the loads after it. The same holds for
/// room, with the roles exchanged.</para>
/// <para>A ringer that is killed between changing the word and the wake-up, and programs that know of no bell, are why sleepers also look every 5 ms.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class SysVDoorbell : SafeHandleMinusOneIsInvalid
{
    private SysVDoorbell(nint address)
        : base(ownsHandle: true) => SetHandle(address);

    /// <summary>Whether the queue was removed by TypedMq.</summary>
    public bool IsRemoved => Volatile.Read(ref *(uint*)(handle + SysVRecord.RemovedOffset)) != 0;

    /// <summary>Maps a file whose size was checked.</summary>
    /// <returns>The mapping; an invalid handle when there is no memory (<see cref="Errno.Last"/>).</returns>
    public static SysVDoorbell Map(DescriptorHandle file) =>
        new(Libc.Map(0, SysVRecord.FileSize, Libc.ProtectRead | Libc.ProtectWrite, Libc.MapShared, file, 0));

    /// <summary>What those who wait in a direction sleep on. The caller holds the handle.</summary>
    public uint* Word(MqDirection direction) => (uint*)(handle + (direction == MqDirection.Receive ? SysVRecord.MessagesOffset : SysVRecord.RoomOffset));

    /// <summary>To be called after a message was sent (<see cref="MqDirection.Receive"/>) or taken (<see cref="MqDirection.Send"/>). The caller holds the handle.</summary>
    public void Ring(MqDirection direction)
    {
        Interlocked.MemoryBarrier();
        EventWord.Ring(Word(direction));
    }

    /// <summary>Says that the queue was removed, and wakes everybody. The caller holds the handle.</summary>
    public void RingRemoved()
    {
        Volatile.Write(ref *(uint*)(handle + SysVRecord.RemovedOffset), 1);
        EventWord.RingAlways(Word(MqDirection.Receive));
        EventWord.RingAlways(Word(MqDirection.Send));
    }

    protected override bool ReleaseHandle() => Libc.Unmap(handle, SysVRecord.FileSize) == 0;
}
