using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TypedMq.Benchmarks.Host;
using TypedMq.Transports;

namespace TypedMq.Benchmarks.Systems;

/// <summary>A bounded channel of System.Threading.Channels, between two threads. Its messages are a value of one size.</summary>
internal sealed class Channels : QueueSystem<ChannelEnd>
{
    // Each side has a system of its own, and both find the same channels here.
    private static readonly ConcurrentDictionary<string, Channel<ChannelMessage>> ByName = new();

    public override string Name => "channels";

    public override string? Reference => "fastmq";

    public override bool CrossesProcesses => false;

    public override bool CanSleep => false;

    public override int MaxMessageBytes => ChannelMessage.Bytes;

    protected override IOpenQueue<ChannelEnd> OpenQueue(QueueShape shape, MqAccess access, bool creates, SharedRoom room) =>
        new OpenChannel(ByName.GetOrAdd(shape.Name, static (_, capacity) => Channel.CreateBounded<ChannelMessage>(capacity), shape.Capacity));

    protected override void DeleteQueue(string name) => ByName.TryRemove(name, out _);
}

internal sealed class OpenChannel(Channel<ChannelMessage> channel) : IOpenQueue<ChannelEnd>
{
    public ChannelEnd CreateEnd() => new(channel);

    public void Sleep(TimeSpan longest) => throw new BenchmarkException("These channels are only spun on.");

    public void Dispose()
    {
    }
}

internal struct ChannelEnd(Channel<ChannelMessage> channel) : IMessageEnd
{
    private readonly ChannelReader<ChannelMessage> _reader = channel.Reader;
    private readonly ChannelWriter<ChannelMessage> _writer = channel.Writer;
    private ChannelMessage _message;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySend(long number, int priority)
    {
        _message[0] = number;
        return _writer.TryWrite(_message);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReceive(out long number)
    {
        bool received = _reader.TryRead(out _message);
        number = _message[0];
        return received;
    }
}

/// <summary>64 bytes, of which the first eight are the number.</summary>
[InlineArray(Bytes / sizeof(long))]
internal struct ChannelMessage
{
    public const int Bytes = 64;

    private long _word;
}
