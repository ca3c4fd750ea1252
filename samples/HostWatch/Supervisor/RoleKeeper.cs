using System.Diagnostics;
using System.Globalization;

namespace HostWatch;

/// <summary>Keeps one role running: starts its process, starts another when that one ends, and stops it at the end. Thread-safe.</summary>
/// <param name="role">The role.</param>
/// <param name="run">The run.</param>
/// <param name="settings">What all roles are started with.</param>
/// <param name="report">Takes what happened, for people.</param>
internal sealed class RoleKeeper(Role role, RunFolder run, SupervisorOptions settings, Action<string> report) : IDisposable
{
    /// <summary>A process that ends by itself so soon after its start has not done anything.</summary>
    private static readonly TimeSpan QuickFailure = TimeSpan.FromSeconds(2);

    /// <summary>So many of them in a row, and the next would be the same.</summary>
    private const int QuickFailuresAllowed = 3;

    private readonly Lock _lock = new();
    private Process? _process;
    private bool _stopping;
    private bool _abandoned;
    private bool _killed;

    /// <summary>The role.</summary>
    public Role Role => role;

    /// <summary>How often it was started.</summary>
    public int Incarnation { get; private set; }

    /// <summary>Whether its process has opened its channels and works.</summary>
    public bool IsRunning => Incarnation > 0 && LedgerReading.ReadState(run.LedgerOf(role, Incarnation)) == LedgerState.Running;

    /// <summary>Keeps it running.</summary>
    /// <returns>Completes when it was stopped and has ended.</returns>
    /// <exception cref="RoleFailedException">It ends again and again as soon as it is started.</exception>
    public async Task KeepAsync()
    {
        for (int quickFailures = 0; ;)
        {
            LastWords errors = new();
            long startedAt = Stopwatch.GetTimestamp();
            Process? started = Start(errors);
            if (started is null)
            {
                return;
            }

            using Process process = started;
            await process.WaitForExitAsync();

            bool killed;
            lock (_lock)
            {
                _process = null;
                killed = _killed;
                if (_abandoned || (_stopping && process.ExitCode == 0))
                {
                    return;
                }
            }

            string ending = string.Create(CultureInfo.InvariantCulture, $"{Name(role)} (start {Incarnation}) ended with exit code {process.ExitCode}");
            if (killed)
            {
                quickFailures = 0;
            }
            else
            {
                report(errors.After(ending));
                quickFailures = Stopwatch.GetElapsedTime(startedAt) < QuickFailure ? quickFailures + 1 : 0;
                if (quickFailures == QuickFailuresAllowed)
                {
                    throw new RoleFailedException(errors.After($"The {ending}, {QuickFailuresAllowed} times in a row as soon as it was started"));
                }
            }
        }
    }

    /// <summary>Kills its process with SIGKILL, if there is one; <see cref="KeepAsync"/> starts another.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            if (_process is { HasExited: false })
            {
                _killed = true;
                report(string.Create(CultureInfo.InvariantCulture, $"kill -9 {_process.Id}: start {Incarnation} of the {Name(role)}"));
                _process.Kill();
            }
        }
    }

    /// <summary>
    /// Asks its process to take what is left to receive, and to end. If it dies instead, another one is started to do the same.
    /// </summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopping = true;
            SayStop();
        }
    }

    /// <summary>Ends its process for good, at once.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _abandoned = true;
            if (_process is { HasExited: false })
            {
                _process.Kill();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Abandon();

    /// <summary>The name of a role, as people and command lines know it.</summary>
    public static string Name(Role role) => role.ToString().ToLowerInvariant();

    private Process? Start(LastWords errors)
    {
        lock (_lock)
        {
            if (_abandoned)
            {
                return null;
            }

            Incarnation++;
            if (Incarnation > LedgerLayout.MaxSender)
            {
                throw new RoleFailedException($"The {Name(role)} was started {LedgerLayout.MaxSender} times, and no more are counted. Start HostWatch again.");
            }

            ProcessStartInfo start = RoleCommandLine.For(new(role, run, Incarnation, settings.Interval, settings.Plain, settings.Port, settings.Traces));
            start.RedirectStandardInput = true;
            start.RedirectStandardError = true;
            _killed = false;
            _process = Process.Start(start)!;
            _process.ErrorDataReceived += (_, line) => errors.Add(line.Data);
            _process.BeginErrorReadLine();
            if (_stopping)
            {
                SayStop();
            }

            return _process;
        }
    }

    private void SayStop()
    {
        try
        {
            _process?.StandardInput.WriteLine(SupervisedLifetime.StopWord);
            _process?.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended in this moment.
        }
    }

    /// <summary>The last lines that a process wrote to its error stream.</summary>
    private sealed class LastWords
    {
        private const int Lines = 12;

        private readonly Queue<string> _lines = [];

        public void Add(string? line)
        {
            lock (_lines)
            {
                if (_lines.Count == Lines)
                {
                    _lines.Dequeue();
                }

                if (line is not null)
                {
                    _lines.Enqueue(line);
                }
            }
        }

        public string After(string text)
        {
            lock (_lines)
            {
                return _lines.Count == 0 ? text + "." : $"{text}:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", _lines)}";
            }
        }
    }
}
