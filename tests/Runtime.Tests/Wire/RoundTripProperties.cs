using FsCheck;
using FsCheck.Fluent;
using TypedMq.Formatters;

namespace TypedMq.Tests.Wire;

/// <summary>What is written is read back, for any value; and no value is longer than its formatter says.</summary>
public class RoundTripProperties
{
    [Fact]
    public void Integers_come_back()
    {
        Holds<Int64Formatter, long>(Integers);
        Holds<UInt64Formatter, ulong>(Integers.Select(value => (ulong)value));
        Holds<Int32Formatter, int>(Integers.Select(value => (int)value));
        Holds<UInt32Formatter, uint>(Integers.Select(value => (uint)value));
        Holds<Int16Formatter, short>(Integers.Select(value => (short)value));
        Holds<UInt16Formatter, ushort>(Integers.Select(value => (ushort)value));
        Holds<SByteFormatter, sbyte>(Integers.Select(value => (sbyte)value));
        Holds<ByteFormatter, byte>(Integers.Select(value => (byte)value));
        Holds<CharFormatter, char>(Integers.Select(value => (char)value));
        Holds<Int128Formatter, Int128>(Integers.SelectMany(high => Integers.Select(low => new Int128((ulong)high, (ulong)low))));
        Holds<UInt128Formatter, UInt128>(Integers.SelectMany(high => Integers.Select(low => new UInt128((ulong)high, (ulong)low))));
        Holds<EnumFormatter<Int64Enum, Int64Formatter, long>, Int64Enum>(Integers.Select(value => (Int64Enum)value));
    }

    [Fact]
    public void An_integer_is_read_as_every_type_that_holds_it_and_refused_by_the_others() => Check(Integers, value =>
    {
        byte[] bytes = Codecs.Of("long").Encode(value);
        return Fits("sbyte", sbyte.MinValue, sbyte.MaxValue)
            && Fits("byte", byte.MinValue, byte.MaxValue)
            && Fits("short", short.MinValue, short.MaxValue)
            && Fits("ushort", ushort.MinValue, ushort.MaxValue)
            && Fits("int", int.MinValue, int.MaxValue)
            && Fits("uint", uint.MinValue, uint.MaxValue)
            && Fits("ulong", 0, long.MaxValue);

        bool Fits(string type, long min, long max)
        {
            Codec codec = Codecs.Of(type);
            if (value < min || value > max)
            {
                codec.Refuse(bytes);
                return true;
            }

            return codec.Encode(codec.Decode(bytes)).AsSpan().SequenceEqual(bytes);
        }
    });

    [Fact]
    public void Floating_point_numbers_come_back_bit_for_bit()
    {
        Check(Integers, bits => BitConverter.DoubleToInt64Bits(RoundTrip<DoubleFormatter, double>(BitConverter.Int64BitsToDouble(bits))) == bits);
        Check(Integers, bits => BitConverter.SingleToInt32Bits(RoundTrip<SingleFormatter, float>(BitConverter.Int32BitsToSingle((int)bits))) == (int)bits);
        Check(Integers.Select(bits => BitConverter.Int16BitsToHalf((short)bits)), value => RoundTrip<HalfFormatter, Half>(value).Equals(value));
    }

    [Fact]
    public void Decimal_numbers_come_back_with_their_scale()
    {
        Gen<decimal> decimals = Integers.Select(value => (int)value).Four().SelectMany(
            parts => Gen.Choose(0, 28).Select(scale => new decimal(parts.Item1, parts.Item2, parts.Item3, parts.Item4 < 0, (byte)scale)));
        Check(decimals, value =>
        {
            decimal read = RoundTrip<DecimalFormatter, decimal>(value);
            return read == value && read.Scale == value.Scale;
        });
    }

