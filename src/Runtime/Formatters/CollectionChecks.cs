using System.Runtime.CompilerServices;

namespace TypedMq.Formatters;

/// <summary>What the formatters of collections have in common.</summary>
internal static class CollectionChecks
{
    /// <summary>At most 16 KiB are allocated ahead of what has been decoded.</summary>
    public static int InitialCapacity<T>() => Math.Max(16384 / Unsafe.SizeOf<T>(), 4);

    public static void IfNull(object? collection)
    {
        if (collection is null)
        {
            throw new MqEncodeException("A collection is null where its contract declares it non-nullable. Set it, or declare it nullable.");
        }
    }

    /// <summary>What was written must be what the header announced.</summary>
    public static void IfChanged(int announced, int written)
    {
        if (announced != written)
        {
            throw new MqEncodeException($"A collection has a Count of {announced}, but gave {written} items: it was changed while it was sent. Send a copy, or lock it.");
        }
    }

    /// <summary>Reads the header of an array whose length is fixed.</summary>
    public static void ReadHeader(ref MqReader reader, int expected, string what)
    {
        int start = reader.Position;
        int count = reader.ReadArrayHeader();
        if (count != expected)
        {
            throw reader.Error($"{what} is an array of {expected}, found {count}", start);
        }
    }
}
