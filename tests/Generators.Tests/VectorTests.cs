using System.Text.Json;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>Byte for byte what MessagePack-CSharp writes, and what it reads: <c>Vectors/messagepack-contracts.json</c>.</summary>
public class VectorTests
{
    private static readonly JsonElement File = JsonDocument.Parse(Repository.Read("tests", "Generators.Tests", "Vectors", "messagepack-contracts.json")).RootElement;

    /// <summary>All vectors are one program: compiling it is what takes the time.</summary>
    private static readonly Lazy<Dictionary<string, string>> Results = new(static () => RunProgram("", static declaration => declaration));

    private static readonly Lazy<Dictionary<string, string>> AdoptedResults = new(static () => RunProgram("using MessagePack;\n[assembly: MqAdoptMessagePack]\n", WithTheirAnnotations));

    public static TheoryData<string> Encode => [.. Vectors("encode").Select(Name)];

    public static TheoryData<string> Decode => [.. Vectors("decode").Select(Name)];

    [Theory]
    [MemberData(nameof(Encode))]
    public void Generated_formatters_write_what_MessagePack_CSharp_writes(string name) =>
        Assert.Equal(Vectors("encode").Single(vector => Name(vector) == name).GetProperty("hex").GetString(), Results.Value["encode " + name]);

    [Theory]
    [MemberData(nameof(Decode))]
    public void Generated_formatters_read_what_MessagePack_CSharp_reads_and_refuse_what_it_refuses(string name) =>
        Assert.Equal(Vectors("decode").Single(vector => Name(vector) == name).GetProperty("result").GetString() ?? "refused", Results.Value["decode " + name]);

    [Theory]
    [MemberData(nameof(Encode))]
    public void Adopted_types_are_written_as_MessagePack_CSharp_writes_them(string name) =>
        Assert.Equal(Vectors("encode").Single(vector => Name(vector) == name).GetProperty("hex").GetString(), AdoptedResults.Value["encode " + name]);

    [Theory]
    [MemberData(nameof(Decode))]
    public void Adopted_types_are_read_and_refused_like_contracts(string name) =>
        Assert.Equal(Results.Value["decode " + name], AdoptedResults.Value["decode " + name]);

    /// <summary>A declaration as the other library wants it; there, an interface is a union without being an object.</summary>
    private static string WithTheirAnnotations(string declaration) => declaration
        .Replace("[MqContract] [MqUnion", "[MqUnion", StringComparison.Ordinal)
        .Replace("[MqContract]", "[MessagePackObject]", StringComparison.Ordinal)
        .Replace("[MqUnion", "[Union", StringComparison.Ordinal)
        .Replace("MqKey(", "Key(", StringComparison.Ordinal);

    private static Dictionary<string, string> RunProgram(string attributes, Func<string, string> annotate)
    {
        string[] names = [.. Vectors("encode").Select(static vector => "encode " + Name(vector)), .. Vectors("decode").Select(static vector => "decode " + Name(vector))];
        string[] calls =
        [
            .. Vectors("encode").Select(static (vector, index) => $"Encode<TypedMq.Generated.Encode{index}.HolderFormatter, Encode{index}.Holder>(Encode{index}.Holder.Create())"),
            .. Vectors("decode").Select(static (vector, index) => $"Decode<TypedMq.Generated.Decode{index}.HolderFormatter, Decode{index}.Holder>(\"91{Text(vector, "hex")}\")"),
        ];
        string source = $$"""
            #pragma warning disable CS8632 // annotations outside of a nullable context
            using System.Collections.Immutable;
            using System.Linq;
            {{attributes}}
            {{string.Concat(Vectors("encode").Select((vector, index) => Declare($"Encode{index}", vector, annotate, Text(vector, "value"))))}}
            {{string.Concat(Vectors("decode").Select((vector, index) => Declare($"Decode{index}", vector, annotate, "default")))}}
            public static class Program
            {
                public static string Run() => string.Join("\n", new string[]
                {
                    {{string.Join(",\n", calls)}}
                });

                // The holder is an array of one element: its header is not part of the vector.
                private static string Encode<TFormatter, T>(T value) where TFormatter : struct, IMqFormatter<T>
                {
                    byte[] buffer = new byte[65536];
                    var writer = new MqWriter(buffer);
                    TFormatter.Write(ref writer, in value);
                    return Convert.ToHexStringLower(buffer, 1, (int)writer.Length - 1);
                }

                private static string Decode<TFormatter, T>(string hex) where TFormatter : struct, IMqFormatter<T>
                {
                    try
                    {
                        var reader = new MqReader(Convert.FromHexString(hex));
                        T value = TFormatter.Read(ref reader);
                        reader.End();
                        reader.Rewind(0);
                        TFormatter.ReadInto(ref reader, ref value);
                        reader.End();
                        return Encode<TFormatter, T>(value);
                    }
                    catch (MqDecodeException)
                    {
                        return "refused";
                    }
                }
            }
            """;
        using LoadedProgram program = new(GeneratorHarness.RunClean(source, MessagePackStub.Referenced with { Nullable = NullableContextOptions.Disable }));
        return names.Zip(program.Run().Split('\n')).ToDictionary(static pair => pair.First, static pair => pair.Second);
    }

    /// <summary>A namespace for a vector; a holder of one member brings its type before the generator.</summary>
    private static string Declare(string name, JsonElement vector, Func<string, string> annotate, string value) => $$"""
        namespace {{name}}
        {
            {{annotate(Text(vector, "declaration"))}}
            [MqContract] public sealed class Holder
            {
                public Holder({{Text(vector, "type")}} value) => Value = value;
                [MqKey(0)] public {{Text(vector, "type")}} Value { get; }
                public static Holder Create() => new Holder({{value}});
            }
        }

        """;

    private static List<JsonElement> Vectors(string list) => [.. File.GetProperty(list).EnumerateArray()];

    private static string Name(JsonElement vector) => Text(vector, "name");

    private static string Text(JsonElement vector, string property) => vector.GetProperty(property).GetString()!;
}
