using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using TypedMq.Formatters;

namespace TypedMq.Tests.Wire;

internal enum ByteEnum : byte { A = 0, B = 1, Max = byte.MaxValue }

internal enum SByteEnum : sbyte { Min = sbyte.MinValue, MinusOne = -1, Zero = 0, Max = sbyte.MaxValue }

internal enum Int16Enum : short { Min = short.MinValue, Zero = 0, Max = short.MaxValue }

internal enum UInt16Enum : ushort { Zero = 0, Mid = 256, Max = ushort.MaxValue }

internal enum Int32Enum { Min = int.MinValue, MinusOne = -1, Zero = 0, One = 1, Max = int.MaxValue }

internal enum UInt32Enum : uint { Zero = 0, Mid = 65536, Max = uint.MaxValue }

internal enum Int64Enum : long { Min = long.MinValue, Zero = 0, Max = long.MaxValue }

internal enum UInt64Enum : ulong { Zero = 0, Big = 4294967296, Max = ulong.MaxValue }

/// <summary>
/// Every built-in formatter. A value type <c>T</c> comes with <c>T?</c>, <c>T[]</c>, <c>List&lt;T&gt;</c> and <c>Dictionary&lt;string, T&gt;</c>.
/// </summary>
internal static class Codecs
{
    private static readonly Dictionary<string, Codec> ByType = [];

