using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Waiting;

/// <summary>A word in shared memory on which sleepers of all processes wait for one event. Bit 0: somebody may sleep; bits 1 to 31: a sequence.</summary>
/// <remarks>
/// <para>Who sleeps: <see cref="Arm"/>, look at what is awaited, sleep while the word still has the value that was armed. Who makes it happen:
/// make it visible, fence, <see cref="Ring(uint*)"/>. Both do a store, a full fence and a load of what the other one stores (Dekker), so at least one of
/// them sees the other: either the sleeper sees what it waits for, or the ringer sees the bit and changes the word, after which the kernel does not let the
/// sleeper sleep, or wakes it.</para>
/// <para>A ring takes the bit away, and wakes everybody or one; who sleeps again sets it again. Nothing is counted, so a sleeper that was killed costs one
/// needless wake-up and nothing else. While nobody sleeps a ring is one load.</para>
/// <para>Where rings wake one, a baton goes round: who was woken sets the bit before it looks, so that the next ring wakes the next one; and when
/// it leaves, for whatever reason, while there is more than it takes, it rings itself.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal static unsafe class EventWord
{
    private const uint Sleepers = 1;

    /// <summary>Says that somebody is about to sleep. A full fence.</summary>
    /// <returns>The value to sleep on.</returns>
    public static uint Arm(uint* word) => Interlocked.Or(ref *word, Sleepers) | Sleepers;

    /// <summary>The value now, with whatever came before it.</summary>
    public static uint Read(uint* word) => Volatile.Read(ref *word);

    /// <summary>Wakes those who sleep. There must be a full fence between what they wait for and this.</summary>
    public static void Ring(uint* word) => Ring(word, int.MaxValue);

    /// <summary>Wakes one of those who sleep, the one who has slept longest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RingOne(uint* word) => Ring(word, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ring(uint* word, int count)
    {
        uint value = Volatile.Read(ref *word);
        if ((value & Sleepers) != 0)
        {
            WakeSleepers(word, value, count);
        }
    }

    /// <summary>Wakes also those whose bit is not set: somebody took it away, and was killed before the wake-up.</summary>
    public static void RingAlways(uint* word)
    {
        Interlocked.Add(ref *word, 2);
        FutexCalls.WakeAll(word, isPrivate: false);
    }

    // Apart, so that what calls into the kernel costs nothing where nobody sleeps.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WakeSleepers(uint* word, uint value, int count)
    {
        while ((value & Sleepers) != 0)
        {
            uint found = Interlocked.CompareExchange(ref *word, (value & ~Sleepers) + 2, value);
            if (found == value)
            {
                FutexCalls.Wake(word, count, isPrivate: false);
                return;
            }

            // Taken away by another ringer, whose wake-up is for all who armed before, as ours would be; or set once more.
            value = found;
        }
    }
}
