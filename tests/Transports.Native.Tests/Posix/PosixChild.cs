using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.Posix;

namespace TypedMq.Tests.Posix;

/// <summary>What tests of POSIX queues run in another process. Each command writes its result in lines.</summary>
internal static partial class PosixChild
{
    private const UnixFileMode Private = (UnixFileMode)0b110_000_000;

    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["raw-open", var name]:
                OpenInEachWay(name);
                break;
            case ["raw-create", var messages, var size]:
                Console.WriteLine(Try(() =>
                {
                    PosixMq.Create("/raw-create", MqAccess.Both, Private, new(Number(messages), Number(size))).Dispose();
                    PosixMq.Unlink("/raw-create");
                }));
                break;
            case ["raw-create-until-refused", var messages, var size]:
                CreateUntilRefused(new(Number(messages), Number(size)));
                break;
            case ["raw-unlink", var name]:
                Console.WriteLine(Try(() => PosixMq.Unlink(name)));
                break;
            case ["raw-receive", var name]:
                Receive(name);
                break;
            case ["raw-send", var name]:
                Send(name);
                break;
            case ["raw-send-many", var name, var first, var count]:
                SendMany(name, (int)Number(first), (int)Number(count));
                break;
            case ["raw-timed", var name, var milliseconds]:
                using (PosixMq queue = PosixMq.Open(name, MqAccess.Receive))
                {
                    Timed(() => queue.TryReceive(new byte[16], out _, out _, TimeSpan.FromMilliseconds(Number(milliseconds))));
                }

                break;
            case ["typed-timed", var name, var milliseconds]:
                using (MqNode node = MqNode.Create(options => options.UsePosix()))
                {
                    MqByteChannel channel = node.OpenBytes(name, options => options.OpenMode = MqOpenMode.OpenExisting);
                    Timed(() => channel.TryReceive(new byte[16], out _, out _, TimeSpan.FromMilliseconds(Number(milliseconds))));
                }

                break;
            case ["notify-many", var count]:
                NotifyMany((int)Number(count));
                break;
            case ["raw-notify", var name]:
                Notify(name);
                break;
            case ["typed-notify", var name]:
                using (MqQueue queue = new PosixTransport(new(MqScope.Default, NullLogger.Instance)).Open(new() { Name = MqQueueName.Parse(name), OpenMode = MqOpenMode.OpenExisting, Envelope = MqEnvelopeMode.None }))
                using (SemaphoreSlim told = new(0))
                using (queue.Notify(() => told.Release(), once: false))
                {
                    Console.WriteLine("registered");
                    for (int i = 0; i < 3; i++)
                    {
                        Console.WriteLine(told.Wait(PosixTest.Bound) ? "told" : "not told");
                    }
                }

