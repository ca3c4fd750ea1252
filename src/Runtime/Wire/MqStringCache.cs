using System.Numerics;

namespace TypedMq;

/// <summary>Strings that a receiver has made, to be given out again when their bytes come again. Thread-safe.</summary>
/// <remarks>
/// Each text has one entry, by the hash of its bytes; what comes later takes its place. So there is nothing to grow, to search or to clean:
/// bytes that are made to collide cost what they would without a cache. An entry is one reference, which is stored whole.
/// </remarks>
internal sealed class MqStringCache
{
    public const int MaxEntries = 65536;

    /// <summary>In bytes: what is longer seldom repeats, and costs more to hash and to keep.</summary>
    private const int MaxLength = 64;

    private readonly string?[] _entries;

    /// <param name="entries">How many strings are kept: 1 to <see cref="MaxEntries"/>, rounded up to a power of two.</param>
    public MqStringCache(int entries) => _entries = new string?[BitOperations.RoundUpToPowerOf2((uint)entries)];

    /// <summary>Whether texts of a length in bytes are kept. An empty one is not made in the first place.</summary>
    public static bool Takes(int length) => length is > 0 and <= MaxLength;

    /// <summary>The entry of a text: empty, or a string that may be another one.</summary>
    public ref string? EntryOf(ReadOnlySpan<byte> utf8)
    {
        HashCode hash = default;
        hash.AddBytes(utf8);
        return ref _entries[hash.ToHashCode() & (_entries.Length - 1)];
    }
}
