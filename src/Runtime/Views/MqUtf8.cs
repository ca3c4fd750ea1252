using System.Text;

namespace TypedMq;

/// <summary>A string in a message, in place: an element or a key of a collection.</summary>
/// <remarks>The text is valid UTF-8; of bytes that others write to meanwhile, it was when the view was made.</remarks>
public readonly ref struct MqUtf8 : IMqView<MqUtf8>
{
    private MqUtf8(ReadOnlySpan<byte> utf8) => Utf8 = utf8;

    /// <summary>The text as UTF-8: a part of the message.</summary>
    public ReadOnlySpan<byte> Utf8 { get; }

    static MqUtf8 IMqView<MqUtf8>.Read(scoped ref MqReader reader) => new(reader.ReadValidUtf8Span());

    /// <summary>Whether the text is that of a string. Nothing is allocated.</summary>
    /// <param name="text">The string.</param>
    /// <returns>Whether both are the same, code unit by code unit.</returns>
    public bool Equals(string? text) => text is not null && Utf8Text.IsText(Utf8, text);

    /// <summary>The text as a string.</summary>
    /// <returns>A new string.</returns>
    public override string ToString() => Encoding.UTF8.GetString(Utf8);
}
