using System.Diagnostics.CodeAnalysis;

namespace TypedMq;

/// <summary>A part of a message that stays encoded until it is asked for.</summary>
/// <typeparam name="TFormatter">The formatter of the value.</typeparam>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly ref struct MqEncoded<TFormatter, T> : IMqView<MqEncoded<TFormatter, T>>
    where TFormatter : struct, IMqFormatter<T>
{
    private readonly MqReader _part;

    /// <summary>A value in a message; called by generated code.</summary>
    /// <param name="part">Its bytes, as <see cref="MqReader.ReadPart"/> gave them; <c>default</c> when the message lacks it.</param>
    public MqEncoded(MqReader part) => _part = part;

    /// <summary>Whether the message lacks the value.</summary>
    public bool IsEmpty => _part.Remaining == 0;

    /// <summary>The value as MessagePack; empty when the message lacks it.</summary>
    public ReadOnlySpan<byte> Bytes => _part.RemainingSpan;

    static MqEncoded<TFormatter, T> IMqView<MqEncoded<TFormatter, T>>.Read(scoped ref MqReader reader) => new(reader.ReadPart());

    /// <summary>Decodes the value, each time anew.</summary>
    /// <returns>The value; the default of its type when the message lacks it.</returns>
    /// <exception cref="MqDecodeException">The bytes are not such a value, or its own code refused them.</exception>
    [return: MaybeNull]
    public T Decode()
    {
        if (IsEmpty)
        {
            return default;
        }

        MqReader reader = _part;
        try
        {
            return TFormatter.Read(ref reader);
        }
        catch (Exception error) when (MqDecodeException.IsRefusal(error))
        {
            reader.At(_part.Location);
            throw reader.Refused(error);
        }
    }
}
