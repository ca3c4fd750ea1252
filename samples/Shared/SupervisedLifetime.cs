using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Samples;

/// <summary>
/// Ends a role's process when its supervisor says so, on the pipe that is the process's standard input. A word means: what you receive from has
/// stopped, take what is left and end. The end of the pipe means that the supervisor is dead: end at once, nobody counts any more.
/// </summary>
public sealed class SupervisedLifetime(IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    /// <summary>The word.</summary>
    public const string StopWord = "stop";

    private const int Orphaned = 3;

    private readonly List<PosixSignalRegistration> _signals = [];

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        // A terminal signals the supervisor and all of us at once. The supervisor alone decides, for the order in which we end matters.
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, static signal => signal.Cancel = true));

        // A host that is told to stop while it starts fails; the word waits in the pipe until it has.
        application.ApplicationStarted.Register(() =>
        {
            _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                application.StopApplication();
            }));
            new Thread(ListenToSupervisor) { IsBackground = true, Name = "supervisor" }.Start();
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }
    }

    private void ListenToSupervisor()
    {
        using StreamReader pipe = new(Console.OpenStandardInput());
        while (pipe.ReadLine() is { } word)
        {
            if (word == StopWord)
            {
                application.StopApplication();
            }
        }

        Environment.Exit(Orphaned);
    }
}
