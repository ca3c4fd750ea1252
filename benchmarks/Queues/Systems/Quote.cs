namespace TypedMq.Benchmarks.Systems;

/// <summary>A small message: numbers only, so that reading it allocates nothing. Some 40 bytes.</summary>
[MqContract]
public readonly record struct Quote(long Number, long Time, double Bid, double Ask, int BidSize, int AskSize, int Venue)
{
    /// <summary>A quote like any other.</summary>
    public static Quote Numbered(long number) => new(number, 638_700_000_000_000_000, 99.25, 99.27, 300, 1200, 7);
}

[MqChannel("quotes")]
internal interface IQuoteSender : IMqSender<Quote>;

[MqChannel("quotes")]
internal interface IQuoteReceiver : IMqReceiver<Quote>;

[MqChannel("quotes")]
internal interface IQuotes : IMqQueue<Quote>;
