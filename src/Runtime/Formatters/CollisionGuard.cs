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
    private long _steps;

    /// <summary>Tells the guard of a key that was read.</summary>
    /// <param name="reader">Where it was read from.</param>
    /// <param name="key">The key.</param>
    /// <param name="isNew">Whether it was added; one that was there already was looked for as well.</param>
    /// <param name="count">How many keys were read before it.</param>
    /// <param name="capacity">How many buckets the table has.</param>
    /// <param name="keys">All that were added; only looked at when the table has grown.</param>
    /// <param name="start">Where the key is, in bytes from the start of the message.</param>
    /// <typeparam name="TKeys">The type of <paramref name="keys"/>.</typeparam>
    /// <exception cref="MqDecodeException">Too many keys collide.</exception>
    public void Take<TKeys>(ref MqReader reader, TKey key, bool isNew, int count, int capacity, TKeys keys, int start)
        where TKeys : IEnumerable<TKey>
    {
        if (count < Harmless || typeof(TKey) == typeof(string))
        {
            return;
        }

        if (_chains is null || _chains.Length != capacity)
        {
            // A table that grows places its keys anew, without comparing them.
            _chains = new int[capacity];
            foreach (TKey present in keys)
            {
                _chains[BucketOf(present)]++;
            }
        }
        else
        {
            ref int chain = ref _chains[BucketOf(key)];
            _steps += chain;
            chain += isNew ? 1 : 0;
        }

        if (_steps > FreeSteps + (StepsPerKey * count))
        {
            throw reader.Error($"too many of the first {count + 1} keys collide; send keys whose hash codes differ", start);
        }
    }

    private readonly uint BucketOf(TKey key) => (uint)(key?.GetHashCode() ?? 0) % (uint)_chains!.Length;
}
