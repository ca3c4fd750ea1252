using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TypedMq.Interop;

/// <summary><c>struct futex_waitv</c>. What is reserved must be 0.</summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal struct FutexWaitEntry
{
    /// <summary>A word of 32 bits in memory that several processes may map.</summary>
    public const uint Shared = 2;

    /// <summary>A word of 32 bits that this process alone uses.</summary>
    public const uint Private = 2 | 128;

    public ulong Expected;
    public ulong Address;
    public uint Flags;
}

/// <summary>futex(2) and futex_waitv(2). A result below zero is the negated errno. Time is CLOCK_MONOTONIC, in which steps of the wall clock do not show.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class FutexCalls
{
    private const int WaitOperation = 0, WakeOperation = 1, PrivateFlag = 128;
    private const int MonotonicClock = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Whether this process may wait for several words at once: not before Linux 5.16, nor where a filter of system calls forbids it.</summary>
    public static bool CanWaitForAny { get; } = WaitForAny(null, 0, long.MaxValue) == -Errno.EINVAL;

    /// <summary>Whether this process may sleep on a word at all; some sandboxes forbid even that.</summary>
    public static bool CanWait { get; } = ProbeWait() is -Errno.EAGAIN;

    /// <summary>Sleeps while a word has a value, until it is woken.</summary>
    /// <param name="word">The word.</param>
    /// <param name="expected">EAGAIN at once when it has another value.</param>
    /// <param name="nanoseconds">How long at most (ETIMEDOUT).</param>
    /// <param name="isPrivate">Whether this process alone uses it.</param>
    public static int Wait(uint* word, uint expected, long nanoseconds, bool isPrivate)
    {
        TimeSpec time = Time(nanoseconds);
        return (int)Result(SystemCall(SystemCallNumber.Futex, word, WaitOperation | (isPrivate ? PrivateFlag : 0), expected, &time, 0, 0));
    }

    /// <summary>Wakes all who sleep on a word; the result is how many.</summary>
    public static int WakeAll(uint* word, bool isPrivate) => Wake(word, int.MaxValue, isPrivate);

    /// <summary>Wakes some who sleep on a word, those first who have slept longest; the result is how many.</summary>
    public static int Wake(uint* word, int count, bool isPrivate) =>
        (int)Result(SystemCall(SystemCallNumber.Futex, word, WakeOperation | (isPrivate ? PrivateFlag : 0), (nuint)(uint)count, null, 0, 0));

    /// <summary>Sleeps while all words have their values; the result is the index of one that was woken.</summary>
    /// <param name="entries">The words: at most 128.</param>
    /// <param name="count">How many.</param>
    /// <param name="until">Until when, in nanoseconds of the monotonic clock; <see cref="long.MaxValue"/> is for ever.</param>
    public static int WaitForAny(FutexWaitEntry* entries, int count, long until)
    {
        TimeSpec time = Time(until);
        return (int)Result(SystemCall(SystemCallNumber.FutexWaitVector, entries, (nuint)(uint)count, 0, until == long.MaxValue ? null : &time, MonotonicClock));
    }

    private static int ProbeWait()
    {
        uint word = 1;
        return Wait(&word, 0, 0, isPrivate: true);
    }

    private static TimeSpec Time(long nanoseconds) => new() { Seconds = nanoseconds / NanosecondsPerSecond, Nanoseconds = nanoseconds % NanosecondsPerSecond };

    private static nint Result(nint result) => result >= 0 ? result : -Errno.Last;

    // See MessageQueueCalls on syscall(2). Every argument is as wide as a register.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, uint* word, nint operation, nuint value, TimeSpec* timeout, nint word2, nint value3);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, FutexWaitEntry* entries, nuint count, nuint flags, TimeSpec* timeout, nint clock);
}
