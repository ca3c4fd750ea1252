using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TypedMq.Tests.Catalogue;

/// <summary>Compares what was sent with what was read, member by member, by the types and by the bits.</summary>
internal static class Likeness
{
    private static readonly MethodInfo BytesOfMethod = typeof(Likeness).GetMethod(nameof(BytesOf), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>Where two values differ; null when they do not.</summary>
    public static string? Difference(object? sent, object? read, string path = "")
    {
        if (sent is null || read is null)
        {
            return sent is null && read is null ? null : Report(sent, read, path);
        }

        Type type = sent.GetType();
        if (type != read.GetType())
        {
            // Behind an interface one collection may stand for another.
            return sent is IEnumerable one and not string && read is IEnumerable other ? Items(one, other, path) : Report(type, read.GetType(), path);
        }

        switch (sent)
        {
            case double number:
                return BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits((double)read) || (double.IsNaN(number) && double.IsNaN((double)read)) ? null : Report(sent, read, path);
            case float number:
                return BitConverter.SingleToInt32Bits(number) == BitConverter.SingleToInt32Bits((float)read) || (float.IsNaN(number) && float.IsNaN((float)read)) ? null : Report(sent, read, path);
            case decimal number:
                return number == (decimal)read && number.Scale == ((decimal)read).Scale ? null : Report(sent, read, path);
            case DateTime time:
                return time == (DateTime)read && time.Kind == ((DateTime)read).Kind ? null : Report(sent, read, path);
            case DateTimeOffset time:
                return time.EqualsExact((DateTimeOffset)read) ? null : Report(sent, read, path);
            case Memory<byte> memory:
                return memory.Span.SequenceEqual(((Memory<byte>)read).Span) ? null : Report(sent, read, path);
            case ReadOnlyMemory<byte> memory:
                return memory.Span.SequenceEqual(((ReadOnlyMemory<byte>)read).Span) ? null : Report(sent, read, path);
            case IDictionary map:
                return Pairs(map, (IDictionary)read, path);
            case IEnumerable when IsDefault(type, sent) || IsDefault(type, read):
                return IsDefault(type, sent) && IsDefault(type, read) ? null : Report("default", "not default", path);
            case IEnumerable items and not string:
                return Items(items, (IEnumerable)read, path);
            case ITuple tuple:
                return Items(Enumerable.Range(0, tuple.Length).Select(index => tuple[index]), Enumerable.Range(0, tuple.Length).Select(index => ((ITuple)read)[index]), path);
        }

        if (IsContract(type))
        {
            foreach (ContractMember member in ContractMember.Of(type))
            {
                if (Difference(member.Field.GetValue(sent), member.Field.GetValue(read), $"{path}.{member.Field.Name}") is { } difference)
                {
                    return difference;
                }
            }

            return null;
        }

        // Inline arrays have no equality of their own, but no references either.
        bool same = type.IsDefined(typeof(InlineArrayAttribute)) ? InlineBytes(sent).AsSpan().SequenceEqual(InlineBytes(read)) : sent.Equals(read);
        return same ? null : Report(sent, read, path);
    }

    private static bool IsContract(Type type) => type.IsDefined(typeof(MqContractAttribute), inherit: false) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));

    private static bool IsDefault(Type type, object value) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) && (bool)type.GetProperty("IsDefault")!.GetValue(value)!;

    private static string? Items(IEnumerable sent, IEnumerable read, string path)
    {
        object?[] one = [.. sent.Cast<object?>()];
        object?[] other = [.. read.Cast<object?>()];
        if (one.Length != other.Length)
        {
            return Report($"{one.Length} items", $"{other.Length} items", path);
        }

        for (int i = 0; i < one.Length; i++)
        {
            if (Difference(one[i], other[i], $"{path}[{i}]") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static string? Pairs(IDictionary sent, IDictionary read, string path)
    {
        if (sent.Count != read.Count)
        {
            return Report($"{sent.Count} pairs", $"{read.Count} pairs", path);
        }

        foreach (DictionaryEntry pair in sent)
        {
            if (!read.Contains(pair.Key))
            {
                return Report(pair.Key, "no such key", path);
            }

            if (Difference(pair.Value, read[pair.Key], $"{path}[{pair.Key}]") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static byte[] InlineBytes(object array) => (byte[])BytesOfMethod.MakeGenericMethod(array.GetType()).Invoke(null, [array])!;

    private static byte[] BytesOf<TArray>(TArray array)
        where TArray : struct => MemoryMarshal.AsBytes(new ReadOnlySpan<TArray>(in array)).ToArray();

    private static string Report(object? sent, object? read, string path) => $"{path}: sent {sent ?? "null"}, read {read ?? "null"}";
}
