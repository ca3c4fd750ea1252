using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using TypedMq.Interop;
using TypedMq.Scopes;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.SysV;
using TypedMq.Waiting;

namespace TypedMq.Tests.SysV;

/// <summary>What tests of System V queues run in another process.</summary>
internal static class SysVChild
{
    private static readonly SysVTransport Transport = new(new(MqScope.Default, NullLogger.Instance));

    public static int Run(string[] command)
    {
        switch (command)
        {
            case ["open", var name]:
                Open(name);
                break;
            case ["leave-unfinished", var name]:
                LeaveUnfinished(name);
                break;
            case ["create-for-ever", var name]:
                CreateForEver(name);
                break;
            case ["create-many", var rounds, var count]:
                CreateMany(int.Parse(rounds, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture));
                break;
            case ["tell-leftovers", var name]:
                TellLeftovers(name);
                break;
            case ["receive", var name]:
                Receive(name);
                break;
            case ["timed", var name, var milliseconds]:
                Timed(name, int.Parse(milliseconds, CultureInfo.InvariantCulture));
                break;
            case ["open-until-refused"]:
                OpenUntilRefused();
                break;
            case ["try-open", var capacity, var size]:
                TryOpen(int.Parse(capacity, CultureInfo.InvariantCulture), int.Parse(size, CultureInfo.InvariantCulture));
                break;
            case ["open-with-mode", var mode]:
                OpenWithMode((UnixFileMode)Convert.ToInt32(mode, 8));
                break;
            case ["use-without-permissions"]:
                UseWithoutPermissions();
                break;
            case ["join-to-send"]:
                JoinToSend();
                break;
            case ["wait-without-waitv"]:
                WaitWithoutVector();
                break;
            case ["await", var count]:
                Await(int.Parse(count, CultureInfo.InvariantCulture));
                break;
            default:
                return 2;
        }

        return 0;
    }

    private static MqQueue OpenSmall(string name, MqAccess access = MqAccess.Both, MqOpenMode openMode = MqOpenMode.OpenOrCreate, UnixFileMode? mode = null) =>
        Transport.Open(new() { Name = MqQueueName.Parse(name), Access = access, OpenMode = openMode, Mode = mode, Capacity = 4, MaxMessageBytes = 100 });

    /// <summary>Joins a queue that it may only send to, by its key.</summary>
    private static void JoinToSend()
    {
        const int Key = 0x5150;
        int id = SystemVCalls.GetQueue(Key, SystemVCalls.Create | SystemVCalls.Exclusive | 0b010_000_000);
        using SysVTransport transport = new(new(MqScope.Default, NullLogger.Instance), new SysVMqOptions().UseKey("theirs", Key));
        using MqQueue queue = transport.Open(new() { Name = MqQueueName.Parse("theirs"), Access = MqAccess.Send, OpenMode = MqOpenMode.OpenExisting, Envelope = MqEnvelopeMode.None });
        MqEnvelope envelope = default;
        queue.TryClaim(in envelope, 0, out MqClaim claim);
        Console.WriteLine($"{queue.Address.Contains($"queue {id}", StringComparison.Ordinal)} {queue.TryCommit(ref claim, 1)} {queue.GetAttributes().Count}");
        transport.Delete(queue.Name);
    }

    /// <summary>Opens when it is told to, and says what; the queue stays.</summary>
    private static void Open(string name)
    {
        Console.WriteLine("ready");
        Console.ReadLine();
        using MqQueue queue = OpenSmall(name);
        Console.WriteLine(queue.Address);
    }

    /// <summary>Does what a creator does, up to the moment before it writes the entry; then it waits to be killed.</summary>
    private static void LeaveUnfinished(string name)
    {
        OpenSmall(name + "-other").Dispose();
        using SysVRegistryLock held = SysVRegistryLock.Acquire(ScopeFolder.Open(MqScope.Default, name), name);
        int key = Random.Shared.Next(1, int.MaxValue);
        held.BeginCreation(key, name);
        Console.WriteLine($"{key} {SystemVCalls.GetQueue(key, SystemVCalls.Create | SystemVCalls.Exclusive | 0b110_000_000)}");
        Console.ReadLine();
    }

    private static void CreateForEver(string name)
    {
        Console.WriteLine("ready");
        while (true)
        {
            OpenSmall(name).Dispose();
            Transport.Delete(MqQueueName.Parse(name));
        }
    }

