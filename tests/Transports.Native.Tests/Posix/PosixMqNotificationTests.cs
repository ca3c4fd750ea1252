using System.Runtime.CompilerServices;
using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Tests.Support;
using TypedMq.Transports.Posix;

namespace TypedMq.Tests.Posix;

/// <summary>Being told once: mq_notify(3), by the letter.</summary>
[Trait("Transport", "posix")]
[Trait("Layer", "raw")]
public sealed class PosixMqNotificationTests : PosixMqTest
{
    private readonly SemaphoreSlim _told = new(0);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _told.Dispose();
    }

    [Fact]
    [Trait("Accepts", "G17")]
    [Trait("Accepts", "P35")]
    [Trait("Accepts", "P38")]
    public void A_message_is_told_once_and_uses_the_registration_up_and_another_one_is_possible()
    {
        PosixMq queue = Create();
        for (byte round = 0; round < 3; round++)
        {
            queue.RequestNotification(Tell);
            queue.CancelNotification();
            queue.RequestNotification(Tell);
            Assert.Equal(Environment.ProcessId, queue.GetStatus().NotifiedProcess);
            queue.Send([round]);
            Assert.True(_told.Wait(Bound));
            Assert.Equal(0, queue.GetStatus().NotifiedProcess);
            Assert.Equal(new[] { round }, TryReceive(queue));
            queue.Send([round]);
            Assert.Equal(new[] { round }, TryReceive(queue));
        }

        NobodyIsTold(queue);
    }

    [Fact]
    public void What_is_closed_by_whom_it_tells_leaves_nothing_behind_in_the_reactor()
    {
        const int Count = 20;
        PosixMq queue = Create();
        WeakReference[] sockets = new WeakReference[Count];
        for (int i = 0; i < Count; i++)
        {
            sockets[i] = TellAndClose(queue);
        }

        // The last one may still lie on the stack of the reactor's thread.
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    GC.Collect();
                    return sockets.Count(static socket => socket.IsAlive) <= 1;
                },
                Bound),
            $"{sockets.Count(static socket => socket.IsAlive)} of {Count} are still there.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference TellAndClose(PosixMq queue)
    {
        NotificationSocket socket = NotificationSocket.TryOpen((DescriptorHandle)queue.Descriptor, queue.Name, out _)!;
        Assert.Equal(0, socket.Register(_ =>
        {
            socket.Dispose();
            Tell();
        }));
        queue.Send([1]);
        Assert.True(_told.Wait(Bound));
        TryReceive(queue);
        return new(socket);
    }

    [Fact]
    [Trait("Accepts", "P32")]
    public void Only_a_message_into_the_empty_queue_is_told()
    {
        PosixMq queue = Create();
        queue.Send([1]);
        queue.RequestNotification(Tell);
        queue.Send([2]);
        TryReceive(queue);
        queue.Send([3]);
        Assert.Equal(Environment.ProcessId, queue.GetStatus().NotifiedProcess);
        TryReceive(queue);
        TryReceive(queue);
        queue.Send([4]);
        Assert.True(_told.Wait(Bound));
    }

    [Fact]
    [Trait("Accepts", "P33")]
    [Trait("Accepts", "G18")]
    public void A_queue_takes_one_registration_also_from_the_same_process()
    {
        PosixMq queue = Create();
        PosixMq other = Open();
        queue.RequestNotification(Tell);
        Fails(Errno.EBUSY, () => queue.RequestNotification(Tell));
        Fails(Errno.EBUSY, () => other.RequestNotification(Tell));
        Fails(Errno.EBUSY, () => other.RequestNotification(PosixMqNotification.None));
        queue.CancelNotification();
        other.RequestNotification(Tell);
        queue.Send([1]);
        Assert.True(_told.Wait(Bound));
        NobodyIsTold(queue);
    }

    [Fact]
    [Trait("Accepts", "P34")]
    public void A_cancelled_registration_tells_nobody_and_cancelling_none_is_nothing()
    {
        PosixMq queue = Create();
        queue.CancelNotification();
        queue.RequestNotification(Tell);
        queue.CancelNotification();
        queue.CancelNotification();
        Assert.Equal(0, queue.GetStatus().NotifiedProcess);
        queue.Send([1]);
        NobodyIsTold(queue);
    }

    [Fact]
    [Trait("Accepts", "P36")]
    public async Task A_receiver_that_blocks_in_mq_receive_takes_the_message_and_nobody_is_told()
    {
        PosixMq queue = Create();
        queue.RequestNotification(Tell);
        NativeThread receiver = new(() => Assert.Equal(1, queue.Receive(new byte[16], out _)));
        receiver.WaitUntilItIsIn(SystemCallNumber.MqTimedReceive);
        queue.Send([1]);
        await receiver.Completion;
        Assert.Equal(Environment.ProcessId, queue.GetStatus().NotifiedProcess);
        queue.Send([2]);
        Assert.True(_told.Wait(Bound));
    }

    [Fact]
    [Trait("Accepts", "P37")]
    public void A_registration_of_which_nobody_is_told_keeps_others_away_until_a_message_comes()
    {
        PosixMq queue = Create();
        queue.RequestNotification(PosixMqNotification.None);
        Fails(Errno.EBUSY, () => queue.RequestNotification(Tell));
        queue.Send([1]);
        TryReceive(queue);
        queue.RequestNotification(Tell);
        queue.Send([1]);
        Assert.True(_told.Wait(Bound));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(99)]
    [InlineData(-1)]
    [Trait("Accepts", "P37")]
    public unsafe void What_is_no_kind_of_notification_or_no_signal_is_EINVAL(int invalid)
    {
        PosixMq queue = Create();
        Fails(Errno.EINVAL, () => queue.RequestNotification((PosixMqNotification)invalid));
        NotificationRequest signal = new() { Kind = NotificationSocket.KindSignal, Signal = 65 + Math.Abs(invalid) };
        Assert.Equal(-Errno.EINVAL, MessageQueueCalls.Notify((DescriptorHandle)queue.Descriptor, &signal));
        queue.RequestNotification(Tell);
    }

    [Fact]
    [Trait("Refuses", "P37")]
    public void Notification_by_a_signal_is_refused_because_it_can_end_the_process()
    {
        PosixMq queue = Create();
        MqNotSupportedException error = Assert.Throws<MqNotSupportedException>(() => queue.RequestNotification(PosixMqNotification.Signal, Tell));
        Assert.Contains("SIGEV_SIGNAL", error.Message, StringComparison.Ordinal);
        Assert.Contains("ends the process", error.Message, StringComparison.Ordinal);
        queue.RequestNotification(Tell);
    }

    [Fact]
    [Trait("Accepts", "V23")]
    [Trait("Accepts", "P39")]
    public void Closing_the_description_ends_its_registration_and_another_one_can_be_made()
    {
        PosixMq first = Create();
        PosixMq second = Open();
        first.RequestNotification(Tell);
        first.Close();
        Assert.Equal(0, second.GetStatus().NotifiedProcess);
        second.RequestNotification(Tell);
        second.Send([1]);
        Assert.True(_told.Wait(Bound));
        NobodyIsTold(second);
    }

    [Fact]
    [Trait("Accepts", "V23")]
    public void The_kernel_ends_a_registration_when_the_process_closes_any_description_of_the_queue()
    {
        PosixMq queue = Create();
        queue.RequestNotification(Tell);
        Open().Close();
        Assert.Equal(0, queue.GetStatus().NotifiedProcess);
        queue.RequestNotification(Tell);
        queue.Send([1]);
        Assert.True(_told.Wait(Bound));
        NobodyIsTold(queue);
    }

    [Fact]
    [Trait("Accepts", "G19")]
    [Trait("Accepts", "P33")]
    public void Another_process_is_told_within_two_seconds_and_its_death_leaves_the_place_to_others()
    {
        PosixMq queue = Create();
        using (RunningChild child = new(ScopeRoot, [], "posix", "raw-notify", queue.Name))
        {
            Assert.Equal("registered", child.ReadLine());
            Assert.Equal(child.Id, queue.GetStatus().NotifiedProcess);
            Fails(Errno.EBUSY, () => queue.RequestNotification(Tell));
            queue.Send([1]);
            Assert.Equal("told", child.ReadLine(TimeSpan.FromSeconds(2)));
            TryReceive(queue);
        }

        using (RunningChild killed = new(ScopeRoot, [], "posix", "raw-notify", queue.Name))
        {
            Assert.Equal("registered", killed.ReadLine());
            killed.Kill();
        }

        queue.RequestNotification(Tell);
        queue.Send([2]);
        Assert.True(_told.Wait(Bound));
    }

    [Fact]
    [Trait("Accepts", "G40")]
    public void Who_registers_again_before_receiving_misses_no_message()
    {
        const int Count = 5000;
        PosixMq queue = Create();
        PosixMq sender = Open();
        byte[] buffer = new byte[16];
        int received = 0;
        queue.RequestNotification(OnMessage);
        for (int i = 0; i < Count; i++)
        {
            sender.Send([1]);
        }

        Assert.True(_told.Wait(Bound), $"{Volatile.Read(ref received)} of {Count} messages were told.");

        void OnMessage()
        {
            queue.RequestNotification(OnMessage);
            while (queue.TryReceive(buffer, out _, out _))
            {
                if (Interlocked.Increment(ref received) == Count)
                {
                    _told.Release();
                }
            }
        }
    }

    [Fact]
    public void Being_told_costs_no_thread()
    {
        // In a process of its own, whose threads nobody else starts.
        string[] output = ChildProcess.Run(ScopeRoot, [], "posix", "notify-many", "40");
        Assert.Equal("registered 40", output[0]);
        Assert.InRange(int.Parse(output[1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), -40, 5);
        Assert.Equal("told 40", output[2]);
    }

    private void Tell() => _told.Release();

    /// <summary>The reactor tells in order: once it has told of a later message on another queue, it has told all.</summary>
    private void NobodyIsTold(PosixMq queue)
    {
        using ManualResetEventSlim later = new();
        PosixMq other = Create(new PosixMqAttributes(1, 1), $"later-{Guid.NewGuid():n}");
        other.RequestNotification(later.Set);
        other.Send([1]);
        Assert.True(later.Wait(Bound));
        Assert.False(_told.Wait(Brief / 4));
        Assert.NotNull(queue);
    }
}
