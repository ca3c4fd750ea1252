using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests.Catalogue;

/// <summary>Makes values of any contract, the edges of each type among them. The same seed and size make the same value.</summary>
/// <param name="seed">What decides.</param>
/// <param name="size">How many elements collections have, about.</param>
internal sealed partial class Values(int seed, int size)
{
    private const int MaxDepth = 5;

    private static readonly MethodInfo FillInlineArrayMethod = typeof(Values).GetMethod(nameof(FillInlineArray), BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly MethodInfo MakeImmutableArrayMethod = typeof(Values).GetMethod(nameof(MakeImmutableArray), BindingFlags.Static | BindingFlags.NonPublic)!;

    private readonly Random _random = new(seed);
    private int _depth;

    /// <summary>A value of a contract.</summary>
    public static object Make(ZooContract contract, int seed, int size) => new Values(seed, size).Make(contract.Type, null, int.MaxValue);

    private object? MakeOrNull(Type type, NullabilityInfo? nullability, int maxLength, bool isNullable)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return _random.Next(3) == 0 ? null : Make(underlying, nullability, maxLength);
        }

        // What may hold itself ends somewhere.
        return !type.IsValueType && isNullable && (_depth >= MaxDepth || _random.Next(4) == 0) ? null : Make(type, nullability, maxLength);
    }

    private object Make(Type type, NullabilityInfo? nullability, int maxLength)
    {
        if (Scalar(type, maxLength) is { } scalar)
        {
            return scalar;
        }

        if (type.IsArray)
        {
            object?[] items = Items(type.GetElementType()!, nullability?.ElementType, maxLength);
            Array array = Array.CreateInstance(type.GetElementType()!, items.Length);
            items.CopyTo(array, 0);
            return array;
        }

        if (type.IsDefined(typeof(InlineArrayAttribute)))
        {
            object array = RuntimeHelpers.GetUninitializedObject(type);
            return FillInlineArrayMethod.MakeGenericMethod(type, ElementOf(type)).Invoke(this, [array])!;
        }

        if (type.IsGenericType && type.Namespace is "System" or "System.Collections.Generic" or "System.Collections.Immutable")
        {
            return Generic(type, type.GetGenericArguments(), nullability, maxLength);
        }

        return type.IsDefined(typeof(MqContractAttribute), inherit: false) || type.IsValueType
            ? Contract(type)
            : throw new NotSupportedException($"Values cannot make a {type}: teach it to.");
    }

    private object Contract(Type type)
    {
        Type[] cases = [.. type.GetCustomAttributes<MqUnionAttribute>(inherit: false).Select(static union => union.Contract)];
        if (cases.Length > 0)
        {
            return Contract(_depth >= MaxDepth ? cases.MinBy(static type => ContractMember.Of(type).Length)! : cases[_random.Next(cases.Length)]);
        }

        // No constructor runs, so that every member gets a value, whoever may set it.
        object contract = RuntimeHelpers.GetUninitializedObject(type);
        _depth++;
        foreach (ContractMember member in ContractMember.Of(type))
        {
            member.Field.SetValue(contract, member.Formatter is { } formatter
                ? ForFormatter(formatter, member.IsNullable || Nullable.GetUnderlyingType(member.Field.FieldType) is not null)
                : MakeOrNull(member.Field.FieldType, member.Nullability, member.MaxLength, member.IsNullable));
        }

        _depth--;
        return contract;
    }

    /// <summary>A formatter of the user takes what it takes.</summary>
    private object? ForFormatter(Type formatter, bool isNullable)
    {
        if (isNullable && _random.Next(3) == 0)
        {
            return null;
        }

        return formatter == typeof(UriFormatter) ? new Uri("/" + _random.Next(), UriKind.RelativeOrAbsolute)
            : formatter == typeof(CentiFormatter) ? _random.Next(-short.MaxValue, short.MaxValue + 1) / 100.0
            : formatter == typeof(NameFormatter<Side>) ? (object)(Side)_random.Next(2)
            : throw new NotSupportedException($"Values does not know what {formatter} takes: teach it.");
    }

    private object Generic(Type type, Type[] arguments, NullabilityInfo? nullability, int maxLength)
    {
        Type definition = type.GetGenericTypeDefinition();
        if (definition == typeof(Memory<>) || definition == typeof(ReadOnlyMemory<>))
        {
            return Activator.CreateInstance(type, Blob(maxLength))!;
        }

        if (typeof(ITuple).IsAssignableFrom(type) || definition == typeof(KeyValuePair<,>))
        {
            return Activator.CreateInstance(type, [.. arguments.Select((argument, index) => Argument(argument, nullability, index))])!;
        }

        if (definition == typeof(Dictionary<,>) || definition == typeof(IDictionary<,>) || definition == typeof(IReadOnlyDictionary<,>))
        {
            IDictionary map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
            for (int count = Count(maxLength); count > 0; count--)
            {
                map[Make(arguments[0], null, int.MaxValue)] = Argument(arguments[1], nullability, 1);
            }

            return map;
        }

        object?[] items = Items(arguments[0], nullability?.GenericTypeArguments is [var item] ? item : null, maxLength);
        if (definition == typeof(ImmutableArray<>))
        {
            return MakeImmutableArrayMethod.MakeGenericMethod(arguments).Invoke(null, [items, _random.Next(8) == 0])!;
        }

        Array array = Array.CreateInstance(arguments[0], items.Length);
        items.CopyTo(array, 0);
        return Activator.CreateInstance((type.IsInterface ? typeof(List<>) : definition).MakeGenericType(arguments), array)!;
    }

    private object? Argument(Type type, NullabilityInfo? nullability, int index)
    {
        NullabilityInfo? argument = nullability?.GenericTypeArguments is { } arguments && index < arguments.Length ? arguments[index] : null;
        return MakeOrNull(type, argument, int.MaxValue, argument?.ReadState == NullabilityState.Nullable);
    }

    private object?[] Items(Type type, NullabilityInfo? nullability, int maxLength)
    {
        object?[] items = new object?[Count(maxLength)];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = MakeOrNull(type, nullability, int.MaxValue, nullability?.ReadState == NullabilityState.Nullable);
        }

        return items;
    }

    private int Count(int maxLength)
    {
        int count = _depth >= MaxDepth ? 0 : _random.Next(20) == 0 && _depth < 2 ? 16 + _random.Next(size + 1) : _random.Next((size / (1 + _depth)) + 2);
        return Math.Min(count, maxLength);
    }

    private static Type ElementOf(Type inlineArray) => inlineArray.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)[0].FieldType;

    private TArray FillInlineArray<TArray, T>(TArray array)
        where TArray : struct
    {
        Span<T> items = MemoryMarshal.CreateSpan(ref Unsafe.As<TArray, T>(ref array), Unsafe.SizeOf<TArray>() / Unsafe.SizeOf<T>());
        foreach (ref T item in items)
        {
            item = (T)Make(typeof(T), null, int.MaxValue);
        }

        return array;
    }

    private static ImmutableArray<T> MakeImmutableArray<T>(object?[] items, bool isDefault) => isDefault ? default : [.. items.Cast<T>()];
}
