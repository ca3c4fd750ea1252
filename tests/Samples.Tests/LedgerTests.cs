using HostWatch;

namespace Samples.Tests;

public sealed class LedgerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledger-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_entered_is_read_also_when_the_process_never_closed_its_ledger()
    {
        using Ledger sender = Create("sender", incarnation: 3);
        using Ledger receiver = Create("receiver", incarnation: 1);
        receiver.Mark(LedgerState.Running);
        for (int i = 0; i < 5; i++)
        {
            MessageStamp stamp = sender.BeginSend(MessageLane.Ordinary);
            sender.EndSend(in stamp);
            receiver.Receive(in stamp);
        }

        MessageStamp alert = sender.BeginSend(MessageLane.Urgent);
        sender.EndSend(in alert);
        receiver.Receive(in alert);

        LedgerReading sent = Read("sender");
        LedgerReading received = Read("receiver");
        Assert.Equal([5, 1], sent.Sent.ToArray());
        Assert.Equal([5, 1], sent.Intended.ToArray());
        Assert.Equal(LedgerState.Running, received.State);
        Assert.Equal(new ReceivedRange(1, 5, 0), received.Received[(3, MessageLane.Ordinary)]);
        Assert.Equal(new ReceivedRange(1, 1, 0), received.Received[(3, MessageLane.Urgent)]);
        Assert.Equal(6, received.Latencies.Count);
    }

    [Fact]
    public void A_send_that_was_begun_and_never_ended_shows()
    {
        using Ledger sender = Create("sender", incarnation: 1);
        MessageStamp first = sender.BeginSend(MessageLane.Ordinary);
        sender.EndSend(in first);
        sender.BeginSend(MessageLane.Ordinary);

        LedgerReading reading = Read("sender");
        Assert.Equal((1, 2), (reading.Sent[0], reading.Intended[0]));
    }

    [Fact]
    public void A_send_that_was_cancelled_leaves_its_number_to_the_next()
    {
        using Ledger sender = Create("sender", incarnation: 1);
        MessageStamp cancelled = sender.BeginSend(MessageLane.Ordinary);
        sender.CancelSend(in cancelled);

        LedgerReading reading = Read("sender");
        Assert.Equal((0, 0), (reading.Sent[0], reading.Intended[0]));
        Assert.Equal(1, sender.BeginSend(MessageLane.Ordinary).Sequence);
    }

    [Fact]
    public void Gaps_and_repetitions_are_entered()
    {
        using Ledger receiver = Create("receiver", incarnation: 1);
        foreach (long sequence in (long[])[4, 5, 8, 8, 6])
        {
            receiver.Receive(new MessageStamp(1, MessageLane.Ordinary, sequence, SentAt: 0));
        }

        LedgerReading reading = Read("receiver");
        Assert.Equal(new ReceivedRange(4, 8, Missing: 2), reading.Received[(1, MessageLane.Ordinary)]);
        Assert.Equal(2, reading.Disordered);
    }

    [Fact]
    public void A_stamp_that_no_process_of_the_run_can_have_made_is_refused()
    {
        using Ledger receiver = Create("receiver", incarnation: 1);

        Assert.Throws<InvalidDataException>(() => receiver.Receive(default));
        Assert.Throws<InvalidDataException>(() => receiver.Receive(new MessageStamp(LedgerLayout.MaxSender + 1, MessageLane.Ordinary, 1, 0)));
        Assert.Throws<InvalidDataException>(() => receiver.Receive(new MessageStamp(1, (MessageLane)2, 1, 0)));
    }

    [Fact]
    public void The_entries_of_the_last_sender_lie_inside_the_file()
    {
        using Ledger receiver = Create("receiver", incarnation: 1);
        receiver.Receive(new MessageStamp(LedgerLayout.MaxSender, MessageLane.Urgent, 1, 0));

        Assert.Equal(1, LedgerReading.Load(Path.Combine(_folder, "receiver"), LedgerLayout.MaxSender)!.Received[(LedgerLayout.MaxSender, MessageLane.Urgent)].Count);
    }

    [Fact]
    public void A_process_that_died_before_it_had_a_ledger_has_none() => Assert.Null(LedgerReading.Load(Path.Combine(_folder, "nobody"), senders: 1));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(63, 63)]
    [InlineData(64, 64)]
    [InlineData(1_000, 1_000)]
    [InlineData(1_234_567, 1_234_567)]
    [InlineData(3_600_000_000, 3_600_000_000)]
    [InlineData(-5, 0)]
    public void A_percentile_is_within_two_percent_of_the_latency(long microseconds, double expected)
    {
        LatencyHistogram histogram = new();
        histogram.Add(LatencyHistogram.BucketOf(TimeSpan.FromMicroseconds(microseconds)), 1);

        double found = histogram.Percentile(0.5)!.Value.TotalMicroseconds;
        Assert.InRange(found, expected * 0.98, expected * 1.02);
    }

    [Fact]
    public void Percentiles_come_from_the_rank_of_what_was_counted()
    {
        LatencyHistogram histogram = new();
        for (int microseconds = 1; microseconds <= 60; microseconds++)
        {
            histogram.Add(LatencyHistogram.BucketOf(TimeSpan.FromMicroseconds(microseconds)), 1);
        }

        Assert.Equal(30, histogram.Percentile(0.5)!.Value.TotalMicroseconds);
        Assert.Equal(60, histogram.Percentile(0.99)!.Value.TotalMicroseconds);
        Assert.Null(new LatencyHistogram().Percentile(0.5));
    }

    [Fact]
    public void A_latency_too_long_to_measure_counts_as_the_longest()
    {
        Assert.Equal(LatencyHistogram.Buckets - 1, LatencyHistogram.BucketOf(TimeSpan.MaxValue));
    }

    private Ledger Create(string name, int incarnation) => Ledger.Create(Path.Combine(_folder, name), incarnation);

    private LedgerReading Read(string name) => LedgerReading.Load(Path.Combine(_folder, name), senders: 10)!;
}
