using TypedMq.Tests.Catalogue;

namespace TypedMq.Tests.Fuzz;

/// <summary>An honest message, and where the values inside it are.</summary>
/// <param name="Contract">Whose message it is.</param>
/// <param name="Bytes">The message.</param>
/// <param name="Values">Every value in it in the order of the bytes: where it starts and where it ends; that of an array or a map with all that is inside.</param>
internal sealed record CorpusMessage(ZooContract Contract, byte[] Bytes, (int Start, int End)[] Values)
{
    private const int MaxLength = 1024;
    private const int ValuesOfEach = 40;

    /// <summary>Messages of every contract, the same in every run.</summary>
    public static CorpusMessage[] All { get; } =
    [
        .. from contract in ZooContract.All.OrderBy(static pair => pair.Key, StringComparer.Ordinal)
           from seed in Enumerable.Range(0, ValuesOfEach)
           let bytes = contract.Value.Write(Catalogue.Values.Make(contract.Value, seed, size: seed % 8))
           where bytes.Length <= MaxLength
           select new CorpusMessage(contract.Value, bytes, FindValues(bytes)),
    ];

    private static (int Start, int End)[] FindValues(byte[] message)
    {
        List<(int, int)> values = [];
        MqReader reader = new(message);
        while (reader.Remaining > 0)
        {
            int start = reader.Position;
            MqReader whole = new(message.AsSpan(start));
            whole.Skip();
            values.Add((start, start + whole.Position));
            switch (message[start])
            {
                case >= 0x90 and < 0xA0 or 0xDC or 0xDD:
                    reader.ReadArrayHeader();
                    break;
                case >= 0x80 and < 0x90 or 0xDE or 0xDF:
                    reader.ReadMapHeader();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return [.. values];
    }
}
