using System.Globalization;

namespace HostWatch;

/// <summary>
/// One run: the folder of its ledgers and the names of its queues. Both carry the supervisor's process id, so that two runs never meet, and
/// what a killed run has left behind is known.
/// </summary>
internal sealed record RunFolder
{
    /// <summary>What the names of all folders and queues start with.</summary>
    public const string Prefix = "hostwatch-";

    private RunFolder(string path, int supervisor)
    {
        Path = path;
        Supervisor = supervisor;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The process id of the supervisor.</summary>
    public int Supervisor { get; }

    /// <summary>The queue from collector to analyst.</summary>
    public string EventsQueue => EventsQueueOf(Supervisor);

    /// <summary>The queue from analyst to dashboard.</summary>
    public string FindingsQueue => FindingsQueueOf(Supervisor);

    /// <summary>The queue of questions to the analyst.</summary>
    public string HistoryQueue => HistoryQueueOf(Supervisor);

    /// <summary>Makes the folder of a run that this process supervises; readable by its user alone.</summary>
    /// <returns>The run.</returns>
    public static RunFolder Create() => new(
        Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-")).FullName,
        Environment.ProcessId);

    /// <summary>The run of a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The run.</returns>
    /// <exception cref="ArgumentException">It is not the folder of a run.</exception>
    public static RunFolder Open(string path) => Directory.Exists(path) && TryGetSupervisor(System.IO.Path.GetFileName(path), out int supervisor)
        ? new(path, supervisor)
        : throw new ArgumentException($"'{path}' is not the folder of a run.", nameof(path));

    /// <summary>The name of the queue from collector to analyst.</summary>
    /// <param name="supervisor">The process id of the run's supervisor.</param>
    /// <returns>The name.</returns>
    public static string EventsQueueOf(int supervisor) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{supervisor}-events");

    /// <summary>The name of the queue from analyst to dashboard.</summary>
    /// <param name="supervisor">The process id of the run's supervisor.</param>
    /// <returns>The name.</returns>
    public static string FindingsQueueOf(int supervisor) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{supervisor}-findings");

    /// <summary>The name of the queue of questions to the analyst.</summary>
    /// <param name="supervisor">The process id of the run's supervisor.</param>
    /// <returns>The name.</returns>
    public static string HistoryQueueOf(int supervisor) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{supervisor}-history");

    /// <summary>The supervisor's process id in the name of a folder or a queue.</summary>
    /// <param name="name">The name, without a path.</param>
    /// <param name="supervisor">The process id.</param>
    /// <returns>Whether it is such a name.</returns>
    public static bool TryGetSupervisor(ReadOnlySpan<char> name, out int supervisor)
    {
        supervisor = 0;
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        name = name[Prefix.Length..];
        int end = name.IndexOf('-');
        return end > 0 && int.TryParse(name[..end], NumberStyles.None, CultureInfo.InvariantCulture, out supervisor);
    }

    /// <summary>The ledger of a process.</summary>
    /// <param name="role">Its role.</param>
    /// <param name="incarnation">Which start of its role it is.</param>
    /// <returns>Its path.</returns>
    public string LedgerOf(Role role, int incarnation) => System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{role}-{incarnation}.ledger"));

    /// <summary>The ledger of what the supervisor finds in a queue at the end.</summary>
    /// <param name="receiver">The role that should have received it.</param>
    /// <returns>Its path.</returns>
    public string LedgerOfRest(Role receiver) => System.IO.Path.Combine(Path, $"{receiver}-rest.ledger");

    /// <summary>Deletes the folder.</summary>
    public void Delete() => Directory.Delete(Path, recursive: true);
}
