using System.Globalization;
using System.Text;

namespace TypedMq.Conformance;

public abstract partial class TransportConformance
{
    private static readonly Report Seen = new("naïve-名", [0, 1, 255], [Sample, default], new() { ["a"] = 0.5, ["b"] = null });

    [Fact]
    [Trait("Shape", "view")]
    public void A_message_is_seen_in_place_and_settled_when_the_handler_returns()
    {
        ISeenReports reports = Open<ISeenReports>(NewName(), size: 1024);
        reports.Send(Seen);
        List<string> seen = [];

        Assert.True(reports.TryReceiveView(seen, static (view, seen) =>
        {
            seen.Add(Encoding.UTF8.GetString(view.Title));
            foreach (ReadingView reading in view.Readings)
            {
                seen.Add(reading.Source.ToString());
            }

            foreach (var total in view.Totals)
            {
                seen.Add(total.Key.ToString());
            }
        }));

        Assert.Equal([Seen.Title, Sample.Source.ToString(), Guid.Empty.ToString(), "a", "b"], seen);
        Assert.Equal(0, ((IMqChannel)reports).GetAttributes().Count);
        Assert.False(reports.TryReceiveView(seen, static (_, _) => Assert.Fail("There was no message.")));
    }

    [Fact]
    public async Task A_view_is_waited_for()
    {
        string name = NewName();
        ISeenReports receiver = Open<ISeenReports>(name, size: 1024);
        ISeenReports sender = Open<ISeenReports>(name, OtherNode(), size: 1024);
        List<int> seen = [];
        Assert.False(receiver.TryReceiveView(seen, static (_, _) => { }, TimeSpan.FromMilliseconds(1)));
        Task receiving = Blocking(() => Assert.True(receiver.TryReceiveView(seen, static (view, seen) => seen.Add(view.Blob.Length), Patience)));
        sender.Send(Seen);

        await receiving.WaitAsync(Patience);
        Assert.Equal([3], seen);
    }

    [Fact]
    public void A_state_may_live_on_the_stack()
    {
        ISeenReports reports = Open<ISeenReports>(NewName(), size: 1024);
        reports.Send(Seen);
        Span<byte> copy = stackalloc byte[3];

        Assert.True(reports.TryReceiveView(copy, static (view, copy) => view.Blob.CopyTo(copy)));
        Assert.Equal(Seen.Blob, copy.ToArray());
    }

    [Fact]
    public void A_method_of_ones_own_may_fix_the_state()
    {
        ISeenReports reports = Open<ISeenReports>(NewName(), size: 1024);
        reports.SendUrgent(Seen);
        List<string> titles = [];

        Assert.True(reports.TryReceiveNow(titles, static (view, titles) => titles.Add(Encoding.UTF8.GetString(view.Title))));
        Assert.Equal([Seen.Title], titles);
    }

    [Fact]
    public void A_message_whose_handler_throws_comes_again_where_the_transport_keeps_it_and_is_gone_elsewhere()
    {
        ISeenReports reports = Open<ISeenReports>(NewName(), size: 1024);
        reports.Send(Seen);

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => reports.TryReceiveView(7, static (_, state) => throw new InvalidOperationException($"handler {state}")));
        Assert.Equal("handler 7", error.Message);

