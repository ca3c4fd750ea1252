namespace TypedMq.Chaos;

/// <summary>Short campaigns. Longer ones run by hand: see Program.cs.</summary>
public sealed class ChaosTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(9);

    [Fact]
    public void Nothing_is_lost_or_doubled_when_senders_and_receivers_are_killed_at_any_moment()
    {
        Tally tally = Prove(new() { Time = Time, Awaiting = 1, Seed = 1 });

        // A campaign in which nobody is caught in the act would prove nothing.
        Assert.True(tally.Kills > 20 && tally.Redelivered > 0, tally.ToString());
    }

    [Fact]
    public void What_wants_to_be_delivered_at_most_once_never_comes_twice() =>
        Prove(new() { Time = Time, Delivery = MqDelivery.AtMostOnce, Seed = 2 });

    [Fact]
    public void Those_who_wait_at_a_queue_with_hardly_any_room_are_woken_whoever_is_killed() =>
        Prove(new() { Time = Time, Capacity = 2, Awaiting = 1, Seed = 3 });

    [Fact]
    public void One_sender_and_one_receiver_follow_each_other_without_loss() =>
        Prove(new() { Time = Time, Topology = MqTopology.OneToOne, Senders = 1, Receivers = 1, Seed = 4 });

    [Fact]
    public void One_receiver_that_wants_nothing_twice_gets_nothing_twice() =>
        Prove(new() { Time = Time, Topology = MqTopology.OneToOne, Delivery = MqDelivery.AtMostOnce, Senders = 1, Receivers = 1, Seed = 5 });

    [Fact]
    public void A_process_that_is_stopped_is_never_robbed()
    {
        Tally tally = Prove(new() { Time = Time, StopsPerThousand = 700, Pace = TimeSpan.FromMilliseconds(5), Seed = 6 });

        Assert.True(tally.Stops > 20, tally.ToString());
    }

    private static Tally Prove(CampaignOptions options)
    {
        using Campaign campaign = new(options);
        Tally tally = campaign.Run();
        Assert.True(tally.Violations.Count == 0 && tally.Received > 0, $"{options}\n{tally}");
        return tally;
    }
}
