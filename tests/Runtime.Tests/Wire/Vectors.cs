using System.Text.Json;

namespace TypedMq.Tests.Wire;

/// <summary>A value and the bytes that the reference writes for it.</summary>
internal sealed record EncodeVector(string Name, Codec Codec, object? Value, byte[] Bytes);

/// <summary>Bytes, and what the reference makes of them.</summary>
/// <param name="Name">The vector.</param>
/// <param name="Codec">The type that is read.</param>
/// <param name="Bytes">The bytes.</param>
/// <param name="Rewritten">How the reference writes what it read; null when it refused.</param>
/// <param name="Differs">The rule by which TypedMq refuses what the reference accepted; null where both agree.</param>
internal sealed record DecodeVector(string Name, Codec Codec, byte[] Bytes, byte[]? Rewritten, string? Differs);

/// <summary>The vectors of an independent implementation; the files say which.</summary>
internal static class Vectors
{
    public static IReadOnlyDictionary<string, EncodeVector> Encode { get; } = Load("messagepack-encode.json", (name, codec, bytes, element) =>
        new EncodeVector(name, codec, codec.Parse(element.GetProperty("value")), bytes));

    public static IReadOnlyDictionary<string, DecodeVector> Decode { get; } = Load("messagepack-decode.json", (name, codec, bytes, element) =>
        new DecodeVector(
            name,
            codec,
            bytes,
            element.TryGetProperty("rewritten", out JsonElement rewritten) ? Convert.FromHexString(rewritten.GetString()!) : null,
            element.TryGetProperty("differs", out JsonElement differs) ? differs.GetString() : null));

    public static TheoryData<string> EncodeNames => [.. Encode.Keys];

    public static TheoryData<string> DecodeNames => [.. Decode.Keys];

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Vectors", file);

    private static Dictionary<string, T> Load<T>(string file, Func<string, Codec, byte[], JsonElement, T> make)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(PathOf(file)));
        return document.RootElement.GetProperty("vectors").EnumerateArray().ToDictionary(
            element => element.GetProperty("name").GetString()!,
            element => make(
                element.GetProperty("name").GetString()!,
                Codecs.Of(element.GetProperty("type").GetString()!),
                Convert.FromHexString(element.GetProperty("hex").GetString()!),
                element));
    }
}
