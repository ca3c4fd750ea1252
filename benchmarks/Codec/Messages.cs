using BenchmarkDotNet.Attributes;
using TypedMq.Generated.TypedMq.Benchmarks;

namespace TypedMq.Benchmarks;

[BenchmarkCategory("small message")]
public class SmallMessage() : CodecBenchmark<TradeFormatter, Trade>(Samples.Trade, JsonContracts.Default.Trade)
{
    public override long View()
    {
        TradeView trade = MqView.Read<TradeView>(Message);
        return trade.Id + trade.Quantity + (long)trade.Price + trade.Account.Version + trade.Symbol.Length;
    }
}

[BenchmarkCategory("order of ten lines")]
public class OrderOfTenLines() : CodecBenchmark<OrderFormatter, Order>(Samples.Order, JsonContracts.Default.Order)
{
    public override long View()
    {
        OrderView order = MqView.Read<OrderView>(Message);
        long sum = order.Id + order.Customer.Length + order.Placed.Ticks;
        foreach (OrderLineView line in order.Lines)
        {
            sum += line.Number + line.Article.Length + line.Quantity + (long)line.Price;
        }

        return sum;
    }
}

[BenchmarkCategory("1 KiB blob")]
public class BlobOf1KiB() : CodecBenchmark<BlobFormatter, Blob>(Samples.Blob, JsonContracts.Default.Blob)
{
    public override long View()
    {
        BlobView blob = MqView.Read<BlobView>(Message);
        return blob.Data.Length;
    }
}
