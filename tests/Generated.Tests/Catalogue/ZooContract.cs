using System.Reflection;
using TypedMq.Formatters;
using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests.Catalogue;

/// <summary>A contract with its formatter, so that tests can be about each of them.</summary>
internal abstract class ZooContract
{
    /// <summary>Every contract of the zoo that has no type parameters, and some closings of those that have.</summary>
    public static IReadOnlyDictionary<string, ZooContract> All { get; } = FindAll().ToDictionary(static contract => contract.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. All.Keys.Order(StringComparer.Ordinal)];

    public abstract Type Type { get; }

    /// <summary>The most bytes that any value takes, by the formatter's own account.</summary>
    public abstract int MaxSize { get; }

    public string Name => NameOf(Type);

    /// <summary>Writes into a buffer of any size.</summary>
    /// <returns>How many bytes the value takes, whether they fit or not.</returns>
    public abstract long Write(Span<byte> buffer, object? value, out bool overflowed);

    /// <summary>Reads a value and expects the message to end with it.</summary>
    public abstract object? Read(ReadOnlySpan<byte> message);

    /// <summary>Reads into a value that is there already, and expects the message to end with it.</summary>
    public abstract object? ReadInto(ReadOnlySpan<byte> message, object? value);

    /// <summary>Reads into the value that was read into before, also where that was refused half-way.</summary>
    /// <returns>How many bytes it took.</returns>
    public abstract int ConsumeInto(ReadOnlySpan<byte> message);

    /// <summary>Reads a value and drops it, without boxing it; what follows it is no concern.</summary>
    /// <returns>How many bytes it took.</returns>
    public abstract int Consume(ReadOnlySpan<byte> message);

    /// <summary>Any contract of this assembly that has no type parameters.</summary>
    public static ZooContract Of(Type contract) =>
        Close(typeof(ZooContract).Assembly.GetCustomAttributes<MqGeneratedFormatterAttribute>().Single(found => found.Contract == contract));

    public byte[] Write(object? value)
    {
        byte[] buffer = new byte[256];
        long length = Write(buffer, value, out bool overflowed);
        if (overflowed)
        {
            buffer = new byte[length];
            Assert.Equal(length, Write(buffer, value, out overflowed));
            Assert.False(overflowed);
        }

        return buffer[..(int)length];
    }

    public override string ToString() => Name;

    private static IEnumerable<ZooContract> FindAll()
    {
        foreach (MqGeneratedFormatterAttribute found in typeof(ZooContract).Assembly.GetCustomAttributes<MqGeneratedFormatterAttribute>())
        {
            // The constructor of Marked changes what it is given, so that others can see that it ran.
            if (found.Contract.Namespace == typeof(Marked).Namespace && !found.Contract.IsGenericTypeDefinition && found.Contract != typeof(Marked))
            {
                yield return Close(found);
            }
        }

        yield return new ZooContract<BoxFormatter<int, Int32Formatter>, Box<int>>();
        yield return new ZooContract<BoxFormatter<string, StringFormatter>, Box<string>>();
        yield return new ZooContract<BoxFormatter<List<decimal>, ListFormatter<DecimalFormatter, decimal>>, Box<List<decimal>>>();
        yield return new ZooContract<PairFormatter<string, double, StringFormatter, DoubleFormatter>, Pair<string, double>>();
        yield return new ZooContract<ChainFormatter<string, StringFormatter>, Chain<string>>();
        yield return new ZooContract<ChainFormatter<Tree, TreeFormatter>, Chain<Tree>>();
        yield return new ZooContract<GuardedFormatter<int, PlainClass, Int32Formatter, PlainClassFormatter>, Guarded<int, PlainClass>>();
        yield return new ZooContract<KnownFormatter<IShape, IShapeFormatter>, Known<IShape>>();
    }

    private static ZooContract Close(MqGeneratedFormatterAttribute found) =>
        (ZooContract)Activator.CreateInstance(typeof(ZooContract<,>).MakeGenericType(found.Formatter, found.Contract))!;

    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;
}

/// <inheritdoc/>
internal sealed class ZooContract<TFormatter, T> : ZooContract
    where TFormatter : struct, IMqFormatter<T>
{
    public override Type Type => typeof(T);

    public override int MaxSize => TFormatter.MaxSize;

    [ThreadStatic]
    private static T? _kept;

    public override long Write(Span<byte> buffer, object? value, out bool overflowed)
    {
        MqWriter writer = new(buffer);
        T typed = (T)value!;
        TFormatter.Write(ref writer, in typed);
        overflowed = writer.Overflowed;
        return writer.Length;
    }

    public override object? Read(ReadOnlySpan<byte> message)
    {
        MqReader reader = new(message);
        T value = TFormatter.Read(ref reader);
        reader.End();
        return value;
    }

    public override object? ReadInto(ReadOnlySpan<byte> message, object? value)
    {
        MqReader reader = new(message);
        T typed = (T)value!;
        TFormatter.ReadInto(ref reader, ref typed);
        reader.End();
        return typed;
    }

    public override int ConsumeInto(ReadOnlySpan<byte> message)
    {
        MqReader reader = new(message);
        TFormatter.ReadInto(ref reader, ref _kept!);
        return reader.Position;
    }

    public override int Consume(ReadOnlySpan<byte> message)
    {
        MqReader reader = new(message);
        TFormatter.Read(ref reader);
        return reader.Position;
    }
}
