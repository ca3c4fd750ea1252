using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TypedMq.Benchmarks.Requests;

/// <summary>An ASP.NET Core minimal API with JSON, and an HttpClient, over a Unix socket. HTTP/2 without TLS is what carries gRPC, too.</summary>
/// <param name="name">Its name.</param>
/// <param name="version">The version of HTTP.</param>
internal sealed class HttpCarrier(string name, Version version) : Carrier
{
    private static readonly Uri Address = new("http://localhost/quote");

    public override string Name => name;

    public override async Task ServeAsync(string address, Action ready, CancellationToken stop)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSockets(static sockets => sockets.Backlog = 4096);
        builder.WebHost.ConfigureKestrel(server => server.ListenUnixSocket(SocketCarrier.PathOf(address), listener => listener.Protocols = version.Major == 2 ? HttpProtocols.Http2 : HttpProtocols.Http1));
        builder.Services.ConfigureHttpJsonOptions(static options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, Json.Default));
        WebApplication application = builder.Build();
        await using (application)
        {
            application.MapPost("/quote", static (HttpContext context) => AnswerAsync(context));
            await application.StartAsync(stop);
            ready();
            await Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        static async Task AnswerAsync(HttpContext context)
        {
            QuoteRequest request = await context.Request.ReadFromJsonAsync(Json.Default.QuoteRequest, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(Pricing.Answer(in request), Json.Default.Quote, cancellationToken: context.RequestAborted);
        }
    }

    public override ICaller Connect(string address)
    {
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (_, token) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketCarrier.PathOf(address)), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new Caller(new(handler) { DefaultRequestVersion = version, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact });
    }

    private sealed class Caller(HttpClient http) : ICaller
    {
        public async ValueTask<Quote> AskAsync(QuoteRequest request)
        {
            using HttpResponseMessage answer = await http.PostAsJsonAsync(Address, request, Json.Default.QuoteRequest);
            return answer.StatusCode == HttpStatusCode.OK
                ? await answer.Content.ReadFromJsonAsync(Json.Default.Quote)
                : throw new InvalidOperationException($"The server answered {answer.StatusCode}.");
        }

        public ValueTask DisposeAsync()
        {
            http.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
