using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using TypedMq.Interop;
using TypedMq.Transports;
using TypedMq.Transports.Posix;

namespace TypedMq.Tests.Support;

/// <summary>What tests run in another process, because it needs a user, a namespace or limits of its own.</summary>
internal static class ChildProgram
{
    private static readonly PosixTransport Transport = new(new(MqScope.Default, NullLogger.Instance));

    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["open-default-size-until-refused"]:
                OpenUntilRefused(() => Transport.Open(new() { Name = Unique() }));
                break;
            case ["open-small-until-refused"]:
                OpenUntilRefused(() => Open(Unique().Value));
                break;
            case ["delete", var name]:
                Delete(name);
                break;
            case ["open-with-mode", var mode]:
                OpenWithMode((UnixFileMode)Convert.ToInt32(mode, 8));
                break;
            case ["try-open", var name, var capacity, var size]:
                TryOpen(name, int.Parse(capacity, CultureInfo.InvariantCulture), int.Parse(size, CultureInfo.InvariantCulture));
                break;
            case ["list", .. var names]:
                List(names);
                break;
            case ["await", var count]:
                Await(int.Parse(count, CultureInfo.InvariantCulture));
                break;
            case ["intrude", var kernelName]:
                Intrude(kernelName);
                break;
            case ["posix", .. var command]:
                return Posix.PosixChild.Run(command);
            case ["sysv", .. var command]:
                return SysV.SysVChild.Run(command);
            case ["fastmq", .. var command]:
                return FastMq.FastMqChild.Run(command);
            case ["exchange", var transport, var messages, var isAsync]:
                CountedChild.Run(transport, int.Parse(messages, CultureInfo.InvariantCulture), bool.Parse(isAsync));
                break;
            case ["sysv-raw", .. var command]:
                SysV.RawSysVChild.Run(command);
                break;
            default:
                Console.Error.WriteLine("This assembly holds tests; run them with dotnet test.");
                return 2;
        }

        return 0;
    }

    private static MqQueue Open(string name, MqAccess access = MqAccess.Both, MqOpenMode openMode = MqOpenMode.OpenOrCreate, UnixFileMode? mode = null) =>
        Transport.Open(new() { Name = MqQueueName.Parse(name), Access = access, OpenMode = openMode, Mode = mode, Capacity = 1, MaxMessageBytes = 1 });

    private static MqQueueName Unique() => MqQueueName.Parse(Guid.NewGuid().ToString("n"));

    /// <summary>How many went, the error, whether the queues can be listed then, and how many there are when they are closed.</summary>
    private static void OpenUntilRefused(Func<MqQueue> open)
    {
        // Assemblies are loaded when they are first needed, which takes a descriptor too: also the one for closing.
        Transport.List();
        MqQueue first = open();
        first.Dispose();
        Transport.Delete(first.Name);
        List<MqQueue> queues = [];
        MqException? refusal = null;
        while (refusal is null)
        {
            try
            {
                queues.Add(open());
            }
            catch (MqException error)
            {
                refusal = error;
            }
        }

        string listing;
        try
        {
            listing = $"{Transport.List().Count} listed";
        }
        catch (MqException error)
        {
            listing = $"{error.Errno} {(error as MqLimitException)?.Limit} {(error as MqLimitException)?.Value}";
        }

        foreach (MqQueue queue in queues)
        {
            queue.Dispose();
        }

        listing += $"\n{Transport.List().Count}";
        foreach (MqQueue queue in queues)
        {
            Transport.Delete(queue.Name);
        }

        Console.WriteLine(queues.Count);
        Console.WriteLine($"{refusal.Errno} {(refusal as MqLimitException)?.Limit} {(refusal as MqLimitException)?.Value}");
        Console.WriteLine(refusal.Message);
        Console.WriteLine(listing);
    }

    private static void Delete(string name)
    {
        try
        {
            Console.WriteLine(Transport.Delete(MqQueueName.Parse(name)));
        }
        catch (MqException error)
        {
            Console.WriteLine($"{error.GetType().Name} {error.Errno}");
        }
    }

    /// <summary>What a second open may do to a queue of that mode.</summary>
    private static void OpenWithMode(UnixFileMode mode)
    {
        using MqQueue first = Open("mode", mode: mode);
        foreach (MqAccess access in new[] { MqAccess.Receive, MqAccess.Send, MqAccess.Both })
        {
            try
            {
                Open("mode", access, MqOpenMode.OpenExisting).Dispose();
                Console.WriteLine($"{access} yes");
            }
            catch (MqAccessDeniedException error)
            {
                Console.WriteLine($"{access} {error.Errno}");
            }
        }

        Transport.Delete(first.Name);
    }

    private static void TryOpen(string name, int capacity, int size)
    {
        try
        {
            Transport.Open(new() { Name = MqQueueName.Parse(name), Capacity = capacity, MaxMessageBytes = size, Envelope = MqEnvelopeMode.None }).Dispose();
            Transport.Delete(MqQueueName.Parse(name));
            Console.WriteLine("opened");
        }
        catch (MqException error)
        {
            Console.WriteLine($"{error.GetType().Name} {error.Errno}");
            Console.WriteLine(error.Message.ReplaceLineEndings(" "));
        }
    }

    private static void List(string[] names)
    {
        foreach (string name in names)
        {
            Open(name).Dispose();
        }

        PosixTransport desk = new(new(MqScope.Create("desk"), NullLogger.Instance));
        desk.Open(new() { Name = MqQueueName.Parse("orders"), Capacity = 1, MaxMessageBytes = 1 }).Dispose();
        Console.WriteLine(string.Join(' ', Transport.List().Select(name => name.Value).Order(StringComparer.Ordinal)));
        Console.WriteLine(string.Join(' ', desk.List()));
    }

    /// <summary>Tries for a second to open a queue that comes and goes, and says how often it could.</summary>
    private static void Intrude(string kernelName)
    {
        int opened = 0;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1);)
        {
            nint descriptor = MessageQueueCalls.Open(kernelName, Libc.OpenReadOnly | Libc.OpenNonBlocking, mode: 0, default);
            if (descriptor >= 0)
            {
                opened++;
                new DescriptorHandle(descriptor).Dispose();
            }
        }

        Console.WriteLine(opened);
    }

    /// <summary>Awaits a message on so many queues, and says how many threads wait for them; then each gets its message.</summary>
    private static void Await(int count)
    {
        MqQueue[] queues = [.. Enumerable.Range(0, count).Select(i => Open($"await-{i}"))];
        Task[] waits = [.. queues.Select(queue => queue.WaitAsync(MqDirection.Receive, CancellationToken.None).AsTask())];
        int reactors = Directory.GetDirectories("/proc/self/task").Count(task => File.ReadAllText(task + "/comm").Trim() == "TypedMq reactor");
        Console.WriteLine($"{reactors} {waits.Count(wait => wait.IsCompleted)}");
        MqEnvelope envelope = default;
        foreach (MqQueue queue in queues)
        {
            queue.TryClaim(in envelope, 0, out MqClaim claim);
            queue.TryCommit(ref claim, 1);
        }

        Console.WriteLine(Task.WaitAll(waits, PosixTest.Bound));
    }
}
