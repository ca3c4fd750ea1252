using System.Buffers.Binary;
using System.Runtime.InteropServices;
using TypedMq.Interop;
using TypedMq.Native;

namespace TypedMq.Tests.SysV;

/// <summary>What <c>msgget(2)</c> and <c>msgop(2)</c> promise, where nobody waits.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "raw")]
public sealed class RawSysVMqTests : RawSysVTest
{
    private const int MaxMessage = 8192;
    private const int MaxQueue = 16_384;

    [Fact]
    [Trait("Accepts", "V30")]
    public void Who_creates_and_who_opens_a_key_have_the_same_id()
    {
        SysVKey key = UnusedKey();
        SysVMq created = Track(SysVMq.OpenOrCreate(key));
        Assert.Equal(created.Id, SysVMq.Open(key).Id);
        Assert.Equal(created.Id, SysVMq.OpenOrCreate(key).Id);
    }

    [Fact]
    [Trait("Accepts", "V31")]
    public void An_absent_key_is_not_created_unless_asked_for() => Fails(Errno.ENOENT, () => SysVMq.Open(UnusedKey()));

    [Fact]
    [Trait("Accepts", "V32")]
    public void An_existing_key_is_not_created_exclusively()
    {
        SysVKey key = UnusedKey();
        SysVMq first = Track(SysVMq.Create(key));
        Fails(Errno.EEXIST, () => SysVMq.Create(key));
        first.Send(1, [1]);
    }

    [Fact]
    [Trait("Accepts", "V33")]
    public void Private_queues_are_different_each_time() => Assert.NotEqual(NewQueue().Id, NewQueue().Id);

