using HostWatch;

namespace Samples.Tests;

public sealed class HopAccountTests
{
    private static readonly LedgerReading NothingLeft = Receiver(closed: true);

    [Fact]
    public void All_that_was_sent_was_received()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 10)], [Receiver(closed: true, (1, 1, 10))], NothingLeft);

        AssertAccount(account, sent: 10, received: 10);
    }

    [Fact]
    public void What_is_still_in_the_queue_is_not_lost()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 10)], [Receiver(closed: true, (1, 1, 7))], Receiver(closed: true, (1, 8, 10)));

        AssertAccount(account, sent: 10, received: 7, left: 3);
    }

    [Fact]
    public void One_message_between_two_receivers_was_lost_with_the_first()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 10)], [Receiver(closed: false, (1, 1, 4)), Receiver(closed: true, (1, 6, 10))], NothingLeft);

        AssertAccount(account, sent: 10, received: 9, lostToDeadReceivers: 1);
        Assert.Equal(1, account.DeadReceivers);
    }

    [Fact]
    public void A_receiver_takes_no_more_than_one_message_with_it()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 10)], [Receiver(closed: false, (1, 1, 4)), Receiver(closed: true, (1, 7, 10))], NothingLeft);

        AssertAccount(account, sent: 10, received: 8, lostToDeadReceivers: 1, lostWithoutReason: 1);
    }

    [Fact]
    public void A_receiver_that_died_before_it_entered_anything_can_have_taken_one_too()
    {
        HopAccount account = HopAccount.Settle(
            [Sender(sent: 10)], [Receiver(closed: false, (1, 1, 4)), Receiver(closed: false), Receiver(closed: true, (1, 7, 10))], NothingLeft);

        AssertAccount(account, sent: 10, received: 8, lostToDeadReceivers: 2);
    }

    [Fact]
    public void A_receiver_that_died_before_it_had_a_ledger_has_taken_nothing()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 10)], [null, Receiver(closed: true, (1, 2, 10))], NothingLeft);

        AssertAccount(account, sent: 10, received: 9, lostWithoutReason: 1);
    }

    [Fact]
    public void A_receiver_that_ended_in_order_has_lost_nothing()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 10)], [Receiver(closed: true, (1, 1, 4)), Receiver(closed: true, (1, 6, 10))], NothingLeft);

        AssertAccount(account, sent: 10, received: 9, lostWithoutReason: 1);
    }

    [Fact]
    public void A_receiver_that_died_later_does_not_explain_what_was_missing_before()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 10)], [Receiver(closed: false, (1, 3, 10))], NothingLeft);

        AssertAccount(account, sent: 10, received: 8, lostWithoutReason: 2);
    }

    [Fact]
    public void A_receiver_that_died_long_ago_does_not_explain_what_a_later_sender_misses()
    {
        HopAccount account = HopAccount.Settle(
            [Sender(sent: 5), Sender(sent: 5)],
            [Receiver(closed: false, (1, 1, 3)), Receiver(closed: true, (1, 4, 5), (2, 2, 5))],
            NothingLeft);

        AssertAccount(account, sent: 10, received: 9, lostWithoutReason: 1);
    }

    [Fact]
    public void The_last_message_of_a_killed_sender_can_be_lost_with_the_receiver_that_took_it()
    {
        HopAccount account = HopAccount.Settle(
            [Sender(sent: 5), Sender(sent: 5)],
            [Receiver(closed: false, (1, 1, 4)), Receiver(closed: true, (2, 1, 5))],
            NothingLeft);

        AssertAccount(account, sent: 10, received: 9, lostToDeadReceivers: 1);
    }

    [Fact]
    public void A_gap_in_the_midst_of_a_receiver_has_no_reason_even_if_it_died()
    {
        LedgerReading receiver = Receiver(closed: false);
        receiver.Received[(1, MessageLane.Ordinary)] = new(First: 1, Last: 10, Missing: 1);

        AssertAccount(HopAccount.Settle([Sender(sent: 10)], [receiver], NothingLeft), sent: 10, received: 9, lostWithoutReason: 1);
    }

    [Fact]
    public void A_send_during_which_the_sender_was_killed_counts_as_sent_when_it_arrived()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 9, intended: 10)], [Receiver(closed: true, (1, 1, 10))], NothingLeft);

        AssertAccount(account, sent: 10, received: 10, ambiguous: 1, ambiguousArrived: 1);
    }

    [Fact]
    public void A_send_during_which_the_sender_was_killed_counts_as_not_sent_when_it_did_not_arrive()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 9, intended: 10)], [Receiver(closed: true, (1, 1, 9))], NothingLeft);

        AssertAccount(account, sent: 9, received: 9, ambiguous: 1);
    }

    [Fact]
    public void A_message_that_comes_twice_is_noticed()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 10)], [Receiver(closed: true, (1, 1, 6)), Receiver(closed: true, (1, 6, 10))], NothingLeft);

        Assert.Equal(1, account.Disordered);
        Assert.False(new Summary(TimeSpan.FromSeconds(1), false, new Summary.Hop("a → b", "q", account)).IsSound);
    }

    [Fact]
    public void A_run_in_which_nothing_was_exchanged_is_not_sound()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 0)], [Receiver(closed: true)], NothingLeft);
        Summary summary = new(TimeSpan.FromSeconds(1), false, new Summary.Hop("a → b", "q", account));
        using StringWriter text = new();

        summary.Print(text);

        Assert.False(summary.IsSound);
        Assert.Contains("FAILED: nothing was exchanged.", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lanes_are_counted_apart()
    {
        LedgerReading sender = Sender(sent: 5);
        (sender.Sent[1], sender.Intended[1]) = (2, 2);
        LedgerReading receiver = Receiver(closed: true, (1, 1, 5));
        receiver.Received[(1, MessageLane.Urgent)] = new(1, 2, 0);

        AssertAccount(HopAccount.Settle([sender], [receiver], NothingLeft), sent: 7, received: 7);
    }

    private static LedgerReading Sender(long sent, long? intended = null)
    {
        LedgerReading ledger = new();
        ledger.Sent[0] = sent;
        ledger.Intended[0] = intended ?? sent;
        return ledger;
    }

    private static LedgerReading Receiver(bool closed, params (int Sender, long First, long Last)[] received)
    {
        LedgerReading ledger = new() { State = closed ? LedgerState.Closed : LedgerState.Running };
        foreach ((int sender, long first, long last) in received)
        {
            ledger.Received[(sender, MessageLane.Ordinary)] = new(first, last, Missing: 0);
        }

        return ledger;
    }

    private static void AssertAccount(
        HopAccount account, long sent, long received, long left = 0, long lostToDeadReceivers = 0, long lostWithoutReason = 0, long ambiguous = 0, long ambiguousArrived = 0)
    {
        Assert.Equal(
            (sent, received, left, lostToDeadReceivers, lostWithoutReason, ambiguous, ambiguousArrived),
            (account.Sent, account.Received, account.Left, account.LostToDeadReceivers, account.LostWithoutReason, account.AmbiguousSends, account.AmbiguousSendsArrived));
        Assert.Equal(account.Sent, account.Received + account.Left + account.LostToDeadReceivers + account.LostWithoutReason);
    }
}
