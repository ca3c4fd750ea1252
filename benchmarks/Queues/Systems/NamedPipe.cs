using System.IO.Pipes;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TypedMq.Benchmarks.Host;
using TypedMq.Transports;

namespace TypedMq.Benchmarks.Systems;

/// <summary>A pipe of System.IO.Pipes, which is a Unix socket of bytes here. Both sides wait in the kernel: its sends and receives have no other way.</summary>
internal sealed class NamedPipe : QueueSystem<NamedPipeEnd>
{
    private const string Extension = ".pipe";

    public override string Name => "named-pipe";

    public override bool IsManyToMany => false;

    public override bool CanSleep => false;

    public override string? Reference => "fastmq";

    protected override IOpenQueue<NamedPipeEnd> OpenQueue(QueueShape shape, MqAccess access, bool creates, SharedRoom room) => new OpenNamedPipe(PathOf(shape.Name), shape.MessageBytes, access, creates);

    public override void DeleteOfTheDead() => QueueNames.DeleteFilesOfTheDead(Extension);

    protected override void DeleteQueue(string name) => File.Delete(PathOf(name));

    private static string PathOf(string name) => Path.Combine(Path.GetTempPath(), name + Extension);
}

internal sealed class OpenNamedPipe : IOpenQueue<NamedPipeEnd>
{
    private readonly PipeStream _pipe;
    private readonly int _messageBytes;

    public OpenNamedPipe(string path, int messageBytes, MqAccess access, bool creates)
    {
        _messageBytes = messageBytes;
        PipeDirection direction = access == MqAccess.Send ? PipeDirection.Out : PipeDirection.In;
        if (creates)
        {
            _pipe = new NamedPipeServerStream(path, direction, maxNumberOfServerInstances: 1);
        }
        else
        {
            NamedPipeClientStream client = new(".", path, direction);
            _pipe = client;
            client.Connect();
        }
    }

    /// <summary>The one who created it takes the other one in when it first needs it.</summary>
    public NamedPipeEnd CreateEnd()
    {
        if (_pipe is NamedPipeServerStream { IsConnected: false } server)
        {
            server.WaitForConnection();
        }

        return new(_pipe, _messageBytes);
    }

    public void Sleep(TimeSpan longest) => throw new BenchmarkException("This pipe waits in its reads.");

    public void Dispose() => _pipe.Dispose();
}

internal readonly struct NamedPipeEnd(PipeStream pipe, int messageBytes) : IMessageEnd
{
    private readonly byte[] _message = new byte[messageBytes];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySend(long number, int priority)
    {
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetArrayDataReference(_message), number);
        pipe.Write(_message);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReceive(out long number)
    {
        pipe.ReadExactly(_message);
        number = Unsafe.ReadUnaligned<long>(ref MemoryMarshal.GetArrayDataReference(_message));
        return true;
    }
}
