using System.Runtime.InteropServices;

namespace TypedMq.Chaos.Processes;

/// <summary>What the kernel does for us, without anything of the runtime in between: after fork(2) only one thread is left.</summary>
internal static unsafe partial class Kernel
{
    public const int SignalKill = 9;
    public const int SignalContinue = 18;
    public const int SignalStop = 19;

    private const int ReadWrite = 2;
    private const int CloseOnExec = 0x80000;
    private const int ProtectReadWrite = 3;
    private const int MapShared = 1;
    private const int DieWithParent = 1;
    private const nint RegisterGlobalExpedited = 4;
    private const nint RegisterPrivateExpedited = 16;

    private static readonly nint MembarrierNumber = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 324 : 283;

    /// <summary>Maps a file, which every process that does so shares.</summary>
    public static byte* Map(string path, nuint size)
    {
        int file = Open(path, ReadWrite | CloseOnExec);
        Check(file >= 0, "open", path);
        nint address = Map(0, size, ProtectReadWrite, MapShared, file, 0);
        int errno = Marshal.GetLastPInvokeError();
        _ = Close(file);
        Marshal.SetLastPInvokeError(errno);
        Check(address != -1, "mmap", path);
        return (byte*)address;
    }

    [LibraryImport("libc", EntryPoint = "munmap")]
    public static partial int Unmap(byte* address, nuint size);

    [LibraryImport("libc", EntryPoint = "fork", SetLastError = true)]
    public static partial int Fork();

    [LibraryImport("libc", EntryPoint = "execv")]
    public static partial int Execute(byte* path, byte** arguments);

    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void Exit(int code);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    public static partial int WaitFor(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "setsid")]
    public static partial int BecomeLeader();

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int file, byte* buffer, nint size);

    [LibraryImport("libc", EntryPoint = "write")]
    public static partial nint Write(int file, byte* buffer, nint size);

    [LibraryImport("libc", EntryPoint = "sched_yield")]
    public static partial int GiveWay();

    /// <summary>The caller is killed when its parent is gone.</summary>
    public static void DieWithTheParent() => _ = Control(DieWithParent, SignalKill, 0, 0, 0);

    /// <summary>Registers a process that came by fork(2) for the fences of membarrier(2), as the runtime and FastMq did in the process that it was made of.</summary>
    public static void RegisterForFences()
    {
        _ = SystemCall(MembarrierNumber, RegisterGlobalExpedited, 0, 0);
        _ = SystemCall(MembarrierNumber, RegisterPrivateExpedited, 0, 0);
    }

    /// <summary>Does nothing for a random time: the moment of what comes next is chance.</summary>
    public static void Pause(TimeSpan time)
    {
        long nanoseconds = (long)time.TotalNanoseconds;
        if (nanoseconds > 0)
        {
            long* request = stackalloc long[2] { nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000 };
            _ = Sleep(request, null);
        }
    }

    public static void Check(bool succeeded, string call, string what)
    {
        if (!succeeded)
        {
            throw new IOException($"{call} ({what}): {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint size, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint command, nint flags, nint processor);

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Sleep(long* request, long* remaining);
}
