using System.Runtime.InteropServices;

namespace TypedMq.Benchmarks.Host;

/// <summary>futex(2), bare: what a wake-up costs at least.</summary>
internal static unsafe partial class Futex
{
    private const nint WaitOperation = 0, WakeOperation = 1;

    private static readonly nint Number = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 => 98,
        var other => throw new BenchmarkException($"The number of futex(2) on {other} is not known here."),
    };

    /// <summary>Sleeps while the word has a value.</summary>
    public static void Wait(int* word, int expected) => SystemCall(Number, word, WaitOperation, expected, 0, 0, 0);

    /// <summary>Wakes one sleeper.</summary>
    public static void Wake(int* word) => SystemCall(Number, word, WakeOperation, 1, 0, 0, 0);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, int* word, nint operation, nint value, nint timeout, nint word2, nint value3);
}
