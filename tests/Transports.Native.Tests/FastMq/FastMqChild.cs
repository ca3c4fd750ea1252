using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using TypedMq.Interop;
using TypedMq.Scopes;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>What tests of FastMq queues run in another process.</summary>
internal static class FastMqChild
{
    private static readonly FastMqTransport Transport = new(new(MqScope.Default, NullLogger.Instance));

    public static int Run(string[] command)
    {
        switch (command)
        {
            case ["send-one", var name, var number]:
                SendOne(name, int.Parse(number, CultureInfo.InvariantCulture));
                break;
            case ["hold-claim", var name, var topology]:
                HoldClaim(Existing(name) with { Topology = Enum.Parse<MqTopology>(topology) });
                break;
            case ["hold-lease", var name, var topology, var delivery]:
                HoldLease(Existing(name) with { Topology = Enum.Parse<MqTopology>(topology), Delivery = Enum.Parse<MqDelivery>(delivery) });
                break;
            case ["wait-for-ever", var name, var direction]:
                Transport.Open(Existing(name)).Wait(Enum.Parse<MqDirection>(direction), MqDeadline.Infinite, default);
                break;
            case ["create-for-ever", var name, var hasNamelessFiles]:
                CreateForEver(name, bool.Parse(hasNamelessFiles));
                break;
            case ["create-in-little-room"]:
                CreateInLittleRoom();
                break;
            case ["exchange-in-scope", var scope, var group, var name]:
                ExchangeInScope(MqScope.Create(scope, group), name);
                break;
            case ["try-open", var name]:
                TryOpen(name);
                break;
            case ["wait-without", .. var calls]:
                WaitWithout(calls);
                break;
            case ["scribble", var name, var seed]:
                Scribble(name, int.Parse(seed, CultureInfo.InvariantCulture));
                break;
            default:
                return 2;
        }

        return 0;
    }

    private static MqQueueOptions Existing(string name) => new() { Name = MqQueueName.Parse(name), OpenMode = MqOpenMode.OpenExisting, Delivery = MqDelivery.AtLeastOnce };

    private static bool Send(MqQueue queue, int number)
    {
        MqEnvelope envelope = default;
        if (!queue.TryClaim(in envelope, 0, out MqClaim claim))
        {
            return false;
        }

        BitConverter.TryWriteBytes(claim.Payload, number);
        return queue.TryCommit(ref claim, sizeof(int));
    }

    /// <summary>Opens or creates a queue when it is told to, sends its number, and keeps the queue open until it is told to end.</summary>
    private static void SendOne(string name, int number)
    {
        Console.WriteLine("ready");
        Console.ReadLine();
        using MqQueue queue = Transport.Open(new() { Name = MqQueueName.Parse(name), Capacity = 128, MaxMessageBytes = 100 });
        Console.WriteLine($"{Send(queue, number)} {queue.Capacity} {Environment.ProcessId}");
        Console.ReadLine();
    }

    /// <summary>Holds a claim until it is told to go on; then sends it.</summary>
    private static void HoldClaim(MqQueueOptions options)
    {
        using MqQueue queue = Transport.Open(options);
        MqEnvelope envelope = default;
        Console.WriteLine(queue.TryClaim(in envelope, 0, out MqClaim claim) ? "claimed" : "full");
        Console.ReadLine();
        claim.Payload[0] = 42;
        Console.WriteLine(queue.TryCommit(ref claim, 1) ? "sent" : "not sent");
    }

    /// <summary>Holds a message until it is told to go on; then settles it.</summary>
    private static void HoldLease(MqQueueOptions options)
    {
        using MqQueue queue = Transport.Open(options);
        Console.WriteLine(queue.TryReceive(out MqLease lease) ? $"received {lease.Payload[0]} {lease.DeliveryCount}" : "empty");
        Console.ReadLine();
        int payload = lease.Payload[0];
        queue.Complete(ref lease);
        Console.WriteLine($"settled {payload}");
    }

    private static void CreateForEver(string name, bool hasNamelessFiles)
    {
        using FastMqTransport transport = new(new(MqScope.Default, NullLogger.Instance), new FastMqSettings { HasNamelessFiles = hasNamelessFiles });
        Console.WriteLine("ready");
        while (true)
        {
            transport.Open(new() { Name = MqQueueName.Parse(name), Capacity = 4, MaxMessageBytes = 100 }).Dispose();
            transport.Delete(MqQueueName.Parse(name));
        }
    }

    /// <summary>Asks for a queue that has no room, then for one that has, then for as many as there is room for.</summary>
    private static void CreateInLittleRoom()
    {
        Console.WriteLine(Try(() => Transport.Open(new() { Name = MqQueueName.Parse("large"), Capacity = 1000, MaxMessageBytes = 8000 }).Dispose()));
        Console.WriteLine($"{Transport.List().Count} listed");
        List<MqQueue> queues = [];
        string refused;
        while ((refused = Try(() => queues.Add(Transport.Open(new() { Name = MqQueueName.Parse($"small-{queues.Count}"), Capacity = 16, MaxMessageBytes = 100 })))).StartsWith("yes", StringComparison.Ordinal))
        {
        }

        Console.WriteLine(refused);
        int sent = 0;
        foreach (MqQueue queue in queues)
        {
            while (Send(queue, 1))
            {
                sent++;
            }
        }

        Console.WriteLine($"{queues.Count} {sent} {Transport.List().Count}");
    }

