using System.Diagnostics;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Waiting;

/// <summary>Blocks a thread on a word in shared memory.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class FutexSleep
{
    /// <summary>How long a sleeper sleeps at most where it can wait for one word only, and so does not hear of its token or of disposal.</summary>
    public static readonly TimeSpan LongestSlice = TimeSpan.FromMilliseconds(5);

    /// <summary>Sleeps until the word is rung, a flag is set or the time is over; also a signal, or nothing, may end it. Takes nothing.</summary>
    /// <param name="word">The word.</param>
    /// <param name="armed">What <see cref="EventWord.Arm"/> gave; nobody sleeps when the word has changed since.</param>
    /// <param name="closing">Set when the owner of the word closes it.</param>
    /// <param name="cancellation">Set when the caller is to give up; null when nobody can ask for it.</param>
    /// <param name="longest">How long at most.</param>
    /// <param name="canWaitForAny"><see cref="FutexCalls.CanWaitForAny"/>.</param>
    public static void Sleep(uint* word, uint armed, FutexFlag closing, FutexFlag? cancellation, TimeSpan longest, bool canWaitForAny)
    {
        int result;
        if (canWaitForAny)
        {
            FutexWaitEntry* entries = stackalloc FutexWaitEntry[3]
            {
                new() { Address = (ulong)word, Expected = armed, Flags = FutexWaitEntry.Shared },
                new() { Address = (ulong)closing.Address, Flags = FutexWaitEntry.Private },
                new() { Address = cancellation is null ? 0 : (ulong)cancellation.Address, Flags = FutexWaitEntry.Private },
            };
            result = FutexCalls.WaitForAny(entries, cancellation is null ? 2 : 3, Monotonic.After(longest));
            GC.KeepAlive(closing);
            GC.KeepAlive(cancellation);
        }
        else
        {
            long nanoseconds = (longest < LongestSlice ? longest : LongestSlice).Ticks * TimeSpan.NanosecondsPerTick;
            result = FutexCalls.Wait(word, armed, nanoseconds, isPrivate: false);
        }

        if (result < 0 && result is not (-Errno.EAGAIN or -Errno.EINTR or -Errno.ETIMEDOUT))
        {
            throw new UnreachableException($"Waiting on a futex failed: {Errno.Describe(-result)}.");
        }
    }
}
