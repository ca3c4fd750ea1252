using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace TypedMq.Tests.Catalogue;

/// <summary>What of a contract travels, seen through reflection: independent of what the generator thinks of it.</summary>
/// <param name="Field">Where the value is.</param>
/// <param name="Nullability">What the compiler noted of the declared type; null inside of generic contracts, where it does not know.</param>
/// <param name="IsNullable">Whether the member itself may be null.</param>
/// <param name="MaxLength">The limit of its length.</param>
/// <param name="Formatter">The formatter of the user; null for none.</param>
/// <param name="Key">Its place in the array, or its name in the map.</param>
/// <param name="IsCompact">Whether GUIDs and decimal numbers in it are binary.</param>
internal sealed record ContractMember(FieldInfo Field, NullabilityInfo? Nullability, bool IsNullable, int MaxLength, Type? Formatter, object Key, bool IsCompact)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<Type, ContractMember[]> Known = new();

    /// <summary>Every field of a contract and of its bases, the bases first, but those that are ignored and those of properties that are overridden.</summary>
    public static ContractMember[] Of(Type contract) => Known.GetOrAdd(contract, static type =>
    {
        List<ContractMember> members = [];
        int inherited = 0;
        HashSet<string> overridden = [];
        for (Type? declaring = type; declaring is not null && declaring != typeof(object) && declaring != typeof(ValueType); declaring = declaring.BaseType)
        {
            foreach (FieldInfo field in declaring.GetFields(Declared))
            {
                PropertyInfo? property = PropertyOf(field);
                if (((MemberInfo?)property ?? field).IsDefined(typeof(MqIgnoreAttribute)) || (property is not null && overridden.Contains(property.Name)))
                {
                    continue;
                }

                if (property?.GetMethod is { IsVirtual: true } getter && getter.GetBaseDefinition() != getter)
                {
                    overridden.Add(property.Name);
                }

                members.Insert(inherited++, Describe(field, property));
            }

            inherited = 0;
        }

        return [.. members];
    });

    private static PropertyInfo? PropertyOf(FieldInfo field) => field.Name is ['<', ..] && field.Name.IndexOf('>', StringComparison.Ordinal) is > 0 and var end
        ? field.DeclaringType!.GetProperty(field.Name[1..end], Declared)
        : null;

    private static ContractMember Describe(FieldInfo field, PropertyInfo? property)
    {
        MemberInfo member = (MemberInfo?)property ?? field;
        Type declaring = field.DeclaringType!;
        ParameterInfo? parameter = declaring.GetConstructors(Declared)
            .SelectMany(static constructor => constructor.GetParameters())
            .FirstOrDefault(parameter => parameter.Name == member.Name);
        NullabilityInfo nullability = property is null ? new NullabilityInfoContext().Create(field) : new NullabilityInfoContext().Create(property);
        bool isGeneric = declaring.IsGenericType;
        MqKeyAttribute? key = Attribute<MqKeyAttribute>(member, parameter);
        bool isNullable = isGeneric ? IsAnnotated(member) : nullability.ReadState == NullabilityState.Nullable;
        return new(
            field,
            isGeneric ? null : nullability,
            isNullable,
            Attribute<MqMaxLengthAttribute>(member, parameter)?.Length ?? int.MaxValue,
            Attribute<MqFormatterAttribute>(member, parameter)?.Formatter,
            (object?)key?.Text ?? key?.Key ?? parameter?.Position ?? -1,
            Attribute<MqCompactAttribute>(member, parameter) is not null || declaring.IsDefined(typeof(MqCompactAttribute), inherit: false));
    }

    private static T? Attribute<T>(MemberInfo member, ParameterInfo? parameter)
        where T : Attribute => member.GetCustomAttribute<T>() ?? parameter?.GetCustomAttribute<T>();

    /// <summary>A type parameter is as nullable as its argument, which is not to be seen here; <c>T?</c> is.</summary>
    private static bool IsAnnotated(MemberInfo member) => member.GetCustomAttribute<NullableAttribute>() is { NullableFlags: [2, ..] };
}