    static Codecs()
    {
        AddValue<BooleanFormatter, bool>("bool", bool.Parse);
        AddNumber<SByteFormatter, sbyte>("sbyte");
        AddNumber<ByteFormatter, byte>("byte");
        AddNumber<Int16Formatter, short>("short");
        AddNumber<UInt16Formatter, ushort>("ushort");
        AddNumber<Int32Formatter, int>("int");
        AddNumber<UInt32Formatter, uint>("uint");
        AddNumber<Int64Formatter, long>("long");
        AddNumber<UInt64Formatter, ulong>("ulong");
        AddNumber<Int128Formatter, Int128>("Int128");
        AddNumber<UInt128Formatter, UInt128>("UInt128");
        AddNumber<HalfFormatter, Half>("Half");
        AddNumber<SingleFormatter, float>("float");
        AddNumber<DoubleFormatter, double>("double");
        AddNumber<DecimalFormatter, decimal>("decimal");
        AddValue<CharFormatter, char>("char", text => Regex.Unescape(text)[0]);
        AddValue<GuidFormatter, Guid>("Guid", Guid.Parse);
        AddValue<DateTimeFormatter, DateTime>("DateTime", text => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind));
        AddValue<DateTimeOffsetFormatter, DateTimeOffset>("DateTimeOffset", text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));
        AddValue<TimeSpanFormatter, TimeSpan>("TimeSpan", text => TimeSpan.Parse(text, CultureInfo.InvariantCulture));
        AddValue<DateOnlyFormatter, DateOnly>("DateOnly", text => DateOnly.Parse(text, CultureInfo.InvariantCulture));
        AddValue<TimeOnlyFormatter, TimeOnly>("TimeOnly", text => TimeOnly.Parse(text, CultureInfo.InvariantCulture));

        AddEnum<ByteEnum, ByteFormatter, byte>();
        AddEnum<SByteEnum, SByteFormatter, sbyte>();
        AddEnum<Int16Enum, Int16Formatter, short>();
        AddEnum<UInt16Enum, UInt16Formatter, ushort>();
        AddEnum<Int32Enum, Int32Formatter, int>();
        AddEnum<UInt32Enum, UInt32Formatter, uint>();
        AddEnum<Int64Enum, Int64Formatter, long>();
        AddEnum<UInt64Enum, UInt64Formatter, ulong>();
        AddEnum<DayOfWeek, Int32Formatter, int>();

        Add<StringFormatter, string>("string", Text);
        Add<OptionalFormatter<StringFormatter, string>, string?>("string?", Optional(Text));
        Add<ArrayFormatter<OptionalFormatter<StringFormatter, string>, string?>, string?[]>("string?[]", Items(Optional(Text)));
        Add<BinaryFormatter, byte[]>("byte[]", Bytes);
        Add<OptionalFormatter<BinaryFormatter, byte[]>, byte[]?>("byte[]?", Optional(Bytes));
        Add<OptionalFormatter<ArrayFormatter<Int32Formatter, int>, int[]>, int[]?>("int[]?", Optional(Items(Int32)));
        Add<ArrayFormatter<ArrayFormatter<Int32Formatter, int>, int[]>, int[][]>("int[][]", Items(Items(Int32)));
        Add<ListFormatter<ListFormatter<Int32Formatter, int>, List<int>>, List<List<int>>>("List<List<int>>", List(List(Int32)));
        Add<DictionaryFormatter<Int32Formatter, int, BooleanFormatter, bool>, Dictionary<int, bool>>(
            "Dictionary<int, bool>", Pairs(Int32, text => bool.Parse(text.GetString()!)));
        Add<DictionaryFormatter<EnumFormatter<ByteEnum, ByteFormatter, byte>, ByteEnum, Int32Formatter, int>, Dictionary<ByteEnum, int>>(
            "Dictionary<ByteEnum, int>", Pairs(text => Enum.Parse<ByteEnum>(text.GetString()!), Int32));
    }

    public static IReadOnlyCollection<Codec> All => ByType.Values;

    public static Codec Of(string type) => ByType[type];

    private static void AddNumber<TFormatter, T>(string type)
        where TFormatter : struct, IMqFormatter<T>
        where T : struct, IParsable<T> => AddValue<TFormatter, T>(type, text => T.Parse(text, CultureInfo.InvariantCulture));

    private static void AddEnum<TEnum, TFormatter, TUnderlying>()
        where TEnum : unmanaged, Enum
        where TFormatter : struct, IMqFormatter<TUnderlying>
        where TUnderlying : unmanaged => AddValue<EnumFormatter<TEnum, TFormatter, TUnderlying>, TEnum>(typeof(TEnum).Name, Enum.Parse<TEnum>);

    private static void AddValue<TFormatter, T>(string type, Func<string, T> parse)
        where TFormatter : struct, IMqFormatter<T>
        where T : struct
    {
        T Value(JsonElement text) => parse(text.GetString()!);
        Add<TFormatter, T>(type, Value);
        Add<NullableFormatter<TFormatter, T>, T?>(type + "?", text => text.ValueKind == JsonValueKind.Null ? null : Value(text));
        Add<ArrayFormatter<TFormatter, T>, T[]>(type + "[]", Items(Value));
        Add<ListFormatter<TFormatter, T>, List<T>>($"List<{type}>", List(Value));
        Add<DictionaryFormatter<StringFormatter, string, TFormatter, T>, Dictionary<string, T>>($"Dictionary<string, {type}>", Pairs(Text, Value));
    }

    /// <summary>A type that two lines name (<c>byte[]</c> is binary data, not an array of numbers) belongs to the later line.</summary>
    private static void Add<TFormatter, T>(string type, Func<JsonElement, T> parse)
        where TFormatter : struct, IMqFormatter<T> => ByType[type] = new Codec<TFormatter, T>(type, parse);

    private static int Int32(JsonElement text) => int.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static string Text(JsonElement text) => Regex.Unescape(text.GetString()!);

    private static byte[] Bytes(JsonElement text) => Convert.FromHexString(text.GetString()!);

    private static Func<JsonElement, T?> Optional<T>(Func<JsonElement, T> parse)
        where T : class => text => text.ValueKind == JsonValueKind.Null ? null : parse(text);

    private static Func<JsonElement, T[]> Items<T>(Func<JsonElement, T> parse) => text => [.. text.EnumerateArray().Select(parse)];

    private static Func<JsonElement, List<T>> List<T>(Func<JsonElement, T> parse) => text => [.. text.EnumerateArray().Select(parse)];

    private static Func<JsonElement, Dictionary<TKey, TValue>> Pairs<TKey, TValue>(Func<JsonElement, TKey> key, Func<JsonElement, TValue> value)
        where TKey : notnull => text => text.EnumerateArray().ToDictionary(pair => key(pair[0]), pair => value(pair[1]));
}
