using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TypedMq;

namespace HostWatch;

/// <summary>The dashboard as a page: one file that loads nothing, and a stream of what changes.</summary>
internal static class WebDashboard
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Adds what the page needs to the dashboard's host: it listens on this host alone.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="port">The port.</param>
    public static void AddTo(WebApplicationBuilder builder, int port)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
    }

    /// <summary>Maps the addresses of the page.</summary>
    /// <param name="application">The dashboard's host.</param>
    public static void MapTo(WebApplication application)
    {
        byte[] page = ReadPage();
        application.MapGet("/", context =>
        {
            // Nothing from elsewhere, and nobody else's page around it.
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; frame-ancestors 'none'";
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.Body.WriteAsync(page, context.RequestAborted).AsTask();
        });
        application.MapGet("/events", StreamAsync);
        application.MapGet("/history", RecallAsync);
        application.MapHealthChecks("/health");
    }

    /// <summary>What the analyst remembers, asked by a request over its channel.</summary>
    private static async Task RecallAsync(HttpContext context)
    {
        try
        {
            History history = await context.RequestServices.GetRequiredService<IHistory>().RecallAsync(new(HistoryService.Kept), context.RequestAborted);
            await context.Response.WriteAsJsonAsync([.. history.Points.Select(WebMoment.Of)], WebJson.Default.IReadOnlyListWebMoment, cancellationToken: context.RequestAborted);
        }
        catch (Exception error) when (error is TimeoutException or MqException)
        {
            // The analyst is being started again, for example. The page lives without.
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
    }

    private static async Task StreamAsync(HttpContext context)
    {
        DashboardModel model = context.RequestServices.GetRequiredService<DashboardModel>();
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, context.RequestServices.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        try
        {
            await SseFormatter.WriteAsync(Moments(model, ended.Token), context.Response.Body, static (item, writer) =>
            {
                using Utf8JsonWriter json = new(writer);
                JsonSerializer.Serialize(json, item.Data, WebJson.Default.WebMoment);
            }, ended.Token);
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the dashboard stops.
        }
    }

    private static async IAsyncEnumerable<SseItem<WebMoment>> Moments(DashboardModel model, [EnumeratorCancellation] CancellationToken ended)
    {
        using PeriodicTimer timer = new(Interval);
        do
        {
            yield return new(WebMoment.Of(model.Read()));
        }
        while (await timer.WaitForNextTickAsync(ended));
    }

    private static byte[] ReadPage()
    {
        using Stream stream = typeof(WebDashboard).Assembly.GetManifestResourceStream("page.html")!;
        using MemoryStream page = new();
        stream.CopyTo(page);
        return page.ToArray();
    }
}
