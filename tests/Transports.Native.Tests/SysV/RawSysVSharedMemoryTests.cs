using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Tests.Support;

namespace TypedMq.Tests.SysV;

/// <summary>What <c>shmget(2)</c>, <c>shmop(2)</c> and <c>shmctl(2)</c> promise, and that no memory is used that is gone.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "raw")]
public sealed class RawSysVSharedMemoryTests : RawSysVTest
{
    [Fact]
    [Trait("Accepts", "S8")]
    public void Shared_memory_is_created_once_and_found_with_its_size_at_most()
    {
        SysVKey key = UnusedKey();
        Fails(Errno.ENOENT, () => SysVSharedMemory.Open(key));
        Fails(Errno.EINVAL, () => SysVSharedMemory.Create(key, 0));
        SysVSharedMemory memory = Track(SysVSharedMemory.Create(key, 5000));
        Fails(Errno.EEXIST, () => SysVSharedMemory.Create(key, 5000));
        Assert.Equal(memory.Id, SysVSharedMemory.Open(key).Id);
        Assert.Equal(memory.Id, SysVSharedMemory.Open(key, 10).Id);
        Assert.Equal(memory.Id, SysVSharedMemory.OpenOrCreate(key, 5000).Id);
        Fails(Errno.EINVAL, () => SysVSharedMemory.Open(key, 5001));
        Assert.NotEqual(New(1).Id, New(1).Id);
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVSharedMemory.Create(key, -1));
        Assert.True(SysVSharedMemory.GetLimits().MaxSize >= 5000);
    }

    [Fact]
    [Trait("Accepts", "S8")]
    public void All_attachments_show_the_same_bytes_within_the_same_bounds()
    {
        SysVSharedMemory memory = New(5000);
        using SysVMemoryAttachment writer = memory.Attach();
        using SysVMemoryAttachment other = memory.Attach();
        using SysVReadOnlyMemoryAttachment reader = memory.AttachReadOnly();
        Assert.Equal((5000, 5000, 5000), (writer.Length, other.Length, reader.Length));
        Assert.True(reader.Use(static bytes => bytes.IndexOfAnyExcept((byte)0) < 0), "New memory is all zeros.");

        writer.Use(static bytes => { bytes[0] = 1; bytes[4999] = 2; });
        other.Write(4000, [7, 8, 9]);

        Assert.Equal((1, 2), reader.Use(static bytes => (bytes[0], bytes[^1])));
        byte[] part = new byte[3];
        reader.Read(4000, part);
        Assert.Equal([7, 8, 9], part);
        Assert.Equal(5000, reader.Use(static bytes => bytes.Length));
        writer.Read(4001, part);
        Assert.Equal([8, 9, 0], part);
    }

    [Fact]
    public void Nothing_outside_of_the_bounds_is_reached()
    {
        using SysVMemoryAttachment attachment = New(100).Attach();
        Assert.Throws<ArgumentOutOfRangeException>(() => attachment.Write(99, [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => attachment.Read(-1, new byte[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => attachment.Read(long.MaxValue, new byte[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => attachment.Use(0, -1, 0, static (_, _) => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => attachment.Use(0, 101, 0, static (_, _) => { }));
        attachment.Write(100, []);
        attachment.Write(98, [1, 2]);
    }

    [Fact]
    [Trait("Accepts", "S8")]
    public void Each_attachment_is_detached_for_itself_and_removal_waits_for_the_last()
    {
        SysVKey key = UnusedKey();
        SysVSharedMemory memory = Track(SysVSharedMemory.Create(key, 10));
        SysVMemoryAttachment first = memory.Attach();
        SysVMemoryAttachment second = memory.Attach();
        Assert.Equal(2, memory.GetStatus().Attachments);
        first.Dispose();
        first.Dispose();
        Assert.Equal(1, memory.GetStatus().Attachments);
        second.Use(static bytes => bytes[0] = 42);

        memory.Remove();

        Fails(Errno.ENOENT, () => SysVSharedMemory.Open(key));
        Assert.True(memory.GetStatus().IsRemoved);
        Assert.Equal(42, second.Use(static bytes => bytes[0]));
        second.Dispose();
        Fails(Errno.EINVAL, () => memory.GetStatus());
        Fails(Errno.EINVAL, () => memory.Attach());
    }

    [Fact]
    public void Memory_that_is_detached_cannot_be_used()
    {
        SysVMemoryAttachment attachment = New(10).Attach();
        SysVReadOnlyMemoryAttachment reader = New(10).AttachReadOnly();
        attachment.Dispose();
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => attachment.Use(static bytes => bytes.Clear()));
        Assert.Throws<ObjectDisposedException>(() => attachment.Use(static bytes => bytes[0]));
        Assert.Throws<ObjectDisposedException>(() => attachment.Write(0, [1]));
        Assert.Throws<ObjectDisposedException>(() => attachment.Read(0, new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => reader.Read(0, new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => reader.Use(static bytes => bytes[0]));
    }

    [Fact]
    public void Memory_in_use_stays_although_its_attachment_is_disposed_of_meanwhile()
    {
        SysVSharedMemory memory = New(10);
        SysVMemoryAttachment attachment = memory.Attach();
        attachment.Use(bytes =>
        {
            attachment.Dispose();
            Assert.Equal(1, memory.GetStatus().Attachments);
            bytes[9] = 1;
        });
        Assert.Equal(0, memory.GetStatus().Attachments);
    }

    [Fact]
    public void A_delegate_that_throws_leaves_nothing_attached()
    {
        SysVSharedMemory memory = New(10);
        using (SysVMemoryAttachment attachment = memory.Attach())
        {
            Assert.Throws<InvalidOperationException>(() => attachment.Use((Action<Span<byte>>)(static _ => throw new InvalidOperationException())));
        }

        Assert.Equal(0, memory.GetStatus().Attachments);
    }

    [Fact]
    public void A_forgotten_attachment_is_detached_by_the_garbage_collector()
    {
        SysVSharedMemory memory = New(10);
        AttachAndForget(memory);
        for (int i = 0; i < 100 && memory.GetStatus().Attachments > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(0, memory.GetStatus().Attachments);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void AttachAndForget(SysVSharedMemory memory)
        {
            for (int i = 0; i < 10; i++)
            {
                memory.Attach().Use(static bytes => bytes[0]++);
                memory.AttachReadOnly();
            }

            Assert.Equal(20, memory.GetStatus().Attachments);
        }
    }

    [Fact]
    [Trait("Accepts", "S8")]
    public void Another_process_shares_the_bytes_and_its_end_detaches_them()
    {
        SysVSharedMemory memory = New(10);
        using SysVMemoryAttachment attachment = memory.Attach();
        attachment.Write(0, [41]);
        using RunningChild child = new("/", [], "sysv-raw", "count-up", $"{memory.Id}");
        Assert.Equal("done", child.ReadLine());
        Assert.Equal(42, attachment.Use(static bytes => bytes[0]));
        SysVSharedMemoryStatus status = memory.GetStatus();
        Assert.Equal((2, child.Id, Environment.ProcessId), (status.Attachments, status.LastProcess, status.CreatorProcess));
        child.Kill();
        Assert.Equal(1, memory.GetStatus().Attachments);
    }

    [Fact]
    public void What_processes_change_under_a_lock_is_not_lost()
    {
        const int Times = 2000;
        SysVSharedMemory memory = New(4);
        SysVSemaphoreSet set = Track(SysVSemaphoreSet.OpenOrCreate(SysVKey.Private, [1], UnixFileMode.UserRead | UnixFileMode.UserWrite, Bound));
        using RunningChild first = new("/", [], "sysv-raw", "count-locked", $"{set.Id}", $"{memory.Id}", $"{Times}");
        using RunningChild second = new("/", [], "sysv-raw", "count-locked", $"{set.Id}", $"{memory.Id}", $"{Times}");
        first.WaitForSuccess();
        second.WaitForSuccess();
        using SysVReadOnlyMemoryAttachment attachment = memory.AttachReadOnly();
        Assert.Equal(2 * Times, attachment.Use(static bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes)));
        Assert.Equal(1, set.GetValue(0));
    }

    [Fact]
    public void Status_tells_who_owns_the_memory_and_when_it_was_used()
    {
        SysVKey key = UnusedKey();
        SysVSharedMemory memory = Track(SysVSharedMemory.Create(key, 4097));
        SysVSharedMemoryStatus fresh = memory.GetStatus();
        Assert.Equal((key, 4097, 0, false), (fresh.Permissions.Key, fresh.Size, fresh.Attachments, fresh.IsRemoved));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, fresh.Permissions.Mode);
        Assert.Equal((null, null, 0), (fresh.LastAttach, fresh.LastDetach, fresh.LastProcess));
        memory.Attach().Dispose();
        SysVSharedMemoryStatus used = memory.GetStatus();
        Assert.NotNull(used.LastAttach);
        Assert.NotNull(used.LastDetach);
        memory.SetPermissions(UnixFileMode.UserRead);
        Assert.Equal(UnixFileMode.UserRead, memory.GetStatus().Permissions.Mode);
    }

    private SysVSharedMemory New(long size) => Track(SysVSharedMemory.Create(SysVKey.Private, size));
}
