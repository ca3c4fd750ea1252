using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using TypedMq.Conformance;
using TypedMq.Transports.Posix;

namespace TypedMq.Tests;

/// <summary>
/// What users can call is listed in <c>PublicApi/</c>, so that a change of it is seen by who reviews it. <c>TYPEDMQ_UPDATE_SNAPSHOTS=1</c> writes the
/// lists instead; then look at the difference.
/// </summary>
public class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Theory]
    [InlineData(typeof(MqNode))]
    [InlineData(typeof(PosixTransport))]
    [InlineData(typeof(TransportConformance))]
    public void The_public_surface_is_the_listed_one(Type inAssembly)
    {
        string path = Path.Combine(Folder(), $"{inAssembly.Assembly.GetName().Name}.txt");
        string actual = List(inAssembly.Assembly);
        if (Environment.GetEnvironmentVariable("TYPEDMQ_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, actual);
        }

        string[] expected = File.ReadAllLines(path);
        string[] lines = actual.TrimEnd('\n').Split('\n');
        Assert.True(
            expected.SequenceEqual(lines),
            $"{path} differs. If that is meant, run with TYPEDMQ_UPDATE_SNAPSHOTS=1.\nNo more there:\n{string.Join('\n', expected.Except(lines))}\nNew:\n{string.Join('\n', lines.Except(expected))}");
    }

    private static string List(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            string kind = type switch
            {
                { IsEnum: true } => "enum",
                { IsValueType: true } => "struct",
                { IsInterface: true } => "interface",
                { IsAbstract: true, IsSealed: true } => "static class",
                { IsAbstract: true } => "abstract class",
                { IsSealed: true } => "sealed class",
                _ => "class",
            };
            string[] bases = [.. new[] { type.BaseType }.Concat(type.GetInterfaces().OrderBy(static found => found.ToString(), StringComparer.Ordinal)).Where(static found => found is not null).Select(static found => found!.ToString())];
            text.Append(kind).Append(' ').Append(type).Append(bases.Length > 0 ? " : " : "").AppendJoin(", ", bases).Append('\n');
            foreach (string member in type.GetMembers(Declared).Where(IsVisible).Select(member => Describe(type, member)).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Describe(Type type, MemberInfo member) => type.IsEnum && member is FieldInfo { IsLiteral: true } value
        ? $"{value.Name} = {Convert.ToInt64(value.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)}"
        : (member is MethodBase { IsStatic: true } or FieldInfo { IsStatic: true } ? "static " : "") + (member is MethodBase { IsFamily: true } or MethodBase { IsFamilyOrAssembly: true } ? "protected " : "") + member;

    /// <summary>Properties and events are listed by their accessors; tests that a package brings are called by nobody but a runner.</summary>
    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodInfo method when method.IsDefined(typeof(FactAttribute)) => false,
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName,
        _ => false,
    };

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "PublicApi");
}
