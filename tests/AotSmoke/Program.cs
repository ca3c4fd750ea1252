using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedMq.Tests.Zoo;

namespace TypedMq.AotSmoke;

/// <summary>
/// What a service compiled to machine code does: contracts, proxies over every transport, a node and a host. Says a line for each and ends
/// with 0, or throws. The one argument is a prefix for the names of its queues, which it deletes.
/// </summary>
internal static class Program
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private static async Task Main(string[] args)
    {
        Contracts.RoundTripAll();
        Views.SeeAll();
        Console.WriteLine("contracts: came back");
        using (MqNode inProcess = MqNode.Create(static options => options.UseInProcess()))
        {
            await UseNode(inProcess, args[0]);
        }

        Console.WriteLine("in-process: sent and received");
        using (MqNode posix = MqNode.Create(static options => options.UsePosix()))
        {
            await UseNode(posix, args[0]);
        }

        Console.WriteLine("posix: sent and received");
        using (MqNode sysV = MqNode.Create(static options => options.UseSysV()))
        {
            await UseNode(sysV, args[0]);
        }

        Console.WriteLine("sysv: sent and received");
        using (MqNode fastMq = MqNode.Create(static options => options.UseFastMq()))
        {
            await UseNode(fastMq, args[0]);
        }

        Console.WriteLine("fastmq: sent and received");
        await UseHost(args[0]);
        Console.WriteLine("host: sent and received");
    }

    public static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new InvalidOperationException(problem);
        }
    }

    /// <summary>Every kind of method of generated proxies.</summary>
    private static async Task UseNode(MqNode node, string prefix)
    {
        string orderQueue = prefix + "-orders";
        string alertQueue = prefix + "-alerts";
        string tickQueue = prefix + "-ticks";
        try
        {
            PositionalStruct order = new(1, "ACME", 2.5m);
            IOrders orders = node.Open<IOrders>(options => (options.Name, options.Capacity) = (orderQueue, 3));
            orders.Send(in order);
            Require(orders.Receive() == order, "Receive");
            Require(orders.Send(in order, Bound) && orders.TryReceive(out PositionalStruct read, Bound) && read == order, "TryReceive with a timeout");
            Require(orders.TrySend(in order) && orders.TryReceive(out read) && read == order, "TryReceive");

            using CancellationTokenSource bound = new(Bound);
            ValueTask<PositionalStruct> pending = orders.ReceiveAsync(bound.Token);
            await orders.SendAsync(order, bound.Token);
            Require(await pending == order, "ReceiveAsync");
            orders.Send(in order);
            await foreach (PositionalStruct streamed in orders.ReceiveAllAsync(bound.Token))
            {
                Require(streamed == order, "ReceiveAllAsync");
                break;
            }

            OrderHandler handler = new();
            await using (node.StartHandler<IOrders>(handler, null, options => (options.Name, options.Capacity) = (orderQueue, 3)))
            {
                orders.Send(in order);
                Require(await handler.Handled.Task.WaitAsync(Bound) == order, "the message of the handler");
            }

            IAlerts alerts = node.Open<IAlerts>(options => (options.Name, options.Capacity, options.MaxMessageBytes) = (alertQueue, 4, 256));
            IAlertReader reader = node.Open<IAlertReader>(options => options.Name = alertQueue);
            alerts.Send(new PositionalStruct(1, "low", 1m), 1);
            alerts.Send(new PositionalStruct(2, "high", 1m), 9);
            Require(reader.Receive().Symbol == "high" && reader.Receive(Bound).Symbol == "low", "priorities");
            await Requests.AskAll(node, prefix + "-desk");
            Views.SeeThrough(node.Open<IRawTicks>(options => (options.Name, options.Capacity) = (tickQueue, 4)));
        }
        finally
        {
            node.Delete(orderQueue);
            node.Delete(alertQueue);
            node.Delete(tickQueue);
        }
    }

    /// <summary>A service that waits in a host for what another one sends, with names and sizes from configuration.</summary>
    private static async Task UseHost(string prefix)
    {
        string queue = prefix + "-scalars";
        string handled = prefix + "-handled";
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["TypedMq:Transport"] = "posix",
            ["TypedMq:Channels:scalars:Name"] = queue,
            ["TypedMq:Channels:scalars:Capacity"] = "2",
            ["TypedMq:Channels:scalars:MaxMessageBytes"] = "512",
            ["TypedMq:Channels:handled:Name"] = handled,
            ["TypedMq:Channels:handled:Capacity"] = "2",
            ["TypedMq:Channels:handled:Handler:MaxAttempts"] = "1",
        });
        builder.Services.AddTypedMq(builder.Configuration).UsePosix()
            .AddChannel<IScalars>()
            .AddChannel<IHandledScalars>()
            .AddHandler<IHandledScalars, RefusingHandler>(options => options.AddFilter<CountingFilter>());
        builder.Services.AddHealthChecks().AddTypedMq();
        builder.Services.AddHostedService<Worker>();

        using IHost host = builder.Build();
        try
        {
            await host.StartAsync();
            await host.Services.GetRequiredService<IScalars>().SendAsync(Contracts.Scalars);
            Require(await Worker.Received.Task.WaitAsync(Bound) == Contracts.Scalars, "the message of the host");

            MqNode node = host.Services.GetRequiredService<MqNode>();
            await host.Services.GetRequiredService<IHandledScalars>().SendAsync(Contracts.Scalars);
            Require(await CountingFilter.Counted.Task.WaitAsync(Bound) == 1, "the filter of the host");
            await host.StopAsync();
            using MqDeadLetterQueue dead = node.OpenDeadLetters<IHandledScalars>();
            Require(dead.TryReceive(out MqDeadLetter? letter) && letter.Reason == "not here", "the dead letter of the host");
        }
        finally
        {
            MqNode node = host.Services.GetRequiredService<MqNode>();
            node.Delete(queue);
            node.Delete(handled);
            node.Delete(handled + ".dead");
        }
    }
}

[MqChannel("scalars")]
internal interface IScalars : IMqQueue<Scalars>;

internal sealed class Worker(IScalars scalars) : BackgroundService
{
    public static TaskCompletionSource<Scalars> Received { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken) => Received.SetResult(await scalars.ReceiveAsync(stoppingToken));
}

[MqChannel("handled")]
internal interface IHandledScalars : IMqQueue<Scalars>;

internal sealed class OrderHandler : IMqHandler<PositionalStruct>
{
    public TaskCompletionSource<PositionalStruct> Handled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask HandleAsync(PositionalStruct message, MqContext context, CancellationToken cancellationToken)
    {
        Handled.TrySetResult(message);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Made by the container for each message, and refuses it.</summary>
internal sealed class RefusingHandler : IMqHandler<Scalars>
{
    public ValueTask HandleAsync(Scalars message, MqContext context, CancellationToken cancellationToken) =>
        message == Contracts.Scalars ? throw new MqDeadLetterException("not here") : ValueTask.CompletedTask;
}

internal sealed class CountingFilter : IMqFilter
{
    public static TaskCompletionSource<int> Counted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask InvokeAsync(MqContext context, MqNext next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            Counted.TrySetResult(context.Attempt);
        }
    }
}
