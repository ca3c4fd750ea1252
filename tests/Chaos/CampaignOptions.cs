namespace TypedMq.Chaos;

/// <summary>What is tortured, how, and for how long.</summary>
internal sealed record CampaignOptions
{
    public int Senders { get; init; } = 3;

    public int Receivers { get; init; } = 3;

    /// <summary>How many messages the queues hold; null lets each have another capacity.</summary>
    public int? Capacity { get; init; }

    public MqTopology Topology { get; init; } = MqTopology.ManyToMany;

    public MqDelivery Delivery { get; init; } = MqDelivery.AtLeastOnce;

    /// <summary>How many different priorities there are: 1 to 8.</summary>
    public int Priorities { get; init; } = 5;

    /// <summary>How many senders, and as many receivers, are programs of their own that await.</summary>
    public int Awaiting { get; init; }

    /// <summary>What all chances follow from. What the processes do meanwhile is up to the kernel, so a seed gives the same torture, not the same course.</summary>
    public int Seed { get; init; } = Environment.TickCount;

    /// <summary>After how many kills it ends.</summary>
    public long Kills { get; init; } = long.MaxValue;

    /// <summary>After which time it ends.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.MaxValue;

    /// <summary>The mean time from one deed to the next.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(3);

    /// <summary>Of a thousand deeds, how many are stops; some are polite ends, all others kills.</summary>
    public int StopsPerThousand { get; init; } = 100;

    /// <summary>After how many kills a round ends, and everything is checked.</summary>
    public int KillsPerRound { get; init; } = 400;

    public TimeSpan TimePerRound { get; init; } = TimeSpan.FromSeconds(6);
}
