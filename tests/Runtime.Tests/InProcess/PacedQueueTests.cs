using TypedMq.Tests.Hosting;
using TypedMq.Transports;
using TypedMq.Transports.InProcess;

namespace TypedMq.Tests.InProcess;

/// <summary>What a transport gets from the seam that does no more than it must.</summary>
public sealed class PacedQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_transport_that_cannot_wait_for_a_choice_looks_again_and_again()
    {
        using MqNode node = NewNode(new() { CanChoose = true });
        using MqByteChannel queue = node.OpenBytes("q");
        byte[] buffer = new byte[queue.MaxMessageBytes];
        queue.Send([1], 1);
        Assert.False(queue.TryReceive(buffer, MqSelection.Exactly(2), out _, out _, TimeSpan.FromMilliseconds(10)));
        Task<(int Length, int Priority)> awaited = queue.ReceiveAsync(buffer, MqSelection.Exactly(2)).AsTask();
        queue.Send([2], 2);
        Assert.Equal((1, 2), await awaited.WaitAsync(Patience));

        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(10));
        Assert.ThrowsAny<OperationCanceledException>(() => queue.Receive(buffer, MqSelection.Exactly(2), out _, source.Token));
        Assert.Equal(1, queue.GetAttributes().Count);
    }

    [Fact]
    public async Task What_a_transport_cannot_do_is_refused_with_its_name()
    {
        using MqNode node = NewNode(new());
        using MqByteChannel queue = node.OpenBytes("q");
        byte[] buffer = new byte[queue.MaxMessageBytes];
        MqNotSupportedException[] refusals =
        [
            Assert.Throws<MqNotSupportedException>(() => queue.TryReceive(buffer, MqSelection.All, out _, out _)),
            Assert.Throws<MqNotSupportedException>(() => queue.Receive(buffer, MqSelection.All, out _)),
            await Assert.ThrowsAsync<MqNotSupportedException>(async () => await queue.ReceiveAsync(buffer, MqSelection.All)),
            Assert.Throws<MqNotSupportedException>(() => queue.TryPeek(0, buffer, out _, out _)),
            Assert.Throws<MqNotSupportedException>(() => queue.Notify(static () => { })),
            Assert.Throws<MqNotSupportedException>(() => queue.NotificationsAsync()),
        ];
        Assert.All(refusals, refusal => Assert.Equal(("q", "paced"), (refusal.Queue, refusal.Transport)));
    }

    private static MqNode NewNode(PacedTransport transport) => MqNode.Create(options => options.AddTransport("paced", _ => transport).Transport = "paced");

    private sealed class PacedTransport : MqTransport
    {
        private readonly InProcessTransport _inner = new();

        public bool CanChoose { get; init; }

        public override string Name => "paced";

        public override MqCapabilities Capabilities => new LeastTransport().Capabilities with { MaxPriority = 9, SelectiveReceive = CanChoose };

        public override bool IsSupported(out string reason)
        {
            reason = "";
            return true;
        }

        public override MqQueue Open(MqQueueOptions options) => new PacedQueue(_inner.Open(options));

        public override bool Delete(MqQueueName name) => _inner.Delete(name);

        public override IReadOnlyList<MqQueueName> List() => _inner.List();
    }

    /// <summary>Leaves all that it may leave to the base class, but choosing itself.</summary>
    private sealed class PacedQueue(MqQueue inner) : MqQueue
    {
        public override MqQueueName Name => inner.Name;

        public override string Address => inner.Address;

        public override int Capacity => inner.Capacity;

        public override int MaxMessageBytes => inner.MaxMessageBytes;

        public override bool TryClaim(in MqEnvelope envelope, int priority, out MqClaim claim) => inner.TryClaim(in envelope, priority, out claim);

        public override bool TryCommit(ref MqClaim claim, int length) => inner.TryCommit(ref claim, length);

        public override void Abort(ref MqClaim claim) => inner.Abort(ref claim);

        public override bool TryReceive(out MqLease lease) => inner.TryReceive(out lease);

        public override bool TryReceive(MqSelection selection, out MqLease lease) => inner.TryReceive(selection, out lease);

        public override void Complete(ref MqLease lease) => inner.Complete(ref lease);

        public override void Abandon(ref MqLease lease) => inner.Abandon(ref lease);

        public override bool Wait(MqDirection direction, MqDeadline deadline, CancellationToken cancellationToken) => inner.Wait(direction, deadline, cancellationToken);

        public override ValueTask WaitAsync(MqDirection direction, CancellationToken cancellationToken) => inner.WaitAsync(direction, cancellationToken);

        public override MqQueueAttributes GetAttributes() => inner.GetAttributes();

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
