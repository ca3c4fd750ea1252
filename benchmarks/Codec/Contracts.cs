using System.Text.Json.Serialization;

namespace TypedMq.Benchmarks;

/// <summary>A small message: numbers, an id, a short text. 73 bytes.</summary>
[MqContract]
public sealed class Trade
{
    [MqKey(0)] public long Id { get; set; }

    [MqKey(1)] public int Quantity { get; set; }

    [MqKey(2)] public double Price { get; set; }

    [MqKey(3)] public Guid Account { get; set; }

    [MqKey(4)] public string Symbol { get; set; } = "";
}

/// <summary>An order of ten lines: 275 bytes.</summary>
[MqContract]
public sealed class Order
{
    [MqKey(0)] public long Id { get; set; }

    [MqKey(1)] public string Customer { get; set; } = "";

    [MqKey(2)] public DateTime Placed { get; set; }

    [MqKey(3)] public List<OrderLine> Lines { get; set; } = [];
}

[MqContract]
public sealed class OrderLine
{
    [MqKey(0)] public int Number { get; set; }

    [MqKey(1)] public string Article { get; set; } = "";

    [MqKey(2)] public int Quantity { get; set; }

    [MqKey(3)] public double Price { get; set; }
}

/// <summary>1 KiB of binary data.</summary>
[MqContract]
public sealed class Blob
{
    [MqKey(0)] public byte[] Data { get; set; } = [];
}

[MqView(typeof(Trade))]
public readonly ref partial struct TradeView;

[MqView(typeof(Order))]
public readonly ref partial struct OrderView;

[MqView(typeof(OrderLine))]
public readonly ref partial struct OrderLineView;

[MqView(typeof(Blob))]
public readonly ref partial struct BlobView;

/// <summary>What System.Text.Json's own source generator writes for the same types.</summary>
[JsonSerializable(typeof(Trade))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Blob))]
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Default)]
internal sealed partial class JsonContracts : JsonSerializerContext;

internal static class Samples
{
    public static Trade Trade => new() { Id = 1_234_567, Quantity = 300, Price = 99.25, Account = new("0f8fad5b-d9cb-469f-a165-70867728950e"), Symbol = "XETR:ADS.DE/1234" };

    public static Order Order => new()
    {
        Id = 1_234_567,
        Customer = "C-20417",
        Placed = new(2026, 11, 20, 9, 30, 15, 250, DateTimeKind.Utc),
        Lines = [.. Enumerable.Range(1, 10).Select(static number => new OrderLine { Number = number, Article = $"ART-{number * 1117:D8}", Quantity = number * 10, Price = 9.99 * number })],
    };

    public static Blob Blob
    {
        get
        {
            byte[] data = new byte[1024];
            new Random(1).NextBytes(data);
            return new() { Data = data };
        }
    }
}
