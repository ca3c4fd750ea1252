using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Samples;
using TypedMq;

namespace HostWatch;

/// <summary>Runs one role: a host with the channels that the role needs, and the service that uses them.</summary>
internal static class RoleHost
{
    /// <summary>Runs until the supervisor ends it.</summary>
    /// <param name="options">What the supervisor said.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RoleOptions options)
    {
        using IDisposable? tracing = Tracing.Start(options);
        using Ledger ledger = Ledger.Create(options.Run.LedgerOf(options.Role, options.Incarnation), options.Incarnation);
        using IHost host = Build(options, ledger);
        int exitCode = await RoleProcess.RunAsync(host, () => ledger.Mark(LedgerState.Running));
        if (exitCode == 0)
        {
            ledger.Mark(LedgerState.Closed);
        }

        return exitCode;
    }

    private static IHost Build(RoleOptions options, Ledger ledger)
    {
        WebApplicationBuilder? web = options.Role == Role.Dashboard ? WebApplication.CreateEmptyBuilder(new()) : null;
        IHostApplicationBuilder builder = web is null ? new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true }) : web;

        // The screen belongs to the dashboard, so that the others log to the supervisor.
        RoleProcess.Prepare(builder);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(ledger);

        MqBuilder queues = builder.Services.AddTypedMq().UseFastMq();
        switch (options.Role)
        {
            case Role.Collector:
                queues.AddChannel<IHostEvents>(OpenEvents);
                builder.Services.AddHostedService<CollectorService>();
                break;
            case Role.Analyst:
                queues.AddChannel<IHostEvents>(OpenEvents).AddChannel<IFindings>(OpenFindings);
                queues.AddServer<IHistory, HistoryService>(configureChannel: OpenHistory);
                builder.Services.AddSingleton<HistoryService>();
                builder.Services.AddHostedService<AnalystService>();
                break;
            default:
                queues.AddChannel<IFindings>(OpenFindings).AddChannel<IHistory>(OpenHistory);
                builder.Services.AddHealthChecks().AddTypedMq();
                builder.Services.AddSingleton(new DashboardModel(options.Incarnation, options.Page));
                builder.Services.AddHostedService<DashboardService>();
                WebDashboard.AddTo(web!, options.Port);
                break;
        }

        if (web is null)
        {
            return ((HostApplicationBuilder)builder).Build();
        }

        WebApplication application = web.Build();
        WebDashboard.MapTo(application);
        return application;

        // The supervisor has made the queues, under names of this run.
        void OpenEvents(MqChannelOptions channel) => (channel.Name, channel.OpenMode) = (options.Run.EventsQueue(), MqOpenMode.OpenExisting);
        void OpenFindings(MqChannelOptions channel) => (channel.Name, channel.OpenMode) = (options.Run.FindingsQueue(), MqOpenMode.OpenExisting);
        void OpenHistory(MqChannelOptions channel) => channel.Name = options.Run.HistoryQueue();
    }
}
