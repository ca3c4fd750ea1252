using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TypedMq.Tests.Catalogue;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>
/// What a peer should see of a value, as text: docs/wire-format.md written a second time, by reflection and without regard to bytes. The grammar is
/// that of the peers: n, t, f, 5, d and the bits of a double, s and b and hexadecimal bytes, Tseconds:nanoseconds, [a b], {k=v k=v}.
/// </summary>
internal static class Expected
{
    private static readonly MethodInfo BytesMethod = typeof(Expected).GetMethod(nameof(Bytes), BindingFlags.Static | BindingFlags.NonPublic)!;
    private static readonly MethodInfo ItemsOfInlineArrayMethod = typeof(Expected).GetMethod(nameof(ItemsOfInlineArray), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>What is seen of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="declared">The type that the contract names, which decides whether a union is around it.</param>
    /// <param name="compact">Whether GUIDs and decimal numbers are binary.</param>
    public static string Of(object? value, Type declared, bool compact = false)
    {
        MqUnionAttribute[] cases = [.. declared.GetCustomAttributes<MqUnionAttribute>(inherit: false)];
        if (value is not null && cases.Length > 0)
        {
            int tag = cases.Single(union => union.Contract == value.GetType()).Tag;
            return $"[{tag} {Of(value, value.GetType(), compact)}]";
        }

        return value switch
        {
            null => "n",
            true => "t",
            false => "f",
            Colour colour => Text(colour.ToString()),
            Enum number => Convert.ToString(Convert.ChangeType(number, Enum.GetUnderlyingType(number.GetType()), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)!,
            char unit => Integer((int)unit),
            sbyte or byte or short or ushort or int or uint or long or ulong => Integer((IFormattable)value),
            float number => Double(number),
            Half number => Double((float)number),
            double number => Double(number),
            Int128 number => Binary(Bytes(number)),
            UInt128 number => Binary(Bytes(number)),
            Guid identifier => compact ? Binary(identifier.ToByteArray()) : Text(identifier.ToString("D")),
            decimal number => compact ? Binary(Bytes(number)) : Text(number.ToString(CultureInfo.InvariantCulture)),
            DateTime time => Timestamp(time),
            DateTimeOffset time => $"[{Timestamp(time.DateTime)} {Integer((int)time.Offset.TotalMinutes)}]",
            TimeSpan duration => Integer(duration.Ticks),
            DateOnly date => Integer(date.DayNumber),
            TimeOnly time => Integer(time.Ticks),
            string text => Text(text),
            byte[] bytes => Binary(bytes),
            Memory<byte> bytes => Binary(bytes.Span),
            ReadOnlyMemory<byte> bytes => Binary(bytes.Span),
            IDictionary map => Map(map, declared.GetGenericArguments(), compact),
            IEnumerable items when IsDefault(items) => "n",
            IEnumerable items => Array(items.Cast<object?>(), declared.IsArray ? declared.GetElementType()! : declared.GetGenericArguments()[0], compact),
            _ => OfStruct(value, compact),
        };
    }

    private static string OfStruct(object value, bool compact)
    {
        Type type = value.GetType();
        if (type.IsDefined(typeof(InlineArrayAttribute)))
        {
            Type item = type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)[0].FieldType;
            return Array(((IEnumerable)ItemsOfInlineArrayMethod.MakeGenericMethod(type, item).Invoke(null, [value])!).Cast<object?>(), item, compact);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(FixedUtf8<>))
        {
            return Text(value.ToString()!);
        }

        if (type.GetCustomAttribute<MqContractAttribute>(inherit: false) is { Layout: MqLayout.Raw })
        {
            return Binary((byte[])BytesMethod.MakeGenericMethod(type).Invoke(null, [value])!);
        }

        // Tuples and pairs: their fields in order. The eighth field of a long tuple is a tuple itself.
        return type.IsDefined(typeof(MqContractAttribute), inherit: false)
            ? Contract(value)
            : $"[{string.Join(' ', type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Select(field => Of(field.GetValue(value), field.FieldType, compact)))}]";
    }

    private static string Contract(object contract)
    {
        ContractMember[] members = ContractMember.Of(contract.GetType());
        if (members.Any(static member => member.Key is string))
        {
            return $"{{{string.Join(' ', members.Select(member => $"{Text((string)member.Key)}={Member(contract, member)}"))}}}";
        }

        string[] places = [.. Enumerable.Repeat("n", members.Length == 0 ? 0 : members.Max(static member => (int)member.Key) + 1)];
        foreach (ContractMember member in members)
        {
            places[(int)member.Key] = Member(contract, member);
        }

        return $"[{string.Join(' ', places)}]";
    }

    private static string Member(object contract, ContractMember member)
    {
        object? value = member.Field.GetValue(contract);
        return member.Formatter is null ? Of(value, member.Field.FieldType, member.IsCompact)
            : member.Formatter == typeof(CentiFormatter) ? Integer(value is double degrees ? (short)Math.Round(degrees * 100) : short.MinValue)
            : value is null ? "n"
            : Text(value.ToString()!);
    }

    private static string Array(IEnumerable<object?> items, Type item, bool compact) => $"[{string.Join(' ', items.Select(value => Of(value, item, compact)))}]";

    private static string Map(IDictionary map, Type[] types, bool compact) =>
        $"{{{string.Join(' ', map.Keys.Cast<object>().Select(key => $"{Of(key, types[0], compact)}={Of(map[key], types[1], compact)}"))}}}";

    private static string Integer(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Double(double number) => double.IsNaN(number) ? "dnan" : "d" + BitConverter.DoubleToInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture);

    private static string Text(string text) => "s" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    private static string Binary(ReadOnlySpan<byte> bytes) => "b" + Convert.ToHexStringLower(bytes);

    private static string Timestamp(DateTime time)
    {
        (Int128 seconds, Int128 rest) = Int128.DivRem((Int128)time.Ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerSecond);
        return rest < 0 ? $"T{seconds - 1}:{(rest + TimeSpan.TicksPerSecond) * 100}" : $"T{seconds}:{rest * 100}";
    }

    /// <summary>Numbers of 16 bytes and raw contracts travel as they are in the memory of a little-endian machine.</summary>
    private static byte[] Bytes<T>(T number)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in number)).ToArray();

    private static bool IsDefault(IEnumerable items) =>
        items.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) && (bool)type.GetProperty("IsDefault")!.GetValue(items)!;

    private static T[] ItemsOfInlineArray<TArray, T>(TArray array)
        where TArray : struct => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TArray, T>(ref array), Unsafe.SizeOf<TArray>() / Unsafe.SizeOf<T>()).ToArray();
}
