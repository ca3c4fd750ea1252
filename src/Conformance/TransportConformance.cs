using TypedMq.Transports;

namespace TypedMq.Conformance;

/// <summary>
/// What every transport must do, stated once as tests of xunit 2. A transport's own test project derives a class, says in
/// <see cref="Configure"/> how the transport is chosen, and runs it. Transports whose queues are the host's derive
/// <see cref="HostTransportConformance"/> instead.
/// </summary>
/// <remarks>
/// <para>What a transport says of itself (<see cref="MqCapabilities"/>) steers the tests: what it cannot do must be refused by name.
/// The trait <c>Accepts</c> of a test names the statement of <c>docs/conformance.md</c> that it proves.</para>
/// <para>Queues get names that nothing else has, and are deleted after each test. Every wait is bounded by <see cref="Patience"/>.
/// Tests of one class run one after the other, as xunit has it. Needs Linux.</para>
/// </remarks>
public abstract partial class TransportConformance : IDisposable
{
    /// <summary>How much later than asked a wait may end on a busy machine: 20 seconds.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<MqNode> _nodes = [];
    private readonly List<string> _names = [];
    private MqNode? _node;

    /// <summary>The node of the test, made when it is first needed; disposed after the test.</summary>
    protected MqNode Node => _node ??= NewNode();

    /// <summary>Registers and chooses the transport under test, for example <c>options.UsePosix()</c>.</summary>
    /// <param name="options">The options of a node that the test makes.</param>
    protected abstract void Configure(MqOptions options);

    /// <summary>
    /// A node through which the same queues are reached. The test's own, where queues belong to a node; another one where they are the host's.
    /// </summary>
    /// <returns>The node; the test disposes it.</returns>
    protected virtual MqNode OtherNode() => Node;

    /// <summary>Makes a node with the transport under test.</summary>
    /// <returns>The node; the test disposes it.</returns>
    protected MqNode NewNode()
    {
        MqNode node = MqNode.Create(Configure);
        _nodes.Add(node);
        return node;
    }

    /// <summary>A name that no other test has; its queue is deleted after the test.</summary>
    /// <returns>The name.</returns>
    protected string NewName()
    {
        string name = $"typedmq-test-{Environment.ProcessId}-{Guid.NewGuid():N}";
        _names.Add(name);
        return name;
    }

    /// <summary>Creates a queue of bytes.</summary>
    /// <param name="name">Its name, see <see cref="NewName"/>.</param>
    /// <param name="capacity">How many messages it must hold.</param>
    /// <param name="size">The largest message, in bytes.</param>
    /// <param name="configure">Other settings.</param>
    /// <returns>The channel; the node disposes it.</returns>
    protected MqByteChannel Create(string name, int capacity = 4, int size = 128, Action<MqChannelOptions>? configure = null) => Node.OpenBytes(name, options =>
    {
        options.OpenMode = MqOpenMode.CreateNew;
        options.Capacity = capacity;
        options.MaxMessageBytes = size;
        configure?.Invoke(options);
    });

    /// <summary>Opens a queue that is there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="node">Through which node; null means <see cref="OtherNode"/>.</param>
    /// <param name="access">What the handle may do.</param>
    /// <returns>The channel; the node disposes it.</returns>
    protected MqByteChannel OpenExisting(string name, MqNode? node = null, MqAccess access = MqAccess.Both) =>
        (node ?? OtherNode()).OpenBytes(name, options => options.OpenMode = MqOpenMode.OpenExisting, access);

    /// <summary>Opens a typed channel, and creates its queue if there is none.</summary>
    /// <typeparam name="TChannel">The channel's interface.</typeparam>
    /// <param name="name">The name of the queue.</param>
    /// <param name="node">Through which node; null means <see cref="Node"/>.</param>
    /// <param name="capacity">How many messages it must hold.</param>
    /// <param name="size">The largest message, in bytes.</param>
    /// <param name="configure">Other settings.</param>
    /// <returns>The proxy; the node disposes it.</returns>
    protected TChannel Open<TChannel>(string name, MqNode? node = null, int capacity = 4, int size = 256, Action<MqChannelOptions>? configure = null)
        where TChannel : class => (node ?? Node).Open<TChannel>(options =>
        {
            options.Name = name;
            options.Capacity = capacity;
            options.MaxMessageBytes = size;
            configure?.Invoke(options);
        });

    /// <summary>
    /// Sends until not even a byte has room. A queue must hold its capacity of the largest messages: no more, unless it counts bytes
    /// (<see cref="MqCapabilities.CountsBytes"/>).
    /// </summary>
    /// <param name="channel">The queue, which is empty.</param>
    /// <returns>How many messages it holds now.</returns>
    protected int Fill(MqByteChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        byte[] message = new byte[channel.MaxMessageBytes];
        int sent = 0;
        for (int size = message.Length; size > 0; size /= 2)
        {
            while (channel.TrySend(message.AsSpan(0, size)))
            {
                sent++;
            }

            Assert.True(sent >= channel.Capacity, $"The queue takes {sent} messages of {size} bytes, but says {channel.Capacity}.");
        }

        Assert.True(sent == channel.Capacity || Node.GetCapabilities().CountsBytes, $"The queue takes {sent} messages, but says {channel.Capacity}.");
        Assert.Equal(sent, channel.GetAttributes().Count);
        return sent;
    }

    /// <summary>Runs what blocks on a thread of its own.</summary>
    /// <param name="action">What to run.</param>
    /// <returns>Completes when it has run; wait for it no longer than <see cref="Patience"/>.</returns>
    protected static Task Blocking(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Deletes the queues of the test and disposes its nodes.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Deletes the queues of the test and disposes its nodes; for tests that have more to clean up.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        try
        {
            foreach (string name in _names)
            {
                Node.Delete(name);
            }
        }
        finally
        {
            foreach (MqNode node in _nodes)
            {
                node.Dispose();
            }
        }
    }
}
