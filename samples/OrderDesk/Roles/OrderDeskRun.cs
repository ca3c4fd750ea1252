using Samples;
using TypedMq;

namespace OrderDesk;

/// <summary>What a run of OrderDesk has.</summary>
internal static class OrderDeskRun
{
    /// <summary>What the names of all folders and queues start with.</summary>
    public const string Program = "orderdesk";

    /// <summary>The folder of dead letters grows slowly, and is looked after by people: it has room for many.</summary>
    private const int DeadLetterCapacity = 16_384;

    /// <summary>Chooses the transport, and gives the queues the names of a run. In a service this would be a few lines of appsettings.json.</summary>
    /// <param name="options">What is set.</param>
    /// <param name="run">The run.</param>
    public static void UseRun(this MqOptions options, RunFolder run)
    {
        options.UseFastMq();
        options.Channels["orderdesk-pricing"] = new() { Name = run.QueueOf("pricing") };
        options.Channels["orderdesk-orders"] = new() { Name = run.QueueOf("orders") };
        options.Channels[run.QueueOf("orders.dead")] = new() { Capacity = DeadLetterCapacity };
    }
}