                break;
            case ["without-send"]:
                WithoutSend();
                break;
            case ["without-netlink"]:
                WithoutNetlink();
                break;
            case ["unshare", var name]:
                Unshare(name);
                break;
            case ["mounted-twice", var first, var second]:
                MountedTwice(first, second);
                break;
            case ["clock", var name, var library]:
                Clock(name, library);
                break;
            case ["budget"]:
                FillBudget();
                break;
            case ["reactor", var count]:
                PosixReactorChild.Run((int)Number(count));
                break;
            default:
                return 2;
        }

        return 0;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>"yes", or the errno.</summary>
    private static string Try(Action call)
    {
        try
        {
            call();
            return "yes";
        }
        catch (MqSystemCallException error)
        {
            return error.Errno.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static void OpenInEachWay(string name)
    {
        foreach (MqAccess access in new[] { MqAccess.Receive, MqAccess.Send, MqAccess.Both })
        {
            Console.WriteLine($"{access} {Try(() => PosixMq.Open(name, access).Dispose())}");
        }
    }

    private static void CreateUntilRefused(PosixMqAttributes attributes)
    {
        int count = 0;
        string result;
        List<PosixMq> queues = [];
        while ((result = Try(() => queues.Add(PosixMq.Create($"/until-{count}", MqAccess.Both, Private, attributes, exclusive: true)))) == "yes")
        {
            count++;
        }

        foreach (PosixMq queue in queues)
        {
            PosixMq.Unlink(queue.Name);
            queue.Dispose();
        }

        // Whoever failed left no name: the namespace is as it was.
        Console.WriteLine($"{count} {result} {Try(() => PosixMq.Unlink($"/until-{count}"))}");
    }

    /// <summary>Creates queues of default size until one is refused, and says what was logged after each.</summary>
    private static void FillBudget()
    {
        RecordingLogger logger = new();
        using PosixTransport transport = new(new(MqScope.Default, logger));
        List<MqQueue> queues = [];
        try
        {
            while (true)
            {
                queues.Add(transport.Open(new() { Name = MqQueueName.Parse($"budget-{queues.Count}") }));
                Console.WriteLine(logger.Entries.TryDequeue(out (Microsoft.Extensions.Logging.LogLevel Level, string Text) entry) ? $"{entry.Level}: {entry.Text}" : "silent");
            }
        }
        catch (MqLimitException error)
        {
            Console.WriteLine(error.Message);
        }

        foreach (MqQueue queue in queues)
        {
            transport.Delete(queue.Name);
            queue.Dispose();
        }
    }

    private static PosixSignalRegistration HandleUser1(Action? handled = null) => PosixSignalRegistration.Create((PosixSignal)10, context =>
    {
        context.Cancel = true;
        handled?.Invoke();
    });

    private static void Receive(string name)
    {
        using PosixSignalRegistration handler = HandleUser1();
        using PosixMq queue = PosixMq.Open(name, MqAccess.Receive);
        byte[] buffer = new byte[16];
        Announce();
        int length = queue.Receive(buffer, out int priority);
        Console.WriteLine($"{string.Join(',', buffer[..length])} {priority}");
    }

    private static void Send(string name)
    {
        using PosixSignalRegistration handler = HandleUser1();
        using PosixMq queue = PosixMq.Open(name, MqAccess.Send);
        Announce();
        queue.Send([1]);
        Console.WriteLine("sent");
    }

    private static void SendMany(string name, int first, int count)
    {
        using PosixMq queue = PosixMq.Open(name, MqAccess.Send);
        byte[] message = new byte[sizeof(int)];
        for (int i = first; i < first + count; i++)
        {
            BitConverter.TryWriteBytes(message, i);
            queue.Send(message, i % 3);
        }
    }

    private static void Timed(Func<bool> receive)
    {
        int signals = 0;
        using PosixSignalRegistration handler = HandleUser1(() => Interlocked.Increment(ref signals));
        Announce();
        long start = Stopwatch.GetTimestamp();
        bool received = receive();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(received ? "received" : "timeout")} {elapsed} {signals}"));
    }

    private static void Announce()
    {
        Console.WriteLine("ready");
        Console.Out.Flush();
    }

    private static void Notify(string name)
    {
        using PosixMq queue = PosixMq.Open(name, MqAccess.Receive);
        using ManualResetEventSlim told = new();
        queue.RequestNotification(told.Set);
        Console.WriteLine("registered");
        Console.WriteLine(told.Wait(PosixTest.Bound) ? "told" : "not told");
    }

    /// <summary>How many threads it takes to be told of the messages of many queues.</summary>
    private static void NotifyMany(int count)
    {
        using CountdownEvent told = new(count);
        PosixMq[] queues = [.. Enumerable.Range(0, count).Select(i => PosixMq.Create($"/notify-{Environment.ProcessId}-{i}", MqAccess.Both, Private, new(1, 1)))];
        try
        {
            queues[0].RequestNotification(() => told.Signal());
            int before = Directory.GetDirectories("/proc/self/task").Length;
            foreach (PosixMq queue in queues[1..])
            {
                queue.RequestNotification(() => told.Signal());
            }

            Console.WriteLine($"registered {queues.Count(queue => queue.GetStatus().NotifiedProcess == Environment.ProcessId)}");
            Console.WriteLine($"threads {Directory.GetDirectories("/proc/self/task").Length - before}");
            foreach (PosixMq queue in queues)
            {
                queue.Send([1]);
            }

            told.Wait(PosixTest.Bound);
            Console.WriteLine($"told {count - told.CurrentCount}");
        }
        finally
        {
            foreach (PosixMq queue in queues)
            {
                PosixMq.Unlink(queue.Name);
                queue.Dispose();
            }
        }
    }

    /// <summary>A sandbox that has mq_open and no mq_timedsend, as gVisor had.</summary>
    private static void WithoutSend()
    {
        SystemCallFilter.Refuse((uint)SystemCallNumber.MqTimedSend, firstArgument: null, Errno.ENOSYS);
        Console.WriteLine(PosixMq.IsSupported(out string? reason));
        Console.WriteLine(reason);
        using PosixTransport transport = new(new(MqScope.Default, NullLogger.Instance));
        Console.WriteLine(transport.IsSupported(out _));
        try
        {
            using MqNode node = MqNode.Create(options => options.UsePosix());
            node.OpenBytes("without-send");
        }
        catch (MqException error)
        {
            Console.WriteLine(error.Message);
        }
    }

    private static void WithoutNetlink()
    {
        const int NetlinkFamily = 16;
        string name = $"/without-{Environment.ProcessId}";
        using PosixMq raw = PosixMq.Create(name, MqAccess.Both, Private, new(1, 16));
        try
        {
            SystemCallFilter.Refuse(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 41u : 198u, NetlinkFamily, Errno.EAFNOSUPPORT);
            Console.WriteLine(Try(() => raw.RequestNotification(() => { })));
            using PosixTransport transport = new(new(MqScope.Default, NullLogger.Instance));
            using MqQueue queue = transport.Open(new() { Name = MqQueueName.Parse(name), OpenMode = MqOpenMode.OpenExisting, Envelope = MqEnvelopeMode.None });
            queue.Notify(() => { }, once: false);
        }
        catch (MqNotSupportedException error)
        {
            Console.WriteLine(error.Message);
        }
        finally
        {
            PosixMq.Unlink(name);
        }
    }

    /// <summary>This thread moves to an IPC namespace of its own; what is open stays open.</summary>
    private static void Unshare(string name)
    {
        const int NewIpcNamespace = 0x08000000;
        using PosixMq old = PosixMq.Open(name, MqAccess.Both);
        if (LeaveNamespaces(NewIpcNamespace) != 0)
        {
            throw new InvalidOperationException("unshare failed.");
        }

        byte[] buffer = new byte[16];
        Console.WriteLine(Try(() => PosixMq.Unlink(name)));
        Console.WriteLine(Try(() => PosixMq.Open(name, MqAccess.Both)));
        using PosixMq independent = PosixMq.Create(name, MqAccess.Both, Private, new(1, 16), exclusive: true);
        old.Send([8]);
        Console.WriteLine(independent.GetAttributes().Messages);
        Console.WriteLine(old.TryReceive(buffer, out _, out _) ? buffer[0] : "nothing");
    }

    private static void MountedTwice(string first, string second)
    {
        using PosixMq queue = PosixMq.Create("/shown", MqAccess.Both, Private, new(4, 16));
        queue.Send([1, 2, 3]);
        Console.WriteLine(File.ReadAllText(Path.Combine(first, "shown")).Trim());
        Console.WriteLine(File.ReadAllText(Path.Combine(second, "shown")).Trim());
        Console.WriteLine(string.Join(' ', PosixMq.List()));
        File.Delete(Path.Combine(first, "shown"));
        Console.WriteLine(File.Exists(Path.Combine(second, "shown")));
        Console.WriteLine(Try(() => PosixMq.Unlink("/shown")));
        queue.Send([1]);
    }

    /// <summary>Waits in every way, while the wall clock steps an hour forth and back.</summary>
    private static unsafe void Clock(string name, string library)
    {
        delegate* unmanaged<long, void> step = (delegate* unmanaged<long, void>)NativeLibrary.GetExport(NativeLibrary.Load(library), "step_clock");
        foreach (long seconds in new[] { 3600L, -3600L })
        {
            DateTimeOffset before = DateTimeOffset.UtcNow;
            step(seconds);
            Console.WriteLine($"stepped {Math.Round((DateTimeOffset.UtcNow - before).TotalSeconds)}");
        }

        TimeSpan wait = TimeSpan.FromMilliseconds(400);
        using PosixMq queue = PosixMq.Open(name, MqAccess.Both);
        using PosixMq full = PosixMq.Create(name + "-full", MqAccess.Both, Private, new(1, 16));
        PosixMq.Unlink(full.Name);
        full.Send([1]);
        using MqQueue typed = new PosixTransport(new(MqScope.Default, NullLogger.Instance)).Open(new() { Name = MqQueueName.Parse(name), OpenMode = MqOpenMode.OpenExisting, Envelope = MqEnvelopeMode.None });
        Func<bool>[] waits =
        [
            () => queue.TryReceive(new byte[16], out _, out _, wait),
            () => Try(() => queue.Receive(new byte[16], out _, DateTimeOffset.UtcNow + wait)) == "yes",
            () => Try(() => full.Send([1], 0, DateTimeOffset.UtcNow + wait)) == "yes",
            () => typed.Wait(MqDirection.Receive, MqDeadline.After(wait), default),
        ];
        foreach (long seconds in new[] { 3600L, -3600L })
        {
            foreach (Func<bool> one in waits)
            {
                TimeSpan elapsed = default;
                NativeThread waiter = new(() =>
                {
                    long start = Stopwatch.GetTimestamp();
                    Assert.False(one());
                    elapsed = Stopwatch.GetElapsedTime(start);
                });
                waiter.WaitUntilItPolls();
                step(seconds);
                waiter.Completion.GetAwaiter().GetResult();
                Console.WriteLine(elapsed >= wait - TimeSpan.FromMilliseconds(1) && elapsed < wait + TimeSpan.FromSeconds(5) ? "as long as asked for" : $"{elapsed}");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "unshare")]
    private static partial int LeaveNamespaces(int flags);
}