    [Fact]
    [Trait("Accepts", "S2")]
    public void Flags_have_the_values_of_the_manual_page()
    {
        Assert.Equal(SystemVCalls.Create, Convert.ToInt32("1000", 8));
        Assert.Equal(SystemVCalls.Exclusive, Convert.ToInt32("2000", 8));
        Assert.Equal((int)SysVMqFlags.NoWait, Convert.ToInt32("4000", 8));
        Assert.Equal((int)SysVMqFlags.NoError, Convert.ToInt32("10000", 8));
        Assert.Equal((int)SysVMqFlags.Except, Convert.ToInt32("20000", 8));
        Assert.Equal((int)SysVMqFlags.Copy, Convert.ToInt32("40000", 8));
        Assert.Equal(0, SysVKey.Private.Value);

        // The bits above the permissions are IPC_CREAT and its kin.
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVMq.Create(SysVKey.Private, UnixFileMode.StickyBit));
        Assert.Throws<ArgumentOutOfRangeException>(() => NewQueue().SetPermissions(UnixFileMode.StickyBit));
    }

    [Fact]
    [Trait("Accepts", "V34")]
    [Trait("Accepts", "S3")]
    [Trait("Accepts", "S4")]
    public void A_message_is_received_with_its_type_and_its_bytes()
    {
        SysVMq queue = NewQueue();
        queue.Send(long.MaxValue, [1, 2, 3]);
        byte[] buffer = [9, 9, 9, 9];
        Assert.Equal(3, queue.Receive(buffer, out long type));
        Assert.Equal(long.MaxValue, type);
        Assert.Equal([1, 2, 3, 9], buffer);
    }

    [Fact]
    [Trait("Accepts", "V35")]
    public void An_empty_message_is_a_message()
    {
        SysVMq queue = NewQueue();
        queue.Send(5, []);
        Assert.Equal(0, queue.Receive([], out long type));
        Assert.Equal(5, type);
    }

    [Fact]
    [Trait("Accepts", "V36")]
    public void A_buffer_may_be_larger_than_any_message()
    {
        SysVMq queue = NewQueue();
        queue.Send(1, [1]);
        Assert.Equal(1, queue.Receive(new byte[10 * MaxMessage], out _));
    }

    [Fact]
    [Trait("Accepts", "V37")]
    public void A_message_that_may_be_cut_is_cut_at_the_buffer_and_gone()
    {
        SysVMq queue = NewQueue();
        queue.Send(7, [1, 2, 3, 4]);
        byte[] memory = [9, 9, 9, 9];
        Assert.Equal(2, queue.Receive(memory.AsSpan(0, 2), out long type, flags: SysVMqFlags.NoError));
        Assert.Equal(7, type);
        Assert.Equal([1, 2, 9, 9], memory);
        SysVMqStatus status = queue.GetStatus();
        Assert.Equal((0, 0), (status.Bytes, status.Messages));
    }

    [Fact]
    [Trait("Accepts", "V38")]
    [Trait("Accepts", "G33")]
    public void A_message_that_does_not_fit_stays()
    {
        SysVMq queue = NewQueue();
        queue.Send(7, [1, 2, 3, 4]);
        Fails(Errno.E2BIG, () => queue.Receive(new byte[3], out _));
        Fails(Errno.E2BIG, () => queue.TryReceive(new byte[3], out _, out _));
        Assert.Equal([1, 2, 3, 4], queue.Receive().Bytes);
    }

    [Fact]
    [Trait("Accepts", "V39")]
    [Trait("Accepts", "S3")]
    public void A_bad_id_a_negative_size_and_a_type_that_is_not_above_zero_are_invalid()
    {
        SysVMq queue = NewQueue();
        Fails(Errno.EINVAL, () => SysVMq.FromId(-1).Send(1, [1]));
        Fails(Errno.EINVAL, () => SysVMq.FromId(-1).Receive());
        Fails(Errno.EINVAL, () => queue.Send(0, [1]));
        Fails(Errno.EINVAL, () => queue.Send(-1, [1]));
        Fails(Errno.EINVAL, () => queue.Send(long.MinValue, [1]));

        // Without room for the type, what is left is a negative size.
        Fails(Errno.EINVAL, () => queue.SendRaw(new byte[SysVMq.TypeSize - 1]));
        Fails(Errno.EINVAL, () => queue.ReceiveRaw(new byte[SysVMq.TypeSize - 1]));
        Assert.Equal(-Errno.EINVAL, SystemVCalls.Send(queue.Id, new byte[16].AsSpan(0, 4), SystemVCalls.NoWait));
        Assert.Equal(0, queue.GetStatus().Messages);
    }

    [Fact]
    [Trait("Accepts", "V40")]
    [Trait("Accepts", "G10")]
    public void Without_waiting_there_is_no_message_or_none_of_the_type()
    {
        SysVMq queue = NewQueue();
        Fails(Errno.ENOMSG, () => queue.Receive(new byte[1], out _, flags: SysVMqFlags.NoWait));
        Assert.False(queue.TryReceive(new byte[1], out _, out _));
        queue.Send(2, [1]);
        Fails(Errno.ENOMSG, () => queue.Receive(new byte[1], out _, selection: 3, SysVMqFlags.NoWait));
        Assert.False(queue.TryReceive(new byte[1], out _, out _, selection: 3));
        Assert.Equal(1, queue.GetStatus().Messages);
    }

    [Fact]
    [Trait("Accepts", "V41")]
    public void Nine_types_are_received_in_descending_order()
    {
        SysVMq queue = NewQueue();
        for (byte type = 1; type <= 9; type++)
        {
            queue.Send(type, [type]);
        }

        for (byte type = 9; type >= 1; type--)
        {
            Assert.Equal([type], queue.Receive(type).Bytes);
        }
    }

    [Fact]
    [Trait("Accepts", "V42")]
    public void Except_takes_the_first_of_any_other_type()
    {
        SysVMq queue = NewQueue();
        queue.Send(2, [1]);
        queue.Send(2, [2]);
        queue.Send(3, [3]);
        queue.Send(1, [4]);
        Assert.Equal([3], queue.Receive(2, SysVMqFlags.Except).Bytes);
        Assert.Equal([4], queue.Receive(2, SysVMqFlags.Except).Bytes);
        Assert.False(queue.TryReceive(new byte[1], out _, out _, selection: 2, SysVMqFlags.Except));
    }

    [Fact]
    [Trait("Accepts", "V43")]
    [Trait("Accepts", "S4")]
    public void A_negative_selection_takes_the_lowest_type_and_its_oldest_message()
    {
        SysVMq queue = NewQueue();
        foreach ((long type, byte content) in new (long, byte)[] { (3, 1), (1, 2), (2, 3), (1, 4), (9, 5) })
        {
            queue.Send(type, [content]);
        }

        Assert.Equal([(1, 2), (1, 4), (2, 3), (3, 1)], Enumerable.Range(0, 4).Select(_ => queue.Receive(-3)).Select(static message => ((int)message.Type, (int)message.Bytes[0])));
        Assert.False(queue.TryReceive(new byte[1], out _, out _, selection: -8));
        Assert.True(queue.TryReceive(new byte[1], out _, out long type9, selection: long.MinValue));
        Assert.Equal(9, type9);
    }

    [SkippableFact]
    [Trait("Accepts", "V45")]
    [Trait("Accepts", "G32")]
    public void A_message_above_the_limit_is_invalid_and_the_queue_unchanged()
    {
        SysVMq queue = NewQueue();
        int limit = SysVMq.GetLimits().MaxMessageBytes;
        Skip.If(limit > SysVMq.GetLimits().MaxQueueBytes, "A queue of this host does not hold its largest message.");
        Fails(Errno.EINVAL, () => queue.Send(1, new byte[limit + 1]));
        Assert.Equal(0, queue.GetStatus().Messages);
        queue.Send(1, new byte[limit]);
    }

    [SkippableFact]
    [Trait("Accepts", "V46")]
    public void Exactly_two_messages_of_8192_bytes_fit()
    {
        SysVMq queue = NewQueue();
        Skip.IfNot(queue.GetStatus().MaxBytes == MaxQueue && SysVMq.GetLimits().MaxMessageBytes == MaxMessage, "Limits are not what Linux has by default.");
        queue.Send(1, new byte[MaxMessage]);
        queue.Send(1, new byte[MaxMessage]);
        Fails(Errno.EAGAIN, () => queue.Send(1, [1], SysVMqFlags.NoWait));
        Assert.False(queue.TrySend(1, [1]));
        Assert.True(queue.TrySend(1, []), "Bytes are full, the number of messages is not.");
        SysVMqStatus status = queue.GetStatus();
        Assert.Equal((2 * MaxMessage, 3), (status.Bytes, status.Messages));
    }

    [SkippableFact]
    [Trait("Accepts", "V46")]
    public void Exactly_as_many_empty_messages_fit_as_the_queue_holds_bytes()
    {
        SysVMq queue = NewQueue();
        Skip.IfNot(queue.GetStatus().MaxBytes == MaxQueue, "Limits are not what Linux has by default.");
        int sent = 0;
        while (sent <= MaxQueue && queue.TrySend(1, []))
        {
            sent++;
        }

        Assert.Equal(MaxQueue, sent);
    }

    [Fact]
    [Trait("Accepts", "V47")]
    public void Peeking_shows_the_nth_message_and_leaves_all_of_them()
    {
        SysVMq queue = NewQueue();
        queue.Send(3, [1]);
        queue.Send(1, [2, 2]);
        byte[] buffer = new byte[8];
        Assert.True(queue.TryPeek(1, buffer, out int length, out long type));
        Assert.Equal((2, 1), (length, type));
        Assert.Equal([2, 2], buffer[..2]);
        Assert.True(queue.TryPeek(0, buffer, out _, out type));
        Assert.Equal(3, type);
        Assert.False(queue.TryPeek(2, buffer, out _, out _));
        Assert.Equal(2, queue.GetStatus().Messages);
    }

    [Fact]
    [Trait("Accepts", "V47")]
    public void Peeking_waits_for_nothing_excepts_nothing_and_cuts_nothing()
    {
        SysVMq queue = NewQueue();
        queue.Send(3, [1, 2]);
        byte[] large = new byte[SysVMq.TypeSize + 2];
        byte[] small = new byte[SysVMq.TypeSize + 1];
        Fails(Errno.EINVAL, () => queue.ReceiveRaw(large, 0, SysVMqFlags.Copy));
        Fails(Errno.EINVAL, () => queue.ReceiveRaw(large, 0, SysVMqFlags.Copy | SysVMqFlags.NoWait | SysVMqFlags.Except));
        Fails(Errno.E2BIG, () => queue.ReceiveRaw(small, 0, SysVMqFlags.Copy | SysVMqFlags.NoWait));
        Fails(Errno.EINVAL, () => queue.ReceiveRaw(small, 0, SysVMqFlags.Copy | SysVMqFlags.NoWait | SysVMqFlags.NoError));
        Fails(Errno.ENOMSG, () => queue.ReceiveRaw(large, 1, SysVMqFlags.Copy | SysVMqFlags.NoWait));
        Assert.Equal(2, queue.ReceiveRaw(large, 0, SysVMqFlags.Copy | SysVMqFlags.NoWait));
        Assert.Equal(1, queue.GetStatus().Messages);
    }

    [Fact]
    [Trait("Accepts", "G39")]
    [Trait("Accepts", "S6")]
    public void The_type_is_a_native_long_in_front_of_the_bytes_which_the_size_does_not_count()
    {
        SysVMq queue = NewQueue();
        byte[] sent = new byte[SysVMq.TypeSize + 3];
        MemoryMarshal.Write(sent, 0x0102030405060708L);
        sent[8] = 0xAA;
        sent[10] = 0xCC;
        queue.SendRaw(sent);
        Assert.Equal(3, queue.GetStatus().Bytes);
        byte[] buffer = new byte[SysVMq.TypeSize + 10];
        Assert.Equal(3, queue.ReceiveRaw(buffer));
        Assert.Equal(sent, buffer[..11]);
        Assert.Equal(0x0102030405060708L, BitConverter.IsLittleEndian ? BinaryPrimitives.ReadInt64LittleEndian(buffer) : BinaryPrimitives.ReadInt64BigEndian(buffer));
    }

    [Fact]
    [Trait("Accepts", "S7")]
    public void The_largest_message_is_received_whole()
    {
        SysVMq queue = NewQueue();
        byte[] largest = new byte[Math.Min(SysVMq.GetLimits().MaxMessageBytes, (int)queue.GetStatus().MaxBytes)];
        Random.Shared.NextBytes(largest);
        queue.Send(1, largest);
        Assert.Equal(largest, queue.Receive().Bytes);
    }

    [Fact]
    [Trait("Accepts", "V53")]
    public void Status_tells_who_owns_the_queue_what_is_in_it_and_who_was_there_when()
    {
        SysVKey key = UnusedKey();
        DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-1.5);
        SysVMq queue = Track(SysVMq.Create(key));
        uint user = Libc.EffectiveUser();
        SysVMqStatus fresh = queue.GetStatus();
        Assert.Equal(key, fresh.Permissions.Key);
        Assert.Equal((user, user), (fresh.Permissions.User, fresh.Permissions.Creator));
        Assert.Equal(fresh.Permissions.CreatorGroup, fresh.Permissions.Group);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, fresh.Permissions.Mode);
        Assert.Equal((null, null, 0, 0), (fresh.LastSend, fresh.LastReceive, fresh.LastSender, fresh.LastReceiver));
        Assert.Equal((0, 0), (fresh.Bytes, fresh.Messages));
        Assert.Equal(SysVMq.GetLimits().MaxQueueBytes, fresh.MaxBytes);
        Assert.InRange(fresh.Changed!.Value, before, DateTimeOffset.UtcNow);

        queue.Send(1, [1, 2, 3]);
        queue.Send(1, [1]);
        SysVMqStatus filled = queue.GetStatus();
        Assert.Equal((4, 2), (filled.Bytes, filled.Messages));
        Assert.Equal((Environment.ProcessId, 0), (filled.LastSender, filled.LastReceiver));
        Assert.InRange(filled.LastSend!.Value, before, DateTimeOffset.UtcNow);
        Assert.Null(filled.LastReceive);

        queue.Receive();
        SysVMqStatus used = queue.GetStatus();
        Assert.Equal(Environment.ProcessId, used.LastReceiver);
        Assert.InRange(used.LastReceive!.Value, before, DateTimeOffset.UtcNow);
    }

    [Fact]
    [Trait("Accepts", "V55")]
    public void Mode_and_size_can_be_changed_and_the_rest_stays()
    {
        SysVMq queue = NewQueue();
        queue.Send(1, [1, 2]);
        queue.SetPermissions(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        queue.SetMaxBytes(2);
        SysVMqStatus status = queue.GetStatus();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, status.Permissions.Mode);
        Assert.Equal((2, 2, 1), (status.MaxBytes, status.Bytes, status.Messages));
        Assert.False(queue.TrySend(1, [1]));
        queue.Set(UnixFileMode.UserRead | UnixFileMode.UserWrite, status.Permissions.User, status.Permissions.Group, 100);
        Assert.Equal(100, queue.GetStatus().MaxBytes);
        Assert.True(queue.TrySend(1, [1]));
    }

    [Fact]
    [Trait("Accepts", "S5")]
    [Trait("Accepts", "S11")]
    public void A_removed_queue_is_invalid_and_another_one_under_its_key_has_another_id()
    {
        SysVKey key = UnusedKey();
        SysVMq queue = Track(SysVMq.Create(key));
        queue.Send(1, [1]);
        queue.Remove();
        Fails(Errno.ENOENT, () => SysVMq.Open(key));
        SysVMq other = Track(SysVMq.Create(key));
        Assert.NotEqual(queue.Id, other.Id);
        Assert.False(other.TryReceive([], out _, out _));
        foreach (Action call in new Action[] { () => queue.Send(1, []), () => queue.Receive(), () => queue.GetStatus(), queue.Remove })
        {
            MqSystemCallException error = Assert.Throws<MqSystemCallException>(call);
            Assert.True(error.Errno is Errno.EINVAL or Errno.EIDRM, error.Message);
            Assert.Contains($"System V queue {queue.Id}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Sending_and_receiving_allocate_nothing()
    {
        SysVMq queue = NewQueue();
        byte[] buffer = new byte[4096];
        Exchange();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Exchange()
        {
            for (int i = 0; i < 100; i++)
            {
                queue.Send(1, buffer.AsSpan(0, 2000));
                queue.Receive(buffer, out _);
                queue.TrySend(1, buffer.AsSpan(0, 20));
                queue.TryReceive(buffer, out _, out _);
            }
        }
    }
}
