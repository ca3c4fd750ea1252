using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TypedMq.Benchmarks.Host;
using TypedMq.Transports;

namespace TypedMq.Benchmarks.Systems;

/// <summary>A Unix socket that keeps messages apart (<c>SOCK_SEQPACKET</c>), by .NET's own class.</summary>
internal sealed class UnixSocket : QueueSystem<UnixSocketEnd>
{
    private const string Extension = ".socket";

    public override string Name => "unix-socket";

    public override bool IsManyToMany => false;

    public override bool CanSleep => false;

    public override string? Reference => "fastmq";

    protected override IOpenQueue<UnixSocketEnd> OpenQueue(QueueShape shape, MqAccess access, bool creates, SharedRoom room) => new OpenUnixSocket(PathOf(shape.Name), shape.MessageBytes, creates);

    public override void DeleteOfTheDead() => QueueNames.DeleteFilesOfTheDead(Extension);

    protected override void DeleteQueue(string name) => File.Delete(PathOf(name));

    private static string PathOf(string name) => Path.Combine(Path.GetTempPath(), name + Extension);
}

internal sealed class OpenUnixSocket : IOpenQueue<UnixSocketEnd>
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
    private readonly int _messageBytes;
    private readonly bool _listens;
    private Socket? _connected;

    public OpenUnixSocket(string path, int messageBytes, bool creates)
    {
        _messageBytes = messageBytes;
        _listens = creates;
        UnixDomainSocketEndPoint address = new(path);
        if (creates)
        {
            _socket.Bind(address);
            _socket.Listen(1);
        }
        else
        {
            _socket.Connect(address);
        }
    }

    /// <summary>The one who listens takes the other one in when it first needs it.</summary>
    public UnixSocketEnd CreateEnd()
    {
        _connected ??= _listens ? _socket.Accept() : _socket;
        _connected.Blocking = false;
        return new(_connected, _messageBytes);
    }

    public void Sleep(TimeSpan longest) => throw new BenchmarkException("This socket is only spun on.");

    public void Dispose()
    {
        _connected?.Dispose();
        _socket.Dispose();
    }
}

internal readonly struct UnixSocketEnd(Socket socket, int messageBytes) : IMessageEnd
{
    private readonly byte[] _message = new byte[messageBytes];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySend(long number, int priority)
    {
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetArrayDataReference(_message), number);
        socket.Send(_message, SocketFlags.None, out SocketError error);
        return Done(error);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReceive(out long number)
    {
        socket.Receive(_message, SocketFlags.None, out SocketError error);
        number = Unsafe.ReadUnaligned<long>(ref MemoryMarshal.GetArrayDataReference(_message));
        return Done(error);
    }

    private static bool Done(SocketError error) => error switch
    {
        SocketError.Success => true,
        SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable => false,
        _ => throw new BenchmarkException($"The socket failed: {error}."),
    };
}
