using TypedMq.Transports;

namespace TypedMq.Tests.InProcess;

/// <summary>A node with in-process queues, and what its tests share.</summary>
public abstract class InProcessTest : IDisposable
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<MqNode> _nodes = [];

    public void Dispose()
    {
        foreach (MqNode node in _nodes)
        {
            node.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    protected MqNode NewNode(Action<InProcessOptions>? configure = null)
    {
        MqNode node = MqNode.Create(options => options.UseInProcess(configure));
        _nodes.Add(node);
        return node;
    }

    /// <summary>A service of a host: a node as a user of its own.</summary>
    protected MqNode NewService(InProcessHost host, InProcessUser user, UnixFileMode umask = UnixFileMode.None) =>
        NewNode(options => (options.Host, options.User, options.Umask) = (host, user, umask));

    protected static MqByteChannel Create(MqNode node, string name = "q", int capacity = 4, int size = 16, UnixFileMode? mode = null, MqFullMode? fullMode = null) => node.OpenBytes(name, options =>
    {
        options.OpenMode = MqOpenMode.CreateNew;
        options.Capacity = capacity;
        options.MaxMessageBytes = size;
        options.Mode = mode;
        options.FullMode = fullMode;
    });

    protected static MqByteChannel OpenExisting(MqNode node, string name = "q", MqAccess access = MqAccess.Both) =>
        node.OpenBytes(name, options => options.OpenMode = MqOpenMode.OpenExisting, access);

    /// <summary>Takes what comes first: its first byte, or null when the queue is empty.</summary>
    protected static byte? Take(MqByteChannel channel)
    {
        byte[] buffer = new byte[channel.MaxMessageBytes];
        return channel.TryReceive(buffer, out _, out _) ? buffer[0] : null;
    }

    protected static void Fill(MqByteChannel channel)
    {
        while (channel.TrySend([1]))
        {
        }
    }

    /// <summary>Runs what blocks on a thread of its own.</summary>
    protected static Task<T> Blocking<T>(Func<T> function) => Task.Factory.StartNew(function, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
