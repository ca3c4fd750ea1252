using System.Diagnostics;
using System.Globalization;

namespace Samples;

/// <summary>Keeps one role running: starts its process, starts another when that one ends, and stops it at the end. Thread-safe.</summary>
/// <param name="name">What people call it.</param>
/// <param name="start">How to start its process, for each incarnation, from 1.</param>
/// <param name="isReady">Whether the process of an incarnation works.</param>
/// <param name="report">Takes what happened, for people.</param>
public sealed class RoleKeeper(string name, Func<int, ProcessStartInfo> start, Func<int, bool> isReady, Action<string> report) : IDisposable
{
    /// <summary>A process that ends by itself so soon after its start has not done anything.</summary>
    private static readonly TimeSpan QuickFailure = TimeSpan.FromSeconds(2);

    /// <summary>So many of them in a row, and the next would be the same.</summary>
    private const int QuickFailuresAllowed = 3;

    /// <summary>So often is it started at most.</summary>
    public const int MaxIncarnations = 65_535;

    private readonly Lock _lock = new();
    private Process? _process;
    private bool _stopping;
    private bool _abandoned;
    private bool _killed;

    /// <summary>What people call it.</summary>
    public string Name => name;

    /// <summary>How often it was started.</summary>
    public int Incarnation { get; private set; }

    /// <summary>Whether its process has opened its channels and works.</summary>
    public bool IsRunning => Incarnation > 0 && isReady(Incarnation);

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

            string ending = string.Create(CultureInfo.InvariantCulture, $"{name} (start {Incarnation}) ended with exit code {process.ExitCode}");
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
                report(string.Create(CultureInfo.InvariantCulture, $"kill -9 {_process.Id}: start {Incarnation} of the {name}"));
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

    private Process? Start(LastWords errors)
    {
        lock (_lock)
        {
            if (_abandoned)
            {
                return null;
            }

            Incarnation++;
            if (Incarnation > MaxIncarnations)
            {
                throw new RoleFailedException($"The {name} was started {MaxIncarnations} times, and no more are counted. Start again.");
            }

            ProcessStartInfo process = start(Incarnation);
            process.RedirectStandardInput = true;
            process.RedirectStandardError = true;
            _killed = false;
            _process = Process.Start(process)!;
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
