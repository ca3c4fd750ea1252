using TypedMq.Transports;

namespace TypedMq.Tests.Transports;

/// <summary>What is refused for every transport, before it is asked.</summary>
public class QueueOptionsTests
{
    private static readonly MqQueueOptions Plain = new() { Name = MqQueueName.Parse("orders") };

    /// <summary>Options that cannot be used, with the key that the error names and what it says.</summary>
    private static readonly (MqQueueOptions Options, string Key, string Remedy)[] Refused =
    [
        (Plain with { Topology = (MqTopology)7 }, "Topology", "ManyToMany, OneToOne"),
        (Plain with { MaxPriorities = 0 }, "MaxPriorities", "1 to 64"),
        (Plain with { MaxPriorities = 65 }, "MaxPriorities", "1 to 64"),
        (Plain with { ReservedSlots = -1, ReservedForPriority = 1 }, "ReservedSlots", "0 or more"),
        (Plain with { ReservedSlots = 1, ReservedForPriority = -1 }, "ReservedForPriority", "0 or more"),
        (Plain with { ReservedSlots = 1 }, "ReservedForPriority", "set both"),
        (Plain with { ReservedForPriority = 1 }, "ReservedSlots", "set both"),
        (Plain with { Capacity = 4, ReservedSlots = 4, ReservedForPriority = 1 }, "ReservedSlots", "Capacity is 4"),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Refused.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_setting_that_cannot_be_used_is_refused_by_its_key(int index)
    {
        (MqQueueOptions options, string key, string remedy) = Refused[index];
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(options.Validate);
        Assert.Contains($"Channels:orders:{key}", error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_at_their_limits_pass()
    {
        (Plain with { Topology = MqTopology.OneToOne, MaxPriorities = 1 }).Validate();
        (Plain with { Capacity = 4, MaxPriorities = 64, ReservedSlots = 3, ReservedForPriority = 0 }).Validate();
        (Plain with { ReservedSlots = 100, ReservedForPriority = 32767 }).Validate();
    }
}
