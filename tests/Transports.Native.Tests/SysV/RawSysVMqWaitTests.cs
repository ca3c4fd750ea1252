using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Tests.Support;

namespace TypedMq.Tests.SysV;

/// <summary>Calls that wait in the kernel: each ends by what it waits for or by removal, never by a signal.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "raw")]
public sealed class RawSysVMqWaitTests : RawSysVTest
{
    private const int WindowChanged = 28;

    [Fact]
    [Trait("Accepts", "V48")]
    [Trait("Accepts", "G25")]
    public async Task A_blocked_receiver_takes_only_the_type_it_waits_for()
    {
        SysVMq queue = NewQueue();
        SysVMessage received = default;
        NativeThread receiver = new(() => received = queue.Receive(3));
        receiver.WaitUntilItIsIn(SystemCallNumber.MsgReceive);
        queue.Send(2, [2]);
        queue.Send(4, [4]);
        receiver.WaitUntilItIsIn(SystemCallNumber.MsgReceive);
        queue.Send(3, [3]);
        await receiver.Completion;
        Assert.Equal([3], received.Bytes);
        Assert.Equal([2], queue.Receive().Bytes);
        Assert.Equal([4], queue.Receive().Bytes);
    }

    [Fact]
    [Trait("Accepts", "V49")]
    [Trait("Accepts", "G25")]
    public async Task A_blocked_sender_wakes_for_room()
    {
        SysVMq queue = NewQueue(maxBytes: 4);
        queue.Send(1, [1, 1, 1, 1]);
        NativeThread sender = new(() => queue.Send(1, [2]));
        sender.WaitUntilItIsIn(SystemCallNumber.MsgSend);
        Assert.Equal([1, 1, 1, 1], queue.Receive().Bytes);
        await sender.Completion;
        Assert.Equal([2], queue.Receive().Bytes);
    }

    [Fact]
    [Trait("Accepts", "V50")]
    [Trait("Accepts", "S5")]
    public async Task Removal_wakes_a_blocked_sender_and_a_blocked_receiver()
    {
        SysVMq full = NewQueue(maxBytes: 1);
        full.Send(1, [1]);
        SysVMq empty = NewQueue();
        NativeThread sender = new(() => Fails(Errno.EIDRM, () => full.Send(1, [2])));
        NativeThread receiver = new(() => Fails(Errno.EIDRM, () => empty.Receive()));
        sender.WaitUntilItIsIn(SystemCallNumber.MsgSend);
        receiver.WaitUntilItIsIn(SystemCallNumber.MsgReceive);
        full.Remove();
        empty.Remove();
        await sender.Completion;
        await receiver.Completion;
        Fails(Errno.EINVAL, () => full.Send(1, [2]));
        Fails(Errno.EINVAL, () => empty.Receive());
    }

    [Fact]
    [Trait("Accepts", "V51")]
    public async Task Ten_receivers_by_type_and_ten_senders_all_finish()
    {
        const int Peers = 10, Each = 100;
        SysVMq queue = NewQueue(maxBytes: 12);
        ConcurrentBag<(long Type, byte Number)> received = [];
        NativeThread[] threads =
        [
            .. Enumerable.Range(1, Peers).Select(type => new NativeThread(() =>
            {
                for (int i = 0; i < Each; i++)
                {
                    SysVMessage message = queue.Receive(type);
                    Assert.Equal((type, i), ((int)message.Type, message.Bytes[0]));
                    received.Add((message.Type, message.Bytes[0]));
                }
            })),
            .. Enumerable.Range(1, Peers).Select(type => new NativeThread(() =>
            {
                for (byte i = 0; i < Each; i++)
                {
                    queue.Send(type, [i]);
                }
            })),
        ];
        foreach (NativeThread thread in threads)
        {
            await thread.Completion;
        }

        Assert.Equal(Peers * Each, received.Distinct().Count());
        Assert.Equal(0, queue.GetStatus().Messages);
    }

