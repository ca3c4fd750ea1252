using System.Reflection;
using TypedMq.Conformance;
using TypedMq.Transports;

namespace TypedMq.ConformanceReport;

/// <summary>What a test says that it shows.</summary>
/// <param name="Id">The statement.</param>
/// <param name="Refuses">Whether it shows that the statement is refused by name, not that it holds.</param>
/// <param name="Transports">The transports that it is about; <c>every</c> stands for all.</param>
/// <param name="Layers">The layers that it is about.</param>
/// <param name="Test">The test.</param>
internal sealed record Proof(string Id, bool Refuses, string[] Transports, string[] Layers, string Test)
{
    public const string EveryTransport = "every";

    /// <summary>Reads the traits of the tests in all test assemblies beside this program; none is run.</summary>
    public static IEnumerable<Proof> ReadAll() => Directory.GetFiles(AppContext.BaseDirectory, "*.Tests.dll").Order(StringComparer.Ordinal).SelectMany(Read);

    /// <summary>Reads which tests say that they use a shape of a method: its name stands in place of a statement's.</summary>
    public static IEnumerable<Proof> ReadShapes() => Directory.GetFiles(AppContext.BaseDirectory, "*.Tests.dll").Order(StringComparer.Ordinal).SelectMany(static path => Read(path, "Shape"));

    private static IEnumerable<Proof> Read(string path) => Read(path, "Accepts", "Refuses");

    private static IEnumerable<Proof> Read(string path, params string[] keys) =>
        from type in Assembly.LoadFrom(path).GetTypes()
        where type is { IsClass: true, IsAbstract: false }
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
        where method.CustomAttributes.Any(static attribute => attribute.AttributeType.IsAssignableTo(typeof(FactAttribute)))
        let own = Traits(method).ToArray()
        let ofClass = Traits(type).ToArray()
        from trait in own.Concat(ofClass)
        where keys.Contains(trait.Key)
        let refuses = trait.Key == "Refuses" || own.Any(item => item.Key == "Capability" && !Can(type, item.Value))
        select new Proof(trait.Value, refuses, Values("Transport", own, ofClass), Values("Layer", own, ofClass), $"{type.FullName}.{method.Name}");

    /// <summary>What a test says itself wins over what its class says.</summary>
    private static string[] Values(string key, KeyValuePair<string, string>[] own, KeyValuePair<string, string>[] ofClass) =>
        [.. (own.Any(trait => trait.Key == key) ? own : ofClass).Where(trait => trait.Key == key).Select(static trait => trait.Value)];

    /// <summary>A test of the suite that needs a capability shows the refusal for a transport that lacks it.</summary>
    private static bool Can(Type test, string capability)
    {
        if (!test.IsAssignableTo(typeof(TransportConformance)))
        {
            return true;
        }

        MethodInfo configure = typeof(TransportConformance).GetMethod("Configure", BindingFlags.NonPublic | BindingFlags.Instance)!;
        using TransportConformance suite = (TransportConformance)Activator.CreateInstance(test)!;
        using MqNode node = MqNode.Create(options => configure.Invoke(suite, [options]));
        return (bool)typeof(MqCapabilities).GetProperty(capability)!.GetValue(node.GetCapabilities())!;
    }

    private static IEnumerable<KeyValuePair<string, string>> Traits(MemberInfo? member)
    {
        for (; member is not null; member = (member as Type)?.BaseType)
        {
            foreach (CustomAttributeData attribute in member.CustomAttributes.Where(static attribute => attribute.AttributeType == typeof(TraitAttribute)))
            {
                yield return new((string)attribute.ConstructorArguments[0].Value!, (string)attribute.ConstructorArguments[1].Value!);
            }
        }
    }
}
