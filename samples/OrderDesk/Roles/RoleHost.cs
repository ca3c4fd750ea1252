using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Samples;
using TypedMq;

namespace OrderDesk;

/// <summary>Runs one role: a host with what the role sends, answers or handles.</summary>
internal static class RoleHost
{
    /// <summary>Runs until the supervisor ends it.</summary>
    /// <param name="options">What the supervisor said.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RoleOptions options)
    {
        using Ledger ledger = new(options.Run.LedgerOf(options.Role, options.Incarnation));
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        RoleProcess.Prepare(builder);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Run);
        builder.Services.AddSingleton(ledger);

        MqBuilder queues = builder.Services.AddTypedMq(mq => mq.UseRun(options.Run));
        switch (options.Role)
        {
            case Role.Gateway:
                queues.AddChannel<IPricing>().AddChannel<IOrders>();
                builder.Services.AddHostedService<GatewayService>();
                break;
            case Role.Pricing:
                queues.AddServer<IPricing, PriceList>();
                break;
            default:
                builder.Services.AddSingleton<Exchange>();
                queues.AddHandler<IOrders, OrderHandler>(Handle);
                break;
        }

        using IHost host = builder.Build();
        return await RoleProcess.RunAsync(host, () => ledger.Enter(Step.Ready));
    }

    /// <summary>The exchange takes its time, so many orders are under way at once. What fails is tried again after 10, 20, 40 and 80 ms, and then is a dead letter.</summary>
    private static void Handle(MqHandlerOptions handler)
    {
        handler.Concurrency = 32;
        handler.MaxAttempts = 5;
        handler.Backoff = TimeSpan.FromMilliseconds(10);
    }
}
