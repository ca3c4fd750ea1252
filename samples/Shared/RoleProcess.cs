using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using TypedMq;

namespace Samples;

/// <summary>The process of one role: a host that its supervisor ends.</summary>
public static class RoleProcess
{
    private const int Failed = 1;
    private const int CannotStart = 2;

    /// <summary>Lets a host obey its supervisor, and log to it, by the error stream.</summary>
    /// <param name="builder">The host.</param>
    public static void Prepare(IHostApplicationBuilder builder)
    {
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            .AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton<IHostLifetime, SupervisedLifetime>();
    }

    /// <summary>Runs until the supervisor ends it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="ready">Called once it works.</param>
    /// <returns>The exit code: 0 when it ended in order.</returns>
    public static async Task<int> RunAsync(IHost host, Action ready)
    {
        try
        {
            await host.StartAsync();
        }
        catch (Exception error) when (error is MqException or IOException)
        {
            // For example a queue that is not there, or a port that is taken: the message says what to do.
            await Console.Error.WriteLineAsync($"{error.GetType().Name}: {error.Message}");
            return CannotStart;
        }

        ready();
        try
        {
            await host.WaitForShutdownAsync();
            foreach (BackgroundService service in host.Services.GetServices<IHostedService>().OfType<BackgroundService>())
            {
                await (service.ExecuteTask ?? Task.CompletedTask);
            }
        }
        catch (OperationCanceledException)
        {
            // How a service ends that is told to stop.
        }
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync(error is MqException ? $"{error.GetType().Name}: {error.Message}" : error.ToString());
            return Failed;
        }

        return 0;
    }
}
