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
    public void What_a_killed_receiver_had_in_hand_comes_again_and_counts_once()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 10)], [Receiver(closed: false, (1, 1, 4)), Receiver(closed: true, (1, 4, 10))], NothingLeft);

        AssertAccount(account, sent: 10, received: 10, again: 1);
        Assert.Equal((1, 0L), (account.DeadReceivers, account.Disordered));
    }

    [Fact]
    public void It_may_be_found_in_the_queue_at_the_end()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 10)], [Receiver(closed: false, (1, 1, 4))], Receiver(closed: true, (1, 4, 10)));

        AssertAccount(account, sent: 10, received: 4, left: 6, again: 1);
    }

    [Fact]
    public void It_may_come_again_to_one_that_is_killed_too()
    {
        HopAccount account = HopAccount.Settle(
            [Sender(sent: 10)], [Receiver(closed: false, (1, 1, 4)), Receiver(closed: false, (1, 4, 4)), Receiver(closed: true, (1, 4, 10))], NothingLeft);

        AssertAccount(account, sent: 10, received: 10, again: 2);
    }

    [Fact]
    public void A_message_between_two_receivers_is_lost_whatever_became_of_the_first()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 10)], [Receiver(closed: false, (1, 1, 4)), Receiver(closed: true, (1, 6, 10))], NothingLeft);

        AssertAccount(account, sent: 10, received: 9, lost: 1);
        Assert.False(new Summary(TimeSpan.FromSeconds(1), false, new Summary.Hop("a → b", "q", account)).IsSound);
    }

    [Fact]
    public void What_comes_before_the_first_and_after_the_last_is_lost_too()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 10)], [Receiver(closed: false, (1, 3, 9))], NothingLeft);

        AssertAccount(account, sent: 10, received: 7, lost: 3);
    }

    [Fact]
    public void Two_messages_that_come_again_are_one_too_many()
    {
        HopAccount account = HopAccount.Settle([Sender(sent: 10)], [Receiver(closed: false, (1, 1, 6)), Receiver(closed: true, (1, 5, 10))], NothingLeft);

        Assert.Equal(2, account.Disordered);
    }

    [Fact]
    public void A_gap_in_the_midst_of_a_receiver_is_lost_even_if_it_died()
    {
        LedgerReading receiver = Receiver(closed: false);
        receiver.Received[(1, MessageLane.Ordinary)] = new(First: 1, Last: 10, Missing: 1);

        AssertAccount(HopAccount.Settle([Sender(sent: 10)], [receiver], NothingLeft), sent: 10, received: 9, lost: 1);
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
    public void A_message_that_comes_twice_though_nobody_died_is_noticed()
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
        HopAccount account, long sent, long received, long left = 0, long again = 0, long lost = 0, long ambiguous = 0, long ambiguousArrived = 0)
    {
        Assert.Equal(
            (sent, received, left, again, lost, ambiguous, ambiguousArrived),
            (account.Sent, account.Received, account.Left, account.DeliveredAgain, account.Lost, account.AmbiguousSends, account.AmbiguousSendsArrived));
        Assert.Equal(account.Sent, account.Received + account.Left + account.Lost);
    }
}