    [Fact]
    public void Points_in_time_durations_and_identifiers_come_back()
    {
        Gen<long> ticks = Between(0, DateTime.MaxValue.Ticks);
        Check(ticks, value => RoundTrip<DateTimeFormatter, DateTime>(new DateTime(value, DateTimeKind.Utc)).Ticks == value);
        Check(ticks, value => RoundTrip<DateTimeFormatter, DateTime>(new DateTime(value, DateTimeKind.Unspecified)).Ticks == value);
        Holds<TimeSpanFormatter, TimeSpan>(Integers.Select(value => new TimeSpan(value)));
        Holds<DateOnlyFormatter, DateOnly>(Between(0, DateOnly.MaxValue.DayNumber).Select(day => DateOnly.FromDayNumber((int)day)));
        Holds<TimeOnlyFormatter, TimeOnly>(Between(0, TimeOnly.MaxValue.Ticks).Select(value => new TimeOnly(value)));
        Holds<GuidFormatter, Guid>(Integers.Two().Select(parts => new Guid([.. BitConverter.GetBytes(parts.Item1), .. BitConverter.GetBytes(parts.Item2)])));

        long day = TimeSpan.TicksPerDay;
        Gen<DateTimeOffset> offsets = Between(day, DateTime.MaxValue.Ticks - day).SelectMany(
            clock => Gen.Choose(-14 * 60, 14 * 60).Select(minutes => new DateTimeOffset(clock, TimeSpan.FromMinutes(minutes))));
        Check(offsets, value => RoundTrip<DateTimeOffsetFormatter, DateTimeOffset>(value).EqualsExact(value));
    }

