using BenchmarkDotNet.Attributes;
using TypedMq.Generated.TypedMq.Benchmarks;

namespace TypedMq.Benchmarks;

[BenchmarkCategory("small message")]
public class SmallMessage() : CodecBenchmark<TradeFormatter, Trade>(Samples.Trade, JsonContracts.Default.Trade);

[BenchmarkCategory("order of ten lines")]
public class OrderOfTenLines() : CodecBenchmark<OrderFormatter, Order>(Samples.Order, JsonContracts.Default.Order);

[BenchmarkCategory("1 KiB blob")]
public class BlobOf1KiB() : CodecBenchmark<BlobFormatter, Blob>(Samples.Blob, JsonContracts.Default.Blob);
