using TypedMq.Transports;

namespace TypedMq.Conformance;

/// <summary>
/// What every transport must do, stated once. Derive a class for each transport. The ids are those of the acceptance statements.
/// </summary>
public abstract partial class TransportConformance : IDisposable
{
    /// <summary>How much later than asked a wait may end on a busy machine.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<MqNode> _nodes = [];
    private readonly List<string> _names = [];

    protected TransportConformance() => Node = NewNode();

    /// <summary>The name of the transport under test.</summary>
    protected abstract string Transport { get; }

    /// <summary>The node of the test.</summary>
    protected MqNode Node { get; }

    /// <summary>A node through which the same queues are reached: another one where queues are the host's.</summary>
    protected virtual MqNode OtherNode() => NewNode();

    public void Dispose()
    {
        foreach (string name in _names)
        {
            Node.Delete(name);
        }

        foreach (MqNode node in _nodes)
        {
            node.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    protected MqNode NewNode()
    {
        MqNode node = MqNode.Create(options => options.UsePosix().Transport = Transport);
        _nodes.Add(node);
        return node;
    }

    /// <summary>A name that no other test has; its queue is deleted after the test.</summary>
    protected string NewName()
    {
        string name = $"typedmq-test-{Environment.ProcessId}-{Guid.NewGuid():N}";
        _names.Add(name);
        return name;
    }

    protected MqByteChannel Create(string name, int capacity = 4, int size = 128, Action<MqChannelOptions>? configure = null) => Node.OpenBytes(name, options =>
    {
        options.OpenMode = MqOpenMode.CreateNew;
        options.Capacity = capacity;
        options.MaxMessageBytes = size;
        configure?.Invoke(options);
    });

    protected MqByteChannel OpenExisting(string name, MqNode? node = null, MqAccess access = MqAccess.Both) =>
        (node ?? OtherNode()).OpenBytes(name, options => options.OpenMode = MqOpenMode.OpenExisting, access);

    protected static void Fill(MqByteChannel channel)
    {
        while (channel.TrySend([1]))
        {
        }
    }

    /// <summary>Runs an action on a thread of its own that blocks, and fails the test when it does not end.</summary>
    protected static Task Blocking(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