        List<string> titles = [];
        bool comesAgain = reports.TryReceiveView(titles, static (view, titles) => titles.Add(Encoding.UTF8.GetString(view.Title)));
        Assert.Equal(Node.GetCapabilities().AtLeastOnce, comesAgain);
        Assert.Equal(comesAgain ? [Seen.Title] : [], titles);
        Assert.Equal(0, ((IMqChannel)reports).GetAttributes().Count);
    }

    [Fact]
    public void A_message_that_cannot_be_seen_is_settled()
    {
        string name = NewName();
        IOthers others = Open<IOthers>(name, size: 1024);
        ISeenReports reports = Open<ISeenReports>(name, OtherNode(), size: 1024);
        others.Send(new("another contract"));
        reports.Send(Seen);

        Assert.Throws<MqDecodeException>(() => reports.TryReceiveView(0, static (_, _) => Assert.Fail("It is no report.")));
        Assert.Equal(Seen.Title, reports.Receive().Title);
    }

    [Fact]
    public void A_message_whose_parts_cannot_be_seen_is_settled()
    {
        string name = NewName();
        using MqByteChannel bytes = Create(name, size: 1024);
        ISeenReports reports = Open<ISeenReports>(name, OtherNode(), size: 1024, configure: static options => options.Envelope = MqEnvelopeMode.None);
        bytes.Send([0x94, 0xA1, 0x41, 0xC4, 0x00, 0x91, 0xA1, 0x41, 0x80]);

        MqDecodeException error = Assert.Throws<MqDecodeException>(() => reports.TryReceiveView(0, static (view, _) =>
        {
            foreach (ReadingView reading in view.Readings)
            {
                Assert.Fail($"It is no reading: {reading.Id}.");
            }
        }));
        Assert.Equal("Reading", error.Contract);
        Assert.Equal(0, bytes.GetAttributes().Count);
    }

    [Fact]
    public void A_handler_may_receive_and_send_on_its_channel_and_dispose_it()
    {
        string name = NewName();
        ISeenReports reports = Open<ISeenReports>(name, size: 1024);
        ISeenReports others = Open<ISeenReports>(name, OtherNode(), size: 1024);
        reports.Send(Seen);
        reports.Send(Seen with { Title = "second" });

        Assert.True(reports.TryReceiveView(reports, static (view, reports) =>
        {
            Assert.Equal("second", reports.Receive().Title);
            reports.Send(Seen with { Title = "third" });
            Assert.Equal(Seen.Title, Encoding.UTF8.GetString(view.Title));
            ((IDisposable)reports).Dispose();
            Assert.Equal(Seen.Title, Encoding.UTF8.GetString(view.Title));
        }));

        Assert.Equal("third", others.Receive().Title);
        Assert.Equal(0, ((IMqChannel)others).GetAttributes().Count);
    }

    [Fact]
    public void A_message_that_the_handler_cannot_receive_elsewhere_is_an_error_of_the_handler()
    {
        ISeenReports reports = Open<ISeenReports>(NewName(), size: 1024);
        IHoldings holdings = OpenHoldings(out MqByteChannel bytes);
        reports.Send(Seen);
        bytes.Send([0xC1]);
        bytes.Send([0xC1]);

        bool isKept = Node.GetCapabilities().AtLeastOnce;
        Assert.Throws<MqDecodeException>(() => reports.TryReceiveView(holdings, static (view, holdings) => holdings.TryReceive(out _)));
        Assert.Equal(isKept ? 1 : 0, ((IMqChannel)reports).GetAttributes().Count);
        reports.Send(Seen);
        Assert.Throws<MqDecodeException>(() => reports.TryReceiveView(holdings, static (view, holdings) => holdings.TryReceiveView(0, static (_, _) => { })));
        Assert.Equal(isKept ? 2 : 0, ((IMqChannel)reports).GetAttributes().Count);
        Assert.Equal(0, bytes.GetAttributes().Count);
    }

    [Fact]
    public async Task Every_message_is_seen_once_by_threads_that_share_a_receiver()
    {
        const int Messages = 2000;
        ISeenReports reports = Open<ISeenReports>(NewName(), size: 1024);
        int[] seen = new int[Messages];
        int left = Messages;
        Task[] receiving =
        [
            .. Enumerable.Range(0, 3).Select(_ => Blocking(() =>
            {
                while (Volatile.Read(ref left) > 0)
                {
                    // Short, for another thread may take the last message.
                    if (reports.TryReceiveView(seen, static (view, seen) => Interlocked.Increment(ref seen[int.Parse(view.Title, CultureInfo.InvariantCulture)]), TimeSpan.FromMilliseconds(10)))
                    {
                        Interlocked.Decrement(ref left);
                    }
                }
            })),
        ];
        for (int i = 0; i < Messages; i++)
        {
            reports.Send(Seen with { Title = i.ToString(CultureInfo.InvariantCulture) });
        }

        await Task.WhenAll(receiving).WaitAsync(Patience);
        Assert.All(seen, static count => Assert.Equal(1, count));
    }
}