    /// <summary>Creates so many queues with so few keys, and says how many there are, and how many keys somebody had already; so many times.</summary>
    private static void CreateMany(int rounds, int count)
    {
        for (int round = 0; round < rounds; round++)
        {
            int keys = 0;
            SysVRegistry registry = new(ScopeFolder.Open(MqScope.Default, "many"), "many", new(), NullLogger.Instance, () =>
            {
                keys++;
                return Random.Shared.Next(-count * 10, count * 10);
            });
            HashSet<int> ids = [];
            HashSet<int> used = [];
            for (int i = 0; i < count; i++)
            {
                SysVEntry entry = registry.Open(new() { Name = MqQueueName.Parse($"many-{round}-{i}"), OpenMode = MqOpenMode.CreateNew, Capacity = 1, MaxMessageBytes = 1 });
                entry.Doorbell.Dispose();
                ids.Add(entry.Record.Id);
                used.Add(entry.Record.Key);
            }

            for (int i = 0; i < count; i++)
            {
                registry.Delete($"many-{round}-{i}");
            }

            Console.WriteLine($"{(used.Count == ids.Count && !used.Contains(0) ? ids.Count : 0)} {keys - count}");
        }
    }

    /// <summary>What is left in an IPC namespace of one's own after another queue came and went: entries, and queues of the kernel.</summary>
    private static void TellLeftovers(string name)
    {
        OpenSmall("last").Dispose();
        Transport.Delete(MqQueueName.Parse("last"));
        Transport.Delete(MqQueueName.Parse(name));
        Console.WriteLine($"{Transport.List().Count} {SysVLimits.Read().Queues}");
    }

    /// <summary>Blocks until a message comes, and says which.</summary>
    private static void Receive(string name)
    {
        using MqQueue queue = OpenSmall(name);
        MqLease lease;
        while (!queue.TryReceive(out lease))
        {
            queue.Wait(MqDirection.Receive, MqDeadline.Infinite, default);
        }

        Console.WriteLine(lease.Payload[0]);
        queue.Complete(ref lease);
    }

