using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Waiting;

/// <summary>A flag of this process that a sleeper can wait for beside a word in shared memory. Stays set until it is cleared. Thread-safe.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class FutexFlag
{
    // Pinned: its address is its own as long as this object lives.
    private readonly uint[] _word = GC.AllocateArray<uint>(1, pinned: true);

    public uint* Address => (uint*)Marshal.UnsafeAddrOfPinnedArrayElement(_word, 0);

    public bool IsSet => Volatile.Read(ref _word[0]) != 0;

    public void Set()
    {
        // Who finds it set needs wake nobody: whoever clears it looks, after that, at what was changed before this.
        if (Interlocked.Exchange(ref _word[0], 1) == 0)
        {
            FutexCalls.WakeAll(Address, isPrivate: true);
        }
    }

    /// <summary>A full fence: what was changed before the flag was set is seen afterwards.</summary>
    public void Clear() => Interlocked.Exchange(ref _word[0], 0);
}