    [Fact]
    [Trait("Accepts", "V52")]
    [Trait("Accepts", "S9")]
    [Trait("Accepts", "G31")]
    public async Task A_storm_of_signals_ends_neither_a_blocked_receiver_nor_a_blocked_sender()
    {
        using PosixSignalRegistration handler = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, static context => context.Cancel = true);
        SysVMq empty = NewQueue();
        SysVMq full = NewQueue(maxBytes: 1);
        full.Send(1, [1]);
        NativeThread receiver = new(() => Assert.Equal([9], empty.Receive().Bytes));
        NativeThread sender = new(() => full.Send(1, [2]));
        receiver.WaitUntilItIsIn(SystemCallNumber.MsgReceive);
        sender.WaitUntilItIsIn(SystemCallNumber.MsgSend);
        Storm(receiver, SystemCallNumber.MsgReceive);
        Storm(sender, SystemCallNumber.MsgSend);
        empty.Send(1, [9]);
        Assert.Equal([1], full.Receive().Bytes);
        await receiver.Completion;
        await sender.Completion;
        Assert.Equal([2], full.Receive().Bytes);

        static void Storm(NativeThread thread, nint call)
        {
            // Each signal that meets it asleep ends its call, and it sleeps again.
            long enough = thread.CountSleeps() + 50;
            long start = Stopwatch.GetTimestamp();
            while (thread.CountSleeps() < enough)
            {
                Assert.True(Stopwatch.GetElapsedTime(start) < Bound, "Signals do not wake it.");
                Assert.True(thread.Interrupt(WindowChanged));
                thread.WaitUntilItIsIn(call);
            }
        }
    }

    [SkippableFact]
    [Trait("Accepts", "V52")]
    [Trait("Accepts", "S9")]
    public void A_storm_of_signals_from_another_process_ends_no_blocked_receiver()
    {
        const string Python = "/usr/bin/python3";
        Need.That(File.Exists(Python), "python3 is missing.");
        SysVMq queue = NewQueue();
        using RunningChild child = new("/", [], "sysv-raw", "receive-despite-signals", $"{queue.Id}");
        Assert.Equal("ready", child.ReadLine());
        int thread = child.WaitUntilItIsIn(SystemCallNumber.MsgReceive);
        long before = CountSleeps();

        // A signal to a process goes to its first thread, if that one takes it: this is the one.
        Assert.Equal(child.Id, thread);
        const string Storm = """
            import os, signal, sys, time
            for _ in range(200):
                os.kill(int(sys.argv[1]), signal.SIGUSR1)
                time.sleep(0.001)
            """;
        (int exitCode, string output) = ChildProcess.Run([Python, "-c", Storm, $"{child.Id}"], "/");
        Assert.True(exitCode == 0, output);

        child.WaitUntilItIsIn(SystemCallNumber.MsgReceive);
        Assert.True(CountSleeps() >= before + 50, "The signals did not wake it.");
        queue.Send(1, [9]);
        Assert.Equal("9", child.ReadLine());
        Assert.Equal("True", child.ReadLine());
        child.WaitForSuccess();

        long CountSleeps() => long.Parse(
            File.ReadLines($"/proc/{child.Id}/status").Single(static line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal)).Split(':')[1],
            CultureInfo.InvariantCulture);
    }

    [Fact]
    [Trait("Accepts", "P45")]
    public void A_killed_receiver_takes_nothing_with_it()
    {
        SysVMq queue = NewQueue();
        using RunningChild child = new("/", [], "sysv-raw", "receive", $"{queue.Id}");
        child.ReadLine();
        child.WaitUntilItIsIn(SystemCallNumber.MsgReceive);
        child.Kill();
        queue.Send(1, [7]);
        Assert.Equal([7], queue.Receive().Bytes);
    }

    [Fact]
    [Trait("Accepts", "G13")]
    [Trait("Accepts", "G14")]
    public void Another_process_receives_what_is_sent_and_its_answer_outlives_it()
    {
        SysVKey key = UnusedKey();
        SysVMq queue = Track(SysVMq.Create(key));
        byte[] sent = new byte[2048];
        Random.Shared.NextBytes(sent);
        queue.Send(1, sent);
        using RunningChild child = new("/", [], "sysv-raw", "echo", $"{key.Value}");
        child.WaitForSuccess();
        SysVMessage answer = queue.Receive(2);
        Assert.Equal(sent, answer.Bytes);
        Assert.NotEqual(Environment.ProcessId, queue.GetStatus().LastSender);
    }
}
