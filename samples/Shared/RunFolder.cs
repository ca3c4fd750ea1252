using System.Globalization;

namespace Samples;

/// <summary>
/// One run of a program with several processes: the folder of its ledgers and the names of its queues. Both carry the supervisor's process id, so that two runs
/// never meet, and what a killed run has left behind is known.
/// </summary>
public sealed record RunFolder
{
    private RunFolder(string program, string path, int supervisor)
    {
        Program = program;
        Path = path;
        Supervisor = supervisor;
    }

    /// <summary>The name of the program, in lower case.</summary>
    public string Program { get; }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The process id of the supervisor.</summary>
    public int Supervisor { get; }

    /// <summary>Makes the folder of a run that this process supervises; readable by its user alone.</summary>
    /// <param name="program">The name of the program.</param>
    /// <returns>The run.</returns>
    public static RunFolder Create(string program) => new(
        program,
        Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{program}-{Environment.ProcessId}-")).FullName,
        Environment.ProcessId);

    /// <summary>The run of a folder.</summary>
    /// <param name="program">The name of the program.</param>
    /// <param name="path">The folder.</param>
    /// <returns>The run.</returns>
    /// <exception cref="ArgumentException">It is not the folder of a run.</exception>
    public static RunFolder Open(string program, string path) => Directory.Exists(path) && TryGetSupervisor(program, System.IO.Path.GetFileName(path), out int supervisor)
        ? new(program, path, supervisor)
        : throw new ArgumentException($"'{path}' is not the folder of a run.", nameof(path));

    /// <summary>The folders of all runs on this host, also of those that are over.</summary>
    /// <param name="program">The name of the program.</param>
    /// <returns>The runs.</returns>
    public static IEnumerable<RunFolder> All(string program)
    {
        foreach (string path in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), program + "-*"))
        {
            if (TryGetSupervisor(program, System.IO.Path.GetFileName(path), out int supervisor))
            {
                yield return new(program, path, supervisor);
            }
        }
    }

    /// <summary>The name of a queue.</summary>
    /// <param name="program">The name of the program.</param>
    /// <param name="supervisor">The process id of the run's supervisor.</param>
    /// <param name="what">What the queue carries.</param>
    /// <returns>The name.</returns>
    public static string QueueOf(string program, int supervisor, string what) => string.Create(CultureInfo.InvariantCulture, $"{program}-{supervisor}-{what}");

    /// <summary>The supervisor's process id in the name of a folder or a queue.</summary>
    /// <param name="program">The name of the program.</param>
    /// <param name="name">The name, without a path.</param>
    /// <param name="supervisor">The process id.</param>
    /// <returns>Whether it is such a name.</returns>
    public static bool TryGetSupervisor(string program, ReadOnlySpan<char> name, out int supervisor)
    {
        supervisor = 0;
        if (!name.StartsWith(program + "-", StringComparison.Ordinal))
        {
            return false;
        }

        name = name[(program.Length + 1)..];
        int end = name.IndexOf('-');
        return end > 0 && int.TryParse(name[..end], NumberStyles.None, CultureInfo.InvariantCulture, out supervisor);
    }

    /// <summary>The name of a queue of this run.</summary>
    /// <param name="what">What the queue carries.</param>
    /// <returns>The name.</returns>
    public string QueueOf(string what) => QueueOf(Program, Supervisor, what);

    /// <summary>A file in the folder.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its path.</returns>
    public string FileOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The ledger of a process.</summary>
    /// <param name="role">The name of its role.</param>
    /// <param name="incarnation">Which start of its role it is.</param>
    /// <returns>Its path.</returns>
    public string LedgerOf(string role, int incarnation) => FileOf(string.Create(CultureInfo.InvariantCulture, $"{role}-{incarnation}.ledger"));

    /// <summary>Deletes the folder.</summary>
    public void Delete() => Directory.Delete(Path, recursive: true);
}
