using Microsoft.Extensions.Logging;
using TypedMq.Tests.Hosting;
using TypedMq.Transports;

namespace TypedMq.Tests.InProcess;

/// <summary>What is dropped, as only a clock that a test moves and a log that it reads can show.</summary>
public sealed class DroppingTests : InProcessTest
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_message_expires_when_its_time_to_live_is_over_and_not_before()
    {
        IPings pings = Open(options => options.TimeToLive = TimeSpan.FromMilliseconds(100));
        pings.Send(new Ping(1));
        _clock.Advance(TimeSpan.FromMilliseconds(99));
        pings.Send(new Ping(2));
        Assert.True(pings.TryReceive(out Ping first));
        Assert.Equal(1, first.Number);
        _clock.Advance(TimeSpan.FromMilliseconds(99));
        pings.Send(new Ping(3));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(pings.TryReceive(out Ping third));
        Assert.Equal(3, third.Number);
        Assert.Equal(new MqChannelCounters(0, 1), ((IMqChannel)pings).Counters);
    }

    [Fact]
    public void Parts_of_a_millisecond_count_as_a_whole_one()
    {
        IPings pings = Open(options => options.TimeToLive = TimeSpan.FromTicks(1));
        pings.Send(new Ping(1));
        _clock.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond - 1));
        Assert.True(pings.TryReceive(out _));
    }

    [Fact]
    public void What_counts_is_the_setting_of_the_sender()
    {
        MqNode node = NewNode(options => options.Clock = _clock);
        IPings sender = node.Open<IPings>(options => options.TimeToLive = TimeSpan.FromSeconds(1));
        IPings lasting = node.Open<IPings>();
        sender.Send(new Ping(1));
        lasting.Send(new Ping(2));
        _clock.Advance(TimeSpan.FromDays(40));
        Assert.Equal(2, lasting.Receive().Number);
        Assert.Equal(new MqChannelCounters(0, 1), ((IMqChannel)lasting).Counters);
        Assert.Equal(default, ((IMqChannel)sender).Counters);
    }

    [Fact]
    public void A_receiver_of_bytes_drops_what_has_expired_also_when_it_chooses()
    {
        MqNode node = NewNode(options => options.Clock = _clock);
        using MqByteChannel channel = node.OpenBytes("q", options => (options.Envelope, options.TimeToLive) = (MqEnvelopeMode.Standard, TimeSpan.FromSeconds(1)));
        channel.Send([1]);
        channel.Send([2], priority: 3);
        channel.Send([4], priority: 5);
        _clock.Advance(TimeSpan.FromSeconds(1));
        byte[] buffer = new byte[channel.MaxMessageBytes];
        Assert.False(channel.TryReceive(buffer, MqSelection.Exactly(3), out _, out _));
        Assert.Equal(new MqChannelCounters(0, 1), channel.Counters);
        Assert.Null(Take(channel));
        Assert.Equal(new MqChannelCounters(0, 3), channel.Counters);
        Assert.Equal(0, channel.GetAttributes().Count);
    }

    [Fact]
    public void Drops_are_told_at_the_first_and_when_their_number_has_doubled()
    {
        List<string> lines = [];
        using MqNode node = MqNode.Create(options => options.UseInProcess(), new Lines(lines));
        using MqByteChannel channel = node.OpenBytes("q", options => (options.Capacity, options.FullMode) = (1, MqFullMode.DropWrite));
        for (int i = 0; i < 10; i++)
        {
            channel.Send([1]);
        }

        Assert.Equal(9, channel.Counters.DroppedMessages);
        Assert.Equal([1, 2, 4, 8], lines.Where(line => line.Contains("is full", StringComparison.Ordinal)).Select(line => int.Parse(line.Split("dropped ")[1].Split(' ')[0], null)));
    }

    [Fact]
    public void A_queue_that_is_said_to_be_full_keeps_its_messages()
    {
        InProcessFaults faults = new();
        MqNode node = NewNode(options => options.Faults = faults);
        using MqByteChannel channel = node.OpenBytes("q", options => options.FullMode = MqFullMode.DropOldest);
        channel.Send([1]);
        using (faults.Full("q"))
        {
            channel.Send([2]);
            Assert.False(channel.TrySend([3]));
        }

        Assert.Equal((byte?)1, Take(channel));
        Assert.Null(Take(channel));
        Assert.Equal(1, channel.Counters.DroppedMessages);
    }

    private IPings Open(Action<MqChannelOptions> configure) => NewNode(options => options.Clock = _clock).Open<IPings>(configure);

    /// <summary>A log of lines.</summary>
    private sealed class Lines(List<string> lines) : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(formatter(state, exception));
    }
}
