using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Scopes;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.Posix;

/// <summary>Being told again and again: a registration that renews itself.</summary>
[Trait("Transport", "posix")]
[Trait("Layer", "typed")]
public sealed class PosixNotifyTests : PosixTest
{
    private readonly SemaphoreSlim _told = new(0);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _told.Dispose();
    }

    [Fact]
    public void The_transport_says_that_it_can_tell() => Assert.True(Transport.Capabilities.Notifications);

    [Fact]
    [Trait("Accepts", "G17")]
    [Trait("Accepts", "P32")]
    [Trait("Accepts", "P35")]
    public void A_registration_for_once_tells_once_of_a_message_into_the_empty_queue()
    {
        MqQueue queue = Open();
        TrySend(queue, [1]);
        using IDisposable registration = queue.Notify(Tell, once: true);
        TrySend(queue, [2]);
        Assert.Equal([1], TryReceive(queue));
        Assert.Equal([2], TryReceive(queue));
        Assert.False(_told.Wait(TimeSpan.FromMilliseconds(50)));
        TrySend(queue, [3]);
        Assert.True(_told.Wait(Bound));
        Assert.Equal([3], TryReceive(queue));

        // Used up: another one takes its place.
        using IDisposable next = queue.Notify(Tell, once: true);
        TrySend(queue, [4]);
        Assert.True(_told.Wait(Bound));
        Assert.False(_told.Wait(TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    [Trait("Accepts", "G40")]
    public void A_lasting_registration_tells_of_every_message_that_comes_into_the_empty_queue()
    {
        MqQueue queue = Open();
        using IDisposable registration = queue.Notify(Tell, once: false);
        for (byte i = 0; i < 100; i++)
        {
            TrySend(queue, [i]);
            Assert.True(_told.Wait(Bound));
            Assert.Equal(new[] { i }, TryReceive(queue));
        }
    }

    [Fact]
    [Trait("Accepts", "G40")]
    public void Whoever_empties_the_queue_when_told_misses_nothing_however_fast_it_comes()
    {
        const int Count = 20_000;
        MqQueue queue = Open();
        MqQueue sender = Open();
        int received = 0, inside = 0;
        using IDisposable registration = queue.Notify(
            () =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                while (TryReceive(queue) is not null)
                {
                    if (Interlocked.Increment(ref received) == Count)
                    {
                        Tell();
                    }
                }

                Interlocked.Decrement(ref inside);
            },
            once: false);
        for (int i = 0; i < Count; i++)
        {
            while (!TrySend(sender, [1]))
            {
                Assert.True(sender.Wait(MqDirection.Send, MqDeadline.After(Bound), default), $"Nobody was told: {Volatile.Read(ref received)} were received, {i} sent.");
            }
        }

        Assert.True(_told.Wait(Bound), $"{Volatile.Read(ref received)} of {Count} were told.");
    }

    [Fact]
    [Trait("Accepts", "G18")]
    [Trait("Accepts", "P33")]
    [Trait("Accepts", "P34")]
    [Trait("Accepts", "P38")]
    public void A_second_registration_is_refused_by_name_until_the_first_has_ended()
    {
        MqQueue queue = Open();
        MqQueue other = Open();
        using (queue.Notify(Tell, once: false))
        {
            foreach (MqQueue handle in new[] { queue, other })
            {
                MqNotificationTakenException error = Assert.Throws<MqNotificationTakenException>(() => handle.Notify(Tell, once: true));
                Assert.Equal((Errno.EBUSY, queue.Name.Value), (error.Errno, error.Queue));
            }
        }

        using IDisposable third = other.Notify(Tell, once: false);
        TrySend(queue, [1]);
        Assert.True(_told.Wait(Bound));
        Assert.False(_told.Wait(TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    [Trait("Accepts", "V23")]
    [Trait("Accepts", "P39")]
    public void Disposing_the_handle_ends_its_registration_and_another_handle_can_register()
    {
        MqQueue queue = Open();
        MqQueue other = Open();
        IDisposable registration = queue.Notify(Tell, once: false);
        queue.Dispose();
        using IDisposable next = other.Notify(Tell, once: false);
        registration.Dispose();
        TrySend(other, [1]);
        Assert.True(_told.Wait(Bound));
        Assert.False(_told.Wait(TimeSpan.FromMilliseconds(50)));
        Assert.Throws<ObjectDisposedException>(() => queue.Notify(Tell, once: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_registration_survives_the_close_of_other_handles_of_the_process(bool once)
    {
        // mq_close(3) ends the registration of the process whichever of its descriptors is closed.
        MqQueue queue = Open();
        using IDisposable registration = queue.Notify(Tell, once);
        for (int i = 0; i < 50; i++)
        {
            Transport.Open(Options()).Dispose();
        }

        TrySend(queue, [1]);
        Assert.True(_told.Wait(Bound));
        Assert.Equal([1], TryReceive(queue));
        if (!once)
        {
            Transport.Open(Options()).Dispose();
            TrySend(queue, [2]);
            Assert.True(_told.Wait(Bound));
        }
    }

    [Fact]
    [Trait("Accepts", "G40")]
    public async Task No_message_is_lost_on_a_subscriber_while_other_handles_are_closed_all_the_time()
    {
        const int Count = 2000;
        MqQueue queue = Open();
        MqQueue sender = Open();
        using CancellationTokenSource end = new();
        NativeThread closer = new(() =>
        {
            while (!end.IsCancellationRequested)
            {
                Transport.Open(Options()).Dispose();
            }
        });
        int received = 0;
        using IDisposable registration = queue.Notify(
            () =>
            {
                while (TryReceive(queue) is not null)
                {
                    if (Interlocked.Increment(ref received) == Count)
                    {
                        Tell();
                    }
                }
            },
            once: false);
        for (int i = 0; i < Count; i++)
        {
            while (!TrySend(sender, [1]))
            {
                sender.Wait(MqDirection.Send, MqDeadline.After(Bound), default);
            }
        }

        bool all = _told.Wait(Bound);
        await end.CancelAsync();
        await closer.Completion;
        Assert.True(all, $"{received} of {Count} were told.");
    }

    [Fact]
    public async Task Displaced_by_another_registration_a_subscriber_looks_for_itself_and_says_so()
    {
        MqQueue queue = Open(MqEnvelopeMode.None);
        using PosixMq thief = PosixMq.Open("/" + queue.Name.Value, MqAccess.Both);
        using IDisposable registration = queue.Notify(Tell, once: false);

        // Both happen in the kernel before the subscription can renew itself, sooner or later.
        using ManualResetEventSlim stolen = new();
        NativeThread stealer = new(() =>
        {
            while (!stolen.IsSet)
            {
                try
                {
                    thief.RequestNotification(PosixMqNotification.None);
                    stolen.Set();
                }
                catch (MqSystemCallException error) when (error.Errno == Errno.EBUSY)
                {
                }
            }
        });
        for (int i = 0; i < 100_000 && !stolen.IsSet; i++)
        {
            TrySend(queue, [1]);
            Assert.True(_told.Wait(Bound));
            TryReceive(queue);
        }

        Assert.True(stolen.Wait(Bound));
        while (TryReceive(queue) is not null)
        {
        }

        // The thief's registration is used up by this one; whoever comes first tells of it.
        TrySend(queue, [2]);
        Assert.True(_told.Wait(Bound));
        await stealer.Completion;
        Assert.True(SpinWait.SpinUntil(() => Logger.Entries.Any(entry => entry.Text.Contains("looked at every 10 ms", StringComparison.Ordinal)), Bound));
    }

    [Fact]
    [Trait("Accepts", "G19")]
    public void Another_process_is_told_within_two_seconds_again_and_again_and_its_death_leaves_the_place_to_others()
    {
        MqQueue queue = Open(MqEnvelopeMode.None);
        string root = Environment.GetEnvironmentVariable(ScopeFolder.RootVariable)!;
        using (RunningChild child = new(root, [], "posix", "typed-notify", queue.Name.Value))
        {
            Assert.Equal("registered", child.ReadLine());
            Assert.Throws<MqNotificationTakenException>(() => queue.Notify(Tell, once: false));
            for (byte i = 0; i < 3; i++)
            {
                TrySend(queue, [i]);
                Assert.Equal("told", child.ReadLine(TimeSpan.FromSeconds(2)));
                Assert.Equal(new[] { i }, TryReceive(queue));
            }

            child.WaitForSuccess();
        }

        using (RunningChild killed = new(root, [], "posix", "typed-notify", queue.Name.Value))
        {
            Assert.Equal("registered", killed.ReadLine());
            killed.Kill();
        }

        using IDisposable registration = queue.Notify(Tell, once: false);
        TrySend(queue, [9]);
        Assert.True(_told.Wait(Bound));
    }

    [Fact]
    public async Task A_notification_comes_also_while_a_receiver_of_this_library_waits()
    {
        MqQueue queue = Open();
        using IDisposable registration = queue.Notify(Tell, once: false);
        NativeThread receiver = new(() => Assert.True(queue.Wait(MqDirection.Receive, MqDeadline.Infinite, default)));
        receiver.WaitUntilItPolls();
        TrySend(queue, [1]);
        await receiver.Completion;
        Assert.True(_told.Wait(Bound));
    }

    [Fact]
    public void A_callback_that_meets_a_disposed_handle_ends_quietly()
    {
        using ManualResetEventSlim begun = new(), go = new();
        MqQueue queue = Open();
        MqQueue sender = Open();
        queue.Notify(
            () =>
            {
                begun.Set();
                go.Wait(Bound);
                try
                {
                    queue.TryReceive(out _);
                }
                finally
                {
                    Tell();
                }
            },
            once: false);
        TrySend(sender, [1]);
        Assert.True(begun.Wait(Bound));
        queue.Dispose();
        go.Set();
        Assert.True(_told.Wait(Bound));
    }

    private void Tell() => _told.Release();
}
