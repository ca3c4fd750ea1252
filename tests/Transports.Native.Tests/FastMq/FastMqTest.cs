using System.Diagnostics;
using TypedMq.Interop;
using TypedMq.Scopes;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>A test with FastMq queues of its own.</summary>
/// <remarks>One after the other with those of the kernel's queues: they share the scope's folder of the run, and many measure time.</remarks>
[Collection(PosixCollection.Name)]
public abstract class FastMqTest : QueueTest
{
    private readonly List<FastMqMemory> _mappings = [];

    protected FastMqTest()
        : base(static context => new FastMqTransport(context))
    {
    }

    /// <param name="settings">What the host can, and what new queues are like.</param>
    private protected FastMqTest(FastMqSettings settings)
        : base(context => new FastMqTransport(context, settings))
    {
    }

    /// <summary>The folder of the user's own scope.</summary>
    protected static string Folder => Path.Combine(ScopeRoot, $"typedmq-{Libc.EffectiveUser()}", "fastmq");

    /// <summary>The file of a queue.</summary>
    protected string FileOf(string suffix = "queue") => Path.Combine(Folder, Name(suffix).Value);

    /// <summary>How many files of queues this process has mapped.</summary>
    protected static int CountMappings() => File.ReadLines("/proc/self/maps").Count(static line => line.Contains("/fastmq/", StringComparison.Ordinal));

    /// <summary>As a channel asks for it that says nothing.</summary>
    protected override MqQueueOptions Options(string suffix = "queue") => base.Options(suffix) with { Delivery = MqDelivery.AtLeastOnce };

    protected MqQueueOptions OneToOne(string suffix = "queue") => Options(suffix) with { Topology = MqTopology.OneToOne };

    /// <summary>Another transport, as another process would have it.</summary>
    private protected FastMqTransport With(FastMqSettings settings) => new(new(MqScope.Default, Logger), settings);

    /// <summary>What is seen of a queue from outside.</summary>
    protected FastMqAttributes Look(string suffix = "queue") => FastMqAttributes.Read(Name(suffix).Value)!;

    /// <summary>A mapping of a queue by somebody who is no participant, and may do anything with it.</summary>
    private protected FastMqMemory Map(string suffix = "queue")
    {
        string name = Name(suffix).Value;
        using FastMqFolder folder = new(ScopeFolder.Open(MqScope.Default, name, isOfKernelQueues: false), name);
        FastMqMemory memory = folder.TryLookAt(name)!;
        _mappings.Add(memory);
        return memory;
    }

    protected static MqLease Receive(MqQueue queue)
    {
        Assert.True(queue.TryReceive(out MqLease lease), "There is no message.");
        return lease;
    }

    protected static MqClaim Claim(MqQueue queue, int priority = 0)
    {
        MqEnvelope envelope = default;
        Assert.True(queue.TryClaim(in envelope, priority, out MqClaim claim), "There is no room.");
        return claim;
    }

    /// <summary>Takes a message, and waits for it.</summary>
    protected static byte[] Await(MqQueue queue)
    {
        for (long start = Stopwatch.GetTimestamp(); ;)
        {
            if (TryReceive(queue) is { } payload)
            {
                return payload;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Bound, "No message comes.");
            queue.Wait(MqDirection.Receive, MqDeadline.After(Bound), default);
        }
    }

    private protected static RunningChild Child(params string[] command) => new(ScopeRoot, [], ["fastmq", .. command]);

    protected override void Dispose(bool disposing)
    {
        _mappings.ForEach(static memory => memory.Close());
        base.Dispose(disposing);
    }
}
