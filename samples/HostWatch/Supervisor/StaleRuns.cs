using TypedMq;

namespace HostWatch;

/// <summary>Clears away what runs have left behind whose supervisor was killed: their queues, which outlive their processes, and their folders.</summary>
internal static class StaleRuns
{
    /// <summary>Clears away.</summary>
    /// <param name="node">Deletes the queues.</param>
    public static void Sweep(MqNode node)
    {
        foreach (string folder in Directory.EnumerateDirectories(Path.GetTempPath(), RunFolder.Prefix + "*"))
        {
            if (!RunFolder.TryGetSupervisor(Path.GetFileName(folder), out int supervisor) || IsAlive(supervisor))
            {
                continue;
            }

            try
            {
                node.Delete(RunFolder.EventsQueueOf(supervisor));
                node.Delete(RunFolder.FindingsQueueOf(supervisor));
                node.Delete(RunFolder.HistoryQueueOf(supervisor));
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (error is MqAccessDeniedException or UnauthorizedAccessException or DirectoryNotFoundException)
            {
                // Another user's run, which is that user's to clear away; or another start of HostWatch was faster.
            }
        }

        // A folder may have been cleared away when its queues were not.
        foreach (string queue in node.List())
        {
            if (RunFolder.TryGetSupervisor(queue, out int supervisor) && !IsAlive(supervisor))
            {
                node.Delete(queue);
            }
        }
    }

    /// <summary>Whether a supervisor of that id runs; an id is used again, by other programs, when its process has ended.</summary>
    private static bool IsAlive(int supervisor)
    {
        try
        {
            return File.ReadAllText($"/proc/{supervisor}/cmdline").Contains("HostWatch", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone; or it may not be seen, so it is another user's, and so is what it has made.
            return error is UnauthorizedAccessException;
        }
    }
}