    /// <summary>Waits in vain for so long, and says how long it was, and how many signals came meanwhile.</summary>
    private static void Timed(string name, int milliseconds)
    {
        int signals = 0;
        using PosixSignalRegistration handler = PosixSignalRegistration.Create((PosixSignal)10, context =>
        {
            context.Cancel = true;
            Interlocked.Increment(ref signals);
        });
        using MqQueue queue = OpenSmall(name);
        Console.WriteLine("ready");
        long start = Stopwatch.GetTimestamp();
        bool ready = queue.Wait(MqDirection.Receive, MqDeadline.After(TimeSpan.FromMilliseconds(milliseconds)), default);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(ready ? "ready" : "timeout")} {elapsed} {signals}"));
    }

    private static void OpenUntilRefused()
    {
        List<MqQueue> queues = [];
        MqException? refusal = null;
        while (refusal is null)
        {
            try
            {
                queues.Add(OpenSmall($"queue-{queues.Count}"));
            }
            catch (MqException error)
            {
                refusal = error;
            }
        }

        foreach (MqQueue queue in queues)
        {
            queue.Dispose();
            Transport.Delete(queue.Name);
        }

        Console.WriteLine(queues.Count);
        Console.WriteLine($"{refusal.GetType().Name} {refusal.Errno}");
        Console.WriteLine(refusal.Message);
    }

    private static void TryOpen(int capacity, int size)
    {
        try
        {
            using MqQueue queue = Transport.Open(new() { Name = MqQueueName.Parse("limits"), Capacity = capacity, MaxMessageBytes = size, Envelope = MqEnvelopeMode.None });
            Transport.Delete(queue.Name);
            Console.WriteLine("opened");
        }
        catch (MqException error)
        {
            Console.WriteLine($"{error.GetType().Name} {error.Errno}");
            Console.WriteLine(error.Message.ReplaceLineEndings(" "));
            Console.WriteLine(SysVLimits.Read().Queues);
        }
    }

    /// <summary>What a second open may do to a queue of that mode.</summary>
    private static void OpenWithMode(UnixFileMode mode)
    {
        using MqQueue first = OpenOrNull() ?? throw new InvalidOperationException();
        foreach (MqAccess access in new[] { MqAccess.Receive, MqAccess.Send, MqAccess.Both })
        {
            try
            {
                OpenSmall("mode", access, MqOpenMode.OpenExisting).Dispose();
                Console.WriteLine($"{access} yes");
            }
            catch (MqAccessDeniedException error)
            {
                Console.WriteLine($"{access} {error.Errno}");
            }
        }

        Transport.Delete(first.Name);

        MqQueue? OpenOrNull()
        {
            foreach (MqAccess access in new[] { MqAccess.Both, MqAccess.Receive, MqAccess.Send })
            {
                try
                {
                    return OpenSmall("mode", access, mode: mode);
                }
                catch (MqAccessDeniedException)
                {
                }
            }

            return null;
        }
    }

    /// <summary>What becomes of each call when a queue has lost its mode.</summary>
    private static void UseWithoutPermissions()
    {
        using MqQueue queue = OpenSmall("mode");
        int id = int.Parse(queue.Address.Split(' ', ',')[3], CultureInfo.InvariantCulture);
        SystemVCalls.GetStatus(id, out SystemVQueueStatus status);
        status.Permissions.Mode = 0;
        SystemVCalls.SetStatus(id, in status);
        Try("send", () =>
        {
            MqEnvelope envelope = default;
            queue.TryClaim(in envelope, 0, out MqClaim claim);
            queue.TryCommit(ref claim, 1);
        });
        Try("receive", () => queue.TryReceive(out _));
        Try("choose", () => queue.TryReceive(MqSelection.Exactly(1), out _));
        Try("look", () => queue.TryPeek(0, new byte[100], out _, out _));
        Try("open", () => OpenSmall("mode").Dispose());
        Console.WriteLine($"count {queue.GetAttributes().Count}");
        Transport.Delete(queue.Name);

        static void Try(string what, Action action)
        {
            try
            {
                action();
                Console.WriteLine($"{what} works");
            }
            catch (MqAccessDeniedException error)
            {
                Console.WriteLine($"{what} {error.Errno}");
            }
        }
    }

    /// <summary>How waits end in a sandbox without futex_waitv(2).</summary>
    private static void WaitWithoutVector()
    {
        SystemCallFilter.Refuse((uint)SystemCallNumber.FutexWaitVector, firstArgument: null, Errno.ENOSYS);
        MqQueue queue = OpenSmall("waits");
        try
        {
            Console.WriteLine($"vector {FutexCalls.CanWaitForAny}");
            Console.WriteLine($"deadline {queue.Wait(MqDirection.Receive, MqDeadline.After(TimeSpan.FromMilliseconds(30)), default)}");
            using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(30));
            Try("token", () => queue.Wait(MqDirection.Receive, MqDeadline.Infinite, source.Token));
            Task sender = Task.Run(() => Send(queue));
            Console.WriteLine($"message {queue.Wait(MqDirection.Receive, MqDeadline.Infinite, default)} {queue.TryReceive(out _)}");
            sender.Wait();
            Task awaited = queue.WaitAsync(MqDirection.Receive, default).AsTask();
            Send(queue);
            Console.WriteLine($"awaited {awaited.Wait(PosixTest.Bound)} {queue.TryReceive(out _)}");
            using CancellationTokenSource second = new();
            awaited = queue.WaitAsync(MqDirection.Receive, second.Token).AsTask();
            second.Cancel();
            Try("awaited token", () => awaited.GetAwaiter().GetResult());
            Task disposal = Task.Run(queue.Dispose);
            Try("disposal", () => queue.Wait(MqDirection.Receive, MqDeadline.Infinite, default));
            disposal.Wait();
        }
        finally
        {
            Transport.Delete(queue.Name);
        }

        static void Send(MqQueue queue)
        {
            MqEnvelope envelope = default;
            queue.TryClaim(in envelope, 0, out MqClaim claim);
            queue.TryCommit(ref claim, 1);
        }

        static void Try(string what, Action action)
        {
            try
            {
                action();
            }
            catch (Exception error)
            {
                Console.WriteLine($"{what} {error.GetType().Name}");
            }
        }
    }

    /// <summary>Awaits a message on so many queues; says how many threads wait for them, how long it takes to cancel them all, and whether they then still get their messages.</summary>
    private static void Await(int count)
    {
        MqQueue[] queues = [.. Enumerable.Range(0, count).Select(i => OpenSmall($"await-{i}"))];
        using CancellationTokenSource source = new();
        Task[] waits = [.. queues.Select(queue => queue.WaitAsync(MqDirection.Receive, source.Token).AsTask())];
        int threads = Directory.GetDirectories("/proc/self/task").Count(task => File.ReadAllText(task + "/comm").Trim() is FutexReactor.ThreadName or SysVPoller.ThreadName);
        Console.WriteLine($"{threads} {waits.Count(wait => wait.IsCompleted)}");
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        source.Cancel();
        Task.WhenAll(waits).ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        Console.WriteLine($"{waits.Count(wait => wait.IsCanceled)} {System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1)}");

        waits = [.. queues.Select(queue => queue.WaitAsync(MqDirection.Receive, default).AsTask())];
        MqEnvelope envelope = default;
        foreach (MqQueue queue in queues)
        {
            queue.TryClaim(in envelope, 0, out MqClaim claim);
            queue.TryCommit(ref claim, 1);
        }

        Console.WriteLine(Task.WaitAll(waits, PosixTest.Bound));
        foreach (MqQueue queue in queues)
        {
            queue.Dispose();
            Transport.Delete(queue.Name);
        }
    }
}