    /// <summary>Opens or creates a queue in the scope of a group, says what it finds there, and leaves a message of its own.</summary>
    private static void ExchangeInScope(MqScope scope, string name)
    {
        using FastMqTransport transport = new(new(scope, NullLogger.Instance));
        Console.WriteLine(Try(() =>
        {
            using MqQueue queue = transport.Open(new() { Name = MqQueueName.Parse(name), Capacity = 4, MaxMessageBytes = 100 });
            while (queue.TryReceive(out MqLease lease))
            {
                Console.WriteLine($"received {BitConverter.ToInt32(lease.Payload)}");
                queue.Complete(ref lease);
            }

            Send(queue, (int)Libc.EffectiveUser());
        }));
    }

    private static void TryOpen(string name) =>
        Console.WriteLine(Try(() => Transport.Open(new() { Name = MqQueueName.Parse(name), Capacity = 4, MaxMessageBytes = 100 }).Dispose()));

    /// <summary>Waits in every way in a sandbox that forbids some system calls.</summary>
    private static void WaitWithout(string[] calls)
    {
        foreach (string call in calls)
        {
            // Of membarrier(2) only what is ours: the runtime needs the rest.
            const uint RegisterGlobalExpedited = 4;
            bool isMembarrier = call == "membarrier";
            SystemCallFilter.Refuse((uint)(isMembarrier ? SystemCallNumber.Membarrier : SystemCallNumber.FutexWaitVector), isMembarrier ? RegisterGlobalExpedited : null, Errno.EPERM);
        }

        foreach (MqTopology topology in Enum.GetValues<MqTopology>())
        {
            MqQueueOptions options = new() { Name = MqQueueName.Parse($"waits-{topology}"), Topology = topology, Capacity = 4, MaxMessageBytes = 100 };
            using MqQueue queue = Transport.Open(options);
            Console.WriteLine($"{topology} {Membarrier.IsUsable} {FutexCalls.CanWaitForAny}");
            Console.WriteLine($"deadline {queue.Wait(MqDirection.Receive, MqDeadline.After(TimeSpan.FromMilliseconds(30)), default)}");
            using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(30)), other = new(TimeSpan.FromMilliseconds(30));
            Console.WriteLine($"token {Kind(() => queue.Wait(MqDirection.Receive, MqDeadline.Infinite, source.Token))}");
            Task sender = Task.Run(() => Send(queue, 1));
            Console.WriteLine($"message {queue.Wait(MqDirection.Receive, MqDeadline.Infinite, default)} {queue.TryReceive(out MqLease first)}");
            sender.Wait();
            queue.Complete(ref first);
            Task awaited = queue.WaitAsync(MqDirection.Receive, default).AsTask();
            Send(queue, 2);
            Console.WriteLine($"awaited {awaited.Wait(QueueTest.Bound)} {queue.TryReceive(out MqLease second)}");
            queue.Complete(ref second);
            Console.WriteLine($"awaited token {Kind(() => queue.WaitAsync(MqDirection.Receive, other.Token).AsTask().Wait(QueueTest.Bound))}");
            Task removed = queue.WaitAsync(MqDirection.Receive, default).AsTask();
            Task deleter = Task.Run(() => Transport.Delete(options.Name));
            Console.WriteLine($"removal {Kind(() => queue.Wait(MqDirection.Receive, MqDeadline.Infinite, default))} {Kind(() => removed.Wait(QueueTest.Bound))}");
            deleter.Wait();
        }
    }

    private static string Kind(Action action)
    {
        try
        {
            action();
            return "none";
        }
        catch (AggregateException error)
        {
            return error.InnerException!.GetType().Name;
        }
        catch (Exception error)
        {
            return error.GetType().Name;
        }
    }

    /// <summary>Writes into a queue what it likes, until it is told to end.</summary>
    private static void Scribble(string name, int seed)
    {
        using FastMqFolder folder = new(ScopeFolder.Open(MqScope.Default, name, isOfKernelQueues: false), name);
        using Scribbler scribbler = new(folder.TryLookAt(name)!, seed, heals: false);
        scribbler.Start();
        Console.WriteLine("ready");
        Console.ReadLine();
        Console.WriteLine(scribbler.Stop());
    }

    /// <summary>"yes", or the error in one line: its kind, its number, its limit, what it says.</summary>
    private static string Try(Action action)
    {
        try
        {
            action();
            return "yes";
        }
        catch (MqException error)
        {
            MqLimitException? limit = error as MqLimitException;
            return $"{error.GetType().Name}|{error.Errno}|{limit?.Limit}|{limit?.Value}|{error.Message.ReplaceLineEndings(" ")}";
        }
    }
}
