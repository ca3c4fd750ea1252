using TypedMq.Transports;
using TypedMq.Transports.InProcess;

namespace TypedMq.Tests.InProcess;

/// <summary>A private queue goes with its handle.</summary>
[Trait("Transport", "inprocess")]
public sealed class PrivateQueueTests : IDisposable
{
    private readonly InProcessTransport _transport = new();

    private static MqQueueOptions Options => new() { Name = MqQueueName.Parse("mine"), Private = true };

    [Fact]
    public void Others_send_to_it_as_long_as_its_handle_is_open()
    {
        MqQueue queue = _transport.Open(Options);
        using MqQueue other = _transport.Open(Options with { Private = false, OpenMode = MqOpenMode.OpenExisting });
        Assert.Equal(0, _transport.SweepPrivate());
        Assert.True(other.TryClaim(default, 0, out MqClaim claim));
        Assert.True(other.TryCommit(ref claim, 0));
        Assert.True(queue.TryReceive(out MqLease lease));
        queue.Complete(ref lease);

        queue.Dispose();
        Assert.Empty(_transport.List());
        Assert.Throws<MqQueueRemovedException>(() => other.TryClaim(default, 0, out _));
        Assert.Throws<MqQueueNotFoundException>(() => _transport.Open(Options with { Private = false, OpenMode = MqOpenMode.OpenExisting }));
    }

    [Fact]
    public void A_name_that_is_taken_is_refused()
    {
        using MqQueue queue = _transport.Open(Options);
        Assert.Throws<MqQueueExistsException>(() => _transport.Open(Options));
    }

    public void Dispose() => _transport.Dispose();
}
