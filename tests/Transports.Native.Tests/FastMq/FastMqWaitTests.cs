using System.Diagnostics;
using TypedMq.Interop;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>Blocking waits, with all that the host can do and with less: each ends by what was waited for, the deadline, the token, removal or disposal.</summary>
public abstract class FastMqWaitTests : FastMqTest
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    private readonly FastMqTransport _creator;
    private readonly nint _sleepsIn;

    /// <param name="settings">What the host can.</param>
    /// <param name="sleepsIn">The system call in which a thread sleeps then.</param>
    /// <param name="creator">What it could for who created the queue.</param>
    private protected FastMqWaitTests(FastMqSettings settings, nint sleepsIn, FastMqSettings? creator = null)
        : base(settings)
    {
        _sleepsIn = sleepsIn;
        _creator = With(creator ?? settings);
    }

    public static TheoryData<MqTopology> Topologies => [MqTopology.ManyToMany, MqTopology.OneToOne];

    public static TheoryData<MqTopology, MqDirection> Waits => new()
    {
        { MqTopology.ManyToMany, MqDirection.Receive },
        { MqTopology.ManyToMany, MqDirection.Send },
        { MqTopology.OneToOne, MqDirection.Receive },
        { MqTopology.OneToOne, MqDirection.Send },
    };

    [Theory]
    [MemberData(nameof(Waits))]
    [Trait("Accepts", "G25")]
    public async Task What_is_waited_for_ends_a_wait(MqTopology topology, MqDirection direction)
    {
        MqQueue queue = OpenFor(topology, direction);
        for (int round = 0; round < 5; round++)
        {
            NativeThread waiter = Waiting(() => Assert.True(queue.Wait(direction, MqDeadline.Infinite, default)));
            if (direction == MqDirection.Receive)
            {
                TrySend(queue, [1]);
                await waiter.Completion;
                TryReceive(queue);
            }
            else
            {
                TryReceive(queue);
                await waiter.Completion;
                TrySend(queue, [1]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Waits))]
    [Trait("Accepts", "G11")]
    [Trait("Accepts", "G12")]
    public void A_wait_ends_at_its_deadline_never_before_and_hardly_after(MqTopology topology, MqDirection direction)
    {
        MqQueue queue = OpenFor(topology, direction);
        Assert.False(queue.Wait(direction, MqDeadline.Now, default));

        // A loaded machine may run us late, but not every time.
        TimeSpan best = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < 10 && best > Short + TimeSpan.FromMilliseconds(20); attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            Assert.False(queue.Wait(direction, MqDeadline.After(Short), default));
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            Assert.True(elapsed >= Short, $"It ended after {elapsed}.");
            best = elapsed < best ? elapsed : best;
        }

        Assert.True(best <= Short + TimeSpan.FromMilliseconds(20), $"It ended after {best} at best.");
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task Cancelling_ends_a_wait_and_the_next_wait_of_the_thread_waits_again(MqTopology topology, MqDirection direction)
    {
        MqQueue queue = OpenFor(topology, direction);
        using CancellationTokenSource source = new();
        using CancellationTokenSource other = new();
        NativeThread waiter = Waiting(() =>
        {
            OperationCanceledException error = Assert.Throws<OperationCanceledException>(() => queue.Wait(direction, MqDeadline.Infinite, source.Token));
            Assert.Equal(source.Token, error.CancellationToken);
            Assert.False(queue.Wait(direction, MqDeadline.After(TimeSpan.FromMilliseconds(30)), other.Token));
        });
        await source.CancelAsync();
        await waiter.Completion;
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task Disposing_a_handle_wakes_all_who_wait_on_it_and_no_others(MqTopology topology, MqDirection direction)
    {
        MqQueue queue = OpenFor(topology, direction);
        MqQueue other = Open(Options() with { Topology = topology });
        NativeThread elsewhere = Waiting(() => Assert.Throws<MqQueueRemovedException>(() => other.Wait(direction, MqDeadline.Infinite, default)));
        using CancellationTokenSource source = new();
        NativeThread[] waiters = [.. Enumerable.Range(0, 4).Select(i => Waiting(() =>
            Assert.Throws<ObjectDisposedException>(() => queue.Wait(direction, MqDeadline.Infinite, i % 2 == 0 ? default : source.Token))))];
        Task awaited = queue.WaitAsync(direction, default).AsTask();
        queue.Dispose();
        await Task.WhenAll(waiters.Select(static waiter => waiter.Completion));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => awaited.WaitAsync(Bound));
        Assert.False(elsewhere.HasEnded);
        Transport.Delete(Name());
        await elsewhere.Completion;
    }

    [Theory]
    [MemberData(nameof(Waits))]
    [Trait("Accepts", "V50")]
    public async Task Removal_wakes_all_who_wait_on_every_handle_also_when_only_the_name_was_deleted(MqTopology topology, MqDirection direction)
    {
        foreach (bool isDelete in (bool[])[true, false])
        {
            MqQueue[] handles = [OpenFor(topology, direction), Open(Options() with { Topology = topology })];
            NativeThread[] waiters = [.. handles.Concat(handles).Select(queue => Waiting(() => Assert.Throws<MqQueueRemovedException>(() => queue.Wait(direction, MqDeadline.Infinite, default))))];
            Task[] awaited = [.. handles.Select(queue => queue.WaitAsync(direction, default).AsTask())];
            if (isDelete)
            {
                Transport.Delete(Name());
            }
            else
            {
                File.Delete(FileOf());
            }

            await Task.WhenAll(waiters.Select(static waiter => waiter.Completion));
            foreach (Task wait in awaited)
            {
                await Assert.ThrowsAsync<MqQueueRemovedException>(() => wait.WaitAsync(Bound));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public async Task Two_who_wait_for_each_other_all_the_time_lose_no_wake_up(MqTopology topology)
    {
        MqQueue ping = OpenFor(topology, MqDirection.Receive, "ping"), pong = OpenFor(topology, MqDirection.Receive, "pong");
        NativeThread echo = new(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                TrySend(pong, Await(ping));
            }
        });
        for (int i = 0; i < 1000; i++)
        {
            TrySend(ping, BitConverter.GetBytes(i));
            Assert.Equal(i, BitConverter.ToInt32(Await(pong)));
        }

        await echo.Completion;
    }

    [Fact]
    [Trait("Accepts", "P46")]
    [Trait("Accepts", "V51")]
    public async Task Many_who_block_in_both_directions_receive_every_message_once()
    {
        const int Messages = 4000;
        OpenFor(MqTopology.ManyToMany, MqDirection.Receive);
        int[] received = new int[Messages];
        int next = -1, left = Messages;
        using CancellationTokenSource end = new();
        NativeThread[] senders = [.. Enumerable.Range(0, 3).Select(_ => new NativeThread(() =>
        {
            MqQueue queue = Open();
            for (int i; (i = Interlocked.Increment(ref next)) < Messages;)
            {
                while (!TrySend(queue, BitConverter.GetBytes(i), i % 2))
                {
                    queue.Wait(MqDirection.Send, MqDeadline.Infinite, default);
                }
            }
        }))];
        NativeThread[] receivers = [.. Enumerable.Range(0, 3).Select(_ => new NativeThread(() =>
        {
            MqQueue queue = Open();
            try
            {
                while (true)
                {
                    if (TryReceive(queue) is { } payload)
                    {
                        Interlocked.Increment(ref received[BitConverter.ToInt32(payload)]);
                        if (Interlocked.Decrement(ref left) == 0)
                        {
                            end.Cancel();
                        }
                    }
                    else
                    {
                        queue.Wait(MqDirection.Receive, MqDeadline.Infinite, end.Token);
                    }
                }
            }
            catch (OperationCanceledException)
            {
            }
        }))];
        await Task.WhenAll(senders.Concat(receivers).Select(static thread => thread.Completion));
        Assert.All(received, static count => Assert.Equal(1, count));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _creator.Dispose();
    }

    /// <summary>A queue on which a wait has to wait: empty, or full.</summary>
    private MqQueue OpenFor(MqTopology topology, MqDirection direction, string suffix = "queue")
    {
        MqQueueOptions options = Options(suffix) with { Topology = topology };
        _creator.Open(options).Dispose();
        MqQueue queue = Open(options);
        if (direction == MqDirection.Send)
        {
            Fill(queue);
        }

        return queue;
    }

    private NativeThread Waiting(Action action)
    {
        NativeThread thread = new(action);
        thread.WaitUntilItIsIn(_sleepsIn);
        return thread;
    }
}

[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class WithAllCallsFastMqWaitTests() : FastMqWaitTests(new(), SystemCallNumber.FutexWaitVector);

[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FencedFastMqWaitTests() : FastMqWaitTests(new() { HasMembarrier = false }, SystemCallNumber.FutexWaitVector);

/// <summary>A handle that cannot fence, on a queue in which sleepers do.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class BlindFastMqWaitTests() : FastMqWaitTests(new() { HasMembarrier = false }, SystemCallNumber.FutexWaitVector, creator: new());

[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class OneWordFastMqWaitTests() : FastMqWaitTests(new() { HasFutexWaitVector = false }, SystemCallNumber.Futex);

[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class PollingFastMqWaitTests() : FastMqWaitTests(new() { HasFutex = false, HasFutexWaitVector = false, HasMembarrier = false }, SystemCallNumber.Futex);