    [Fact]
    public void Strings_come_back_and_lone_surrogates_become_the_replacement_character() => Check(
        Texts,
        text => RoundTrip<StringFormatter, string>(text) == System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Binary_data_comes_back() => Check(
        Integers.Select(value => (byte)value).ArrayOf(),
        value => RoundTrip<BinaryFormatter, byte[]>(value).AsSpan().SequenceEqual(value));

    [Fact]
    public void Nullable_values_come_back()
    {
        Holds<NullableFormatter<Int32Formatter, int>, int?>(Gen.OneOf(Gen.Constant((int?)null), Integers.Select(value => (int?)value)));
        Holds<OptionalFormatter<BinaryFormatter, byte[]>, byte[]?>(Gen.Constant((byte[]?)null));
    }

    [Fact]
    public void Arrays_and_lists_come_back_in_order()
    {
        Check(Integers.ArrayOf(), value => RoundTrip<ArrayFormatter<Int64Formatter, long>, long[]>(value).AsSpan().SequenceEqual(value));
        Check(Texts.ListOf(), value => RoundTrip<ListFormatter<StringFormatter, string>, List<string>>([.. value.Select(WellFormed)]).SequenceEqual(value.Select(WellFormed)));
        Check(
            Integers.ListOf().ListOf(),
            value =>
            {
                List<List<long>> lists = [.. value.Select(inner => inner.ToList())];
                List<List<long>> read = RoundTrip<ListFormatter<ListFormatter<Int64Formatter, long>, List<long>>, List<List<long>>>(lists);
                return read.Count == lists.Count && read.Zip(lists).All(pair => pair.First.SequenceEqual(pair.Second));
            });
    }

    [Fact]
    public void Dictionaries_come_back() => Check(
        Texts.Select(WellFormed).SelectMany(key => Integers.Select(value => KeyValuePair.Create(key, value))).ListOf(),
        pairs =>
        {
            Dictionary<string, long> value = [];
            foreach ((string key, long item) in pairs)
            {
                value[key] = item;
            }

            Dictionary<string, long> read = RoundTrip<DictionaryFormatter<StringFormatter, string, Int64Formatter, long>, Dictionary<string, long>>(value);
            return read.Count == value.Count && value.All(pair => read[pair.Key] == pair.Value);
        });

    [Fact]
    public void Every_bound_is_reached_by_some_value()
    {
        Reaches<BooleanFormatter, bool>(true);
        Reaches<SByteFormatter, sbyte>(sbyte.MinValue);
        Reaches<ByteFormatter, byte>(byte.MaxValue);
        Reaches<Int16Formatter, short>(short.MaxValue);
        Reaches<UInt16Formatter, ushort>(ushort.MaxValue);
        Reaches<Int32Formatter, int>(int.MinValue);
        Reaches<UInt32Formatter, uint>(uint.MaxValue);
        Reaches<Int64Formatter, long>(long.MinValue);
        Reaches<UInt64Formatter, ulong>(ulong.MaxValue);
        Reaches<CharFormatter, char>(char.MaxValue);
        Reaches<HalfFormatter, Half>(Half.One);
        Reaches<SingleFormatter, float>(1);
        Reaches<DoubleFormatter, double>(1);
        Reaches<Int128Formatter, Int128>(1);
        Reaches<UInt128Formatter, UInt128>(1);
        Reaches<GuidFormatter, Guid>(Guid.Empty);
        Reaches<DecimalFormatter, decimal>(-7.9228162514264337593543950335m);
        Reaches<DateTimeFormatter, DateTime>(DateTime.MinValue);
        Reaches<DateTimeOffsetFormatter, DateTimeOffset>(new(1900, 1, 1, 0, 0, 0, TimeSpan.FromHours(-14)));
        Reaches<TimeSpanFormatter, TimeSpan>(TimeSpan.MaxValue);
        Reaches<DateOnlyFormatter, DateOnly>(DateOnly.MaxValue);
        Reaches<TimeOnlyFormatter, TimeOnly>(TimeOnly.MaxValue);
        Reaches<NullableFormatter<Int64Formatter, long>, long?>(long.MaxValue);
    }

    /// <summary>Integers of every magnitude, the bounds of the formats above all.</summary>
    private static Gen<long> Integers { get; } =
        from shift in Gen.Choose(0, 63)
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        from near in Gen.Choose(-2, 2)
        from exact in Gen.Elements(true, false)
        select exact ? unchecked((1L << shift) + near) : (((long)high << 32) | (uint)low) >> shift;

    /// <summary>Texts of any UTF-16 code units, around the lengths at which headers grow.</summary>
    private static Gen<string> Texts { get; } =
        from length in Gen.OneOf(Gen.Choose(0, 40), Gen.Choose(80, 90), Gen.Choose(120, 130), Gen.Choose(250, 260))
        from units in Gen.OneOf(
            Gen.Choose(0, 0x7F),
            Gen.Choose(0x80, 0x7FF),
            Gen.Choose(0x800, 0xFFFF),
            Gen.Choose(0xD7F0, 0xE010)).ArrayOf(length)
        select string.Create(units.Length, units, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = (char)source[i];
            }
        });

    private static Gen<long> Between(long min, long max) =>
        from value in Integers
        from edge in Gen.Choose(0, 9)
        select edge switch { 0 => min, 1 => max, _ => min + (long)((ulong)value % (ulong)(max - min + 1)) };

    private static string WellFormed(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    private static void Holds<TFormatter, T>(Gen<T> values)
        where TFormatter : struct, IMqFormatter<T> => Check(values, value => EqualityComparer<T>.Default.Equals(RoundTrip<TFormatter, T>(value), value));

    /// <summary>The same thousand values in every run.</summary>
    private static void Check<T>(Gen<T> values, Func<T, bool> property) => Prop.ForAll(values.ToArbitrary(), property)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithReplay(0xC0FFEE, 0xBEEF).WithQuietOnSuccess(true));

    private static T RoundTrip<TFormatter, T>(T value)
        where TFormatter : struct, IMqFormatter<T>
    {
        Codec<TFormatter, T> codec = new(typeof(T).Name, _ => default!);
        byte[] bytes = codec.Encode(value);
        Assert.InRange(bytes.Length, 1, TFormatter.MaxSize);
        return (T)codec.Decode(bytes)!;
    }

    private static void Reaches<TFormatter, T>(T value)
        where TFormatter : struct, IMqFormatter<T> => Assert.Equal(TFormatter.MaxSize, new Codec<TFormatter, T>(typeof(T).Name, _ => default!).Encode(value).Length);
}
