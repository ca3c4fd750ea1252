namespace TypedMq.Tests.Requests;

/// <summary>Requests of every shape reach the method that they are for, and are answered.</summary>
public sealed class ShapeTests : RequestTest
{
    [Fact]
    public async Task Each_method_gets_what_was_passed_and_its_answer_comes_back()
    {
        Desk desk = new();
        Serve(desk);
        IDesk asked = Ask();
        Assert.Equal(new Price("A", 3), await asked.QuoteAsync(new("A", 2)));
        Assert.Equal(new Price("B", 4.5m), await Task.Run(() => asked.Quote(new Quote("B", 3), Patience)));
        Assert.Equal(new Price("C", 1), await asked.FindAsync("C"));
        Assert.Null(await asked.FindAsync(""));
        Assert.Equal(35.5m, await asked.AddAsync(2, 3.5m, "", TimeSpan.FromTicks(30)));
        Assert.Null(await asked.AddAsync(2, 3.5m, null, TimeSpan.Zero));
        Assert.Equal(new Price("DE", 7), await asked.MergeAsync(new("D", 3), new("E", 4)));
        Assert.Equal(new Tick(8, 2.5), await asked.TickAsync(new(7, 2.5), Patience));
        Assert.Equal("1 2 c True 5.5 f G 3 9 - -", await asked.JoinAsync(1, 2, "c", true, 5.5, 'f', new("G", 1), [1, 2, 3], (9, null), null));
        Assert.Equal(5, await asked.UrgentAsync(5));
        Assert.Equal(new Quote("F", 1), await asked.SendBackAsync(new("F", 1)));
        Assert.Equal(0, await asked.CountAsync());
    }

    [Fact]
    public async Task What_has_no_reply_is_acknowledged_after_it_was_executed()
    {
        Desk desk = new();
        Serve(desk);
        IDesk asked = Ask();
        await asked.CancelAsync(7);
        Assert.Equal(["cancel 7"], desk.Log);
        await asked.ResetAsync();
        await Task.Run(() => asked.Clear(new("A", 1), Patience));
        Assert.Equal(["cancel 7", "reset", "clear A True"], desk.Log);
    }

    [Fact]
    public async Task One_way_messages_are_executed_by_the_server_and_tried_again()
    {
        Desk desk = new();
        Serve(desk, options => options.Backoff = TimeSpan.Zero);
        IDesk asked = Ask();
        asked.Send(new("A", 1));
        await asked.NoteAsync("n", -1);
        await Until(() => desk.Log.Count == 3, "the message was not tried again");
        Assert.Equal(["sent A", "note n -1", "note n -1"], desk.Log);
    }

    [Fact]
    public async Task A_stream_brings_every_item_in_order_however_many()
    {
        Serve(new());
        List<decimal> values = [];
        await foreach (Price price in Ask().WatchAsync(new("A", 1000)))
        {
            values.Add(price.Value);
        }

        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => (decimal)i), values);
    }

    [Theory]
    [InlineData("typedmq.done")]
    [InlineData("typedmq.failed")]
    [InlineData("typedmq.accepted")]
    [InlineData("typedmq.item-end")]
    [InlineData("typedmq.cancel")]
    [InlineData("typedmq.credit")]
    public void The_documentation_has_the_tags_of_its_words(string text)
    {
        uint hash = 2166136261;
        foreach (byte value in System.Text.Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ value) * 16777619;
        }

        Assert.Contains($"| `0x{hash:x8}` | `{text}` |", File.ReadAllText(Wire.Vectors.PathOf("wire-format.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_requests_wait_at_once()
    {
        Serve(new(), options => options.Concurrency = 4);
        IDesk asked = Ask(options => options.Capacity = 16);
        Task<Price>[] calls = [.. Enumerable.Range(0, 1000).Select(i => asked.QuoteAsync(new("A", i)).AsTask())];
        Price[] prices = await Task.WhenAll(calls).WaitAsync(Patience);
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => i * 1.5m), prices.Select(static price => price.Value));
        Assert.Equal(0, asked.Counters.PendingRequests);
    }
}
