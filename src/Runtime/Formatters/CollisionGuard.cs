using System.Buffers;

namespace TypedMq.Formatters;

/// <summary>
/// Stops a message whose keys all fall into few buckets of the hash table: each would be compared with those before it, and n keys would take n²/2
/// steps. Strings are left alone: .NET itself hashes them anew, with a secret, once too many collide. A few thousand keys may collide as they like.
/// </summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
internal struct CollisionGuard<TKey>
{
    /// <summary>The first keys are quick to compare in any case: at most half a million steps.</summary>
    private const int Harmless = 1024;

    /// <summary>About 15 ms; then, what keys that are spread well never need: they come to half a step each.</summary>
    private const long FreeSteps = 4_000_000;
    private const long StepsPerKey = 8;

    private int[]? _chains;
    private int _capacity;
    private long _steps;

    /// <summary>Whether keys are worth counting from here on; after that many were read.</summary>
    /// <param name="count">How many keys were read before.</param>
    public static bool Watches(int count) => count >= Harmless && typeof(TKey) != typeof(string);

    /// <summary>Starts to count anew when the table has another size: it places its keys again then, without comparing them.</summary>
    /// <param name="capacity">How many buckets the table has.</param>
    /// <returns>Whether the keys that are there are to be told by <see cref="Place"/>.</returns>
    public bool Resized(int capacity)
    {
        if (_capacity == capacity)
        {
            return false;
        }

        Release();
        _capacity = capacity;
        _chains = ArrayPool<int>.Shared.Rent(capacity);
        _chains.AsSpan(0, capacity).Clear();
        return true;
    }

    /// <summary>Tells of a key that is in the table and cost nothing.</summary>
    /// <param name="key">The key.</param>
    public readonly void Place(TKey key) => ChainOf(key)++;

    /// <summary>Tells of a key that was looked for.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isNew">Whether it was added then.</param>
    public void Search(TKey key, bool isNew)
    {
        ref int chain = ref ChainOf(key);
        _steps += chain;
        chain += isNew ? 1 : 0;
    }

    /// <summary>Refuses the message when its keys have taken too many steps.</summary>
    /// <param name="reader">Where the last key was read from.</param>
    /// <param name="count">How many keys were read before it.</param>
    /// <param name="start">Where it is, in bytes from the start of the message.</param>
    /// <exception cref="MqDecodeException">Too many keys collide.</exception>
    public void Check(ref MqReader reader, int count, int start)
    {
        if (_steps > FreeSteps + (StepsPerKey * count))
        {
            Release();
            throw reader.Error($"too many of the first {count + 1} keys collide; send keys whose hash codes differ", start);
        }
    }

    /// <summary>Gives the memory back. Without it the garbage collector does.</summary>
    public void Release()
    {
        if (_chains is not null)
        {
            ArrayPool<int>.Shared.Return(_chains);
            _chains = null;
        }
    }

    private readonly ref int ChainOf(TKey key) => ref _chains![(uint)(key?.GetHashCode() ?? 0) % (uint)_capacity];
}
