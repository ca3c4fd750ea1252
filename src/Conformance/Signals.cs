using System.Runtime.InteropServices;

namespace TypedMq.Conformance;

/// <summary>Signals to single threads, by <c>tgkill(2)</c>.</summary>
internal static partial class Signals
{
    /// <summary>SIGCONT: harms nobody.</summary>
    public const int Continue = 18;

    public static int CurrentThread() => gettid();

    /// <summary>A thread that has ended meanwhile is no error.</summary>
    public static void Send(int thread, int signal) => _ = tgkill(Environment.ProcessId, thread, signal);

    [LibraryImport("libc")]
    private static partial int gettid();

    [LibraryImport("libc")]
    private static partial int tgkill(int process, int thread, int signal);
}
