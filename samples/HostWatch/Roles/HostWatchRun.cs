using Samples;

namespace HostWatch;

/// <summary>What a run of HostWatch has.</summary>
internal static class HostWatchRun
{
    /// <summary>What the names of all folders and queues start with.</summary>
    public const string Program = "hostwatch";

    private const string Events = "events";
    private const string Findings = "findings";
    private const string History = "history";

    /// <summary>Makes the folder of a run that this process supervises.</summary>
    public static RunFolder Create() => RunFolder.Create(Program);

    /// <summary>The run of a folder.</summary>
    /// <exception cref="ArgumentException">It is not the folder of a run.</exception>
    public static RunFolder Open(string path) => RunFolder.Open(Program, path);

    /// <summary>The queue from collector to analyst.</summary>
    public static string EventsQueue(this RunFolder run) => run.QueueOf(Events);

    /// <summary>The queue from analyst to dashboard.</summary>
    public static string FindingsQueue(this RunFolder run) => run.QueueOf(Findings);

    /// <summary>The queue of questions to the analyst.</summary>
    public static string HistoryQueue(this RunFolder run) => run.QueueOf(History);

    /// <summary>The ledger of a process.</summary>
    public static string LedgerOf(this RunFolder run, Role role, int incarnation) => run.LedgerOf(role.Name(), incarnation);

    /// <summary>The ledger of what the supervisor finds in a queue at the end.</summary>
    public static string LedgerOfRest(this RunFolder run, Role receiver) => run.FileOf($"{receiver.Name()}-rest.ledger");

    /// <summary>The name of a role, as people and command lines know it.</summary>
    public static string Name(this Role role) => role.ToString().ToLowerInvariant();
}
