using TypedMq;

namespace Samples;

/// <summary>Clears away what a run leaves behind, or one whose supervisor was killed: queues, which outlive their processes, and folders.</summary>
public static class StaleRuns
{
    /// <summary>Clears away all runs that are over.</summary>
    /// <param name="node">Deletes the queues.</param>
    /// <param name="program">The name of the program.</param>
    public static void Sweep(MqNode node, string program)
    {
        foreach (RunFolder run in RunFolder.All(program).Where(static run => !IsAlive(run)))
        {
            try
            {
                DeleteQueues(node, program, supervisor => supervisor == run.Supervisor);
                run.Delete();
            }
            catch (Exception error) when (error is MqAccessDeniedException or UnauthorizedAccessException or DirectoryNotFoundException)
            {
                // Another user's run, which is that user's to clear away; or another start of the program was faster.
            }
        }

        // A folder may have been cleared away when its queues were not.
        DeleteQueues(node, program, supervisor => !IsAlive(program, supervisor));
    }

    /// <summary>Deletes queues, also those that their channels have made: of dead letters, and for replies.</summary>
    /// <param name="node">Deletes them.</param>
    /// <param name="program">The name of the program.</param>
    /// <param name="ofSupervisor">Of which runs.</param>
    public static void DeleteQueues(MqNode node, string program, Predicate<int> ofSupervisor)
    {
        foreach (string queue in node.List())
        {
            if (RunFolder.TryGetSupervisor(program, queue, out int supervisor) && ofSupervisor(supervisor))
            {
                node.Delete(queue);
            }
        }
    }

    /// <summary>Whether the supervisor of a run still runs.</summary>
    /// <param name="run">The run.</param>
    public static bool IsAlive(RunFolder run) => IsAlive(run.Program, run.Supervisor);

    /// <summary>Whether a supervisor of that id runs; an id is used again, by other programs, when its process has ended.</summary>
    private static bool IsAlive(string program, int supervisor)
    {
        try
        {
            return File.ReadAllText($"/proc/{supervisor}/cmdline").Contains(program, StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone; or it may not be seen, so it is another user's, and so is what it has made.
            return error is UnauthorizedAccessException;
        }
    }
}
