using System.Globalization;

namespace TypedMq.Tests;

/// <summary>What the desk of another language is asked: <c>[id, symbol, price, note or nil, lines]</c>.</summary>
[MqContract]
public sealed record DeskOrder(long Id, string Symbol, double Price, string? Note, DeskLine[] Lines);

/// <summary>A line of it.</summary>
[MqContract]
public sealed record DeskLine(string Sku, int Count);

/// <summary>What it answers.</summary>
[MqContract]
public sealed record DeskReceipt(long Id, int Place, double Total, string Text, int Priority);

/// <summary>Orders, each with its priority.</summary>
[MqChannel("orders", Capacity = 8, MaxMessageBytes = 256)]
public interface IDeskOrders : IMqChannel
{
    void Send(DeskOrder order, [MqPriority] int priority);
}

/// <summary>Receipts.</summary>
[MqChannel("receipts", Capacity = 8, MaxMessageBytes = 256)]
public interface IDeskReceipts : IMqChannel
{
    DeskReceipt Receive(TimeSpan timeout);
}

/// <summary>
/// Typed records to another process in another language and back, over the queues of the kernel: it knows the manual pages, the MessagePack
/// specification and, for the envelope, docs/wire-format.md.
/// </summary>
[Collection(KernelQueueCollection.Name)]
public abstract class KernelQueueTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly string _unique = $"interop-{Environment.ProcessId}-{Guid.NewGuid():n}";
    private readonly List<string> _queues = [];
    private MqNode? _node;

    /// <summary>The transport's name, as the desks know it.</summary>
    protected abstract string Transport { get; }

    [SkippableTheory]
    [InlineData("c", MqEnvelopeMode.None)]
    [InlineData("c", MqEnvelopeMode.Standard)]
    [InlineData("python", MqEnvelopeMode.None)]
    [InlineData("python", MqEnvelopeMode.Standard)]
    [Trait("Accepts", "G13")]
    [Trait("Accepts", "G14")]
    public void A_desk_in_another_language_serves_orders_by_priority_and_its_receipts_come_back(string language, MqEnvelopeMode envelope)
    {
        string[] desk = Desk.Command(language, Transport);
        MqNode node = _node = MqNode.Create(Configure);
        using IDeskOrders orders = node.Open<IDeskOrders>(options => (options.Name, options.Envelope) = (Name("orders"), envelope));
        using IDeskReceipts receipts = node.Open<IDeskReceipts>(options => (options.Name, options.Envelope) = (Name("receipts"), envelope));
        int[] priorities = [1, 5, 3, 5, 0];
        for (int i = 0; i < priorities.Length; i++)
        {
            orders.Send(new(long.MaxValue - i, $"S-{i}", 12.5, i == 2 ? "grüezi" : null, [new("bolt", 3), new("nut", i)]), priorities[i]);
        }

        Desk.Run([.. desk, Transport, envelope == MqEnvelopeMode.None ? "plain" : "envelope", Address(Name("orders")), Address(Name("receipts")), "5"]);

        // The desk took the highest first, and of equal ones the oldest; so do we.
        int[] served = [1, 3, 2, 0, 4];
        for (int place = 0; place < served.Length; place++)
        {
            int i = served[place];
            Assert.Equal(
                new DeskReceipt(long.MaxValue - i, place, 12.5 * (3 + i), $"S-{i}: {(i == 2 ? "grüezi" : "nothing")}", priorities[i]),
                receipts.Receive(Bound));
        }

        Assert.Equal((0, 0), (orders.GetAttributes().Count, receipts.GetAttributes().Count));
    }

    [SkippableTheory]
    [InlineData("c")]
    [InlineData("python")]
    [Trait("Accepts", "G25")]
    public async Task A_desk_that_waits_in_the_kernel_is_woken_and_wakes_us(string language)
    {
        string[] desk = Desk.Command(language, Transport);
        MqNode node = _node = MqNode.Create(Configure);
        using IDeskOrders orders = node.Open<IDeskOrders>(options => options.Name = Name("orders"));
        using IDeskReceipts receipts = node.Open<IDeskReceipts>(options => options.Name = Name("receipts"));
        Task run = Task.Run(() => Desk.Run([.. desk, Transport, "envelope", Address(Name("orders")), Address(Name("receipts")), "20"]));
        for (int i = 0; i < 20; i++)
        {
            orders.Send(new(i, "S", 2, null, [new("bolt", i)]), 7);
            Assert.Equal(new DeskReceipt(i, i, 2 * i, "S: nothing", 7), receipts.Receive(Bound));
        }

        await run.WaitAsync(Bound);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Chooses the transport.</summary>
    protected abstract void Configure(MqOptions options);

    /// <summary>What the desk calls a queue.</summary>
    protected abstract string Address(string name);

    /// <summary>The name of a queue of this test, which is deleted after it.</summary>
    protected string Name(string suffix)
    {
        string name = $"{_unique}-{suffix}";
        if (!_queues.Contains(name))
        {
            _queues.Add(name);
        }

        return name;
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (string name in _queues)
        {
            _node?.Delete(name);
        }

        _node?.Dispose();
    }
}

/// <summary>Over <c>mq_overview(7)</c>.</summary>
[Trait("Transport", "posix")]
[Trait("Layer", "typed")]
public sealed class PosixQueueInteropTests : KernelQueueTests
{
    protected override string Transport => "posix";

    protected override void Configure(MqOptions options) => options.UsePosix();

    protected override string Address(string name) => "/" + name;
}

/// <summary>Over <c>sysvipc(7)</c>, by keys that both sides know.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "typed")]
public sealed class SysVQueueInteropTests : KernelQueueTests
{
    private readonly Dictionary<string, int> _keys = [];

    protected override string Transport => "sysv";

    protected override void Configure(MqOptions options) => options.UseSysV(sysv =>
    {
        foreach (string suffix in new[] { "orders", "receipts" })
        {
            sysv.UseKey(Name(suffix), _keys[Name(suffix)] = Random.Shared.Next(1, int.MaxValue));
        }
    });

    protected override string Address(string name) => _keys[name].ToString(CultureInfo.InvariantCulture);
}

/// <summary>The folder of the scopes of this run, so that nothing is left on the host and no other run is met.</summary>
[CollectionDefinition(Name)]
public sealed class KernelQueueCollection : ICollectionFixture<ScopeRoot>
{
    public const string Name = "queues of the kernel";
}

/// <summary>See <see cref="KernelQueueCollection"/>.</summary>
public sealed class ScopeRoot : IDisposable
{
    private const string Variable = "TYPEDMQ_SCOPE_ROOT";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedmq-interop-");
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public ScopeRoot() => Environment.SetEnvironmentVariable(Variable, _folder.FullName);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _folder.Delete(recursive: true);
    }
}
