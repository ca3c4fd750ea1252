using Microsoft.Extensions.Logging;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>Opening a queue that is there with other values than it has: what it cannot give is refused, what it has more of is told.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqReopeningTests : FastMqTest
{
    [Fact]
    [Trait("Accepts", "G36")]
    [Trait("Accepts", "V13")]
    public void More_than_the_queue_has_is_refused_with_both_values_and_the_queue_is_as_before()
    {
        MqQueue queue = Open(Options() with { MaxPriorities = 4 });
        TrySend(queue, [1]);
        Refused(Options() with { Capacity = 5 }, "5", "4");
        Refused(Options() with { MaxMessageBytes = 101 }, "101", "100");
        Refused(Options() with { MaxPriorities = 6 }, "MaxPriorities", "6", "4");
        Refused(OneToOne(), "Topology", "OneToOne", "ManyToMany");
        Refused(Options() with { ReservedSlots = 1, ReservedForPriority = 5 }, "ReservedSlots", "1", "0");
        Assert.Equal((4, 100), (queue.Capacity, queue.MaxMessageBytes));
        Assert.Single(Look().Participants);
        Assert.Equal([1], TryReceive(queue));
    }

    [Fact]
    [Trait("Accepts", "G36")]
    public void The_other_topology_is_refused_both_ways()
    {
        Open(OneToOne());
        Refused(Options(), "Topology", "ManyToMany", "OneToOne");
    }

    [Fact]
    public void Another_number_of_reserved_slots_is_refused_even_a_smaller_one()
    {
        MqQueueOptions options = Options() with { ReservedSlots = 2, ReservedForPriority = 5 };
        Open(options);
        Refused(options with { ReservedSlots = 1 }, "ReservedSlots", "1", "2");
        Refused(options with { ReservedSlots = 3 }, "ReservedSlots", "3", "2");
        Refused(options with { ReservedForPriority = 6 }, "ReservedForPriority", "6", "5");
        Open(options);
        Open(options with { ReservedSlots = null, ReservedForPriority = null });
    }

    [Fact]
    [Trait("Accepts", "G24")]
    [Trait("Accepts", "V13")]
    public void Less_than_the_queue_has_opens_it_as_it_is_with_a_warning_for_each_value()
    {
        Open(Options() with { MaxPriorities = 4 });
        Logger.Entries.Clear();
        MqQueue other = Open(Options() with { Capacity = 3, MaxMessageBytes = 50, MaxPriorities = 2 });
        Assert.Equal((4, 100), (other.Capacity, other.MaxMessageBytes));
        Assert.Equal(3, Logger.Entries.Count(entry => entry.Level == LogLevel.Warning));
        Assert.Contains(Logger.Entries, entry => entry.Text.Contains("Capacity = 4 (asked 3)", StringComparison.Ordinal));
        Assert.Contains(Logger.Entries, entry => entry.Text.Contains("MaxMessageBytes = 100 (asked 50)", StringComparison.Ordinal));
        Assert.Contains(Logger.Entries, entry => entry.Text.Contains("MaxPriorities = 4 (asked 2)", StringComparison.Ordinal));
        Logger.Entries.Clear();
        Open(Options() with { Capacity = null, MaxMessageBytes = null });
        Open(Options() with { MaxPriorities = 4 });
        Assert.Empty(Logger.Entries);
    }

    [Fact]
    [Trait("Accepts", "G36")]
    public void A_queue_keeps_how_many_handles_it_was_created_for()
    {
        using FastMqTransport few = With(new() { MaxHandles = 3 });
        Open(Options(), few);
        Open();
        Assert.Equal(3, Look().MaxHandles);
    }

    [Fact]
    [Trait("Accepts", "G3")]
    [Trait("Accepts", "G22")]
    public void Creating_what_is_there_and_opening_what_is_not_are_refused()
    {
        Assert.Throws<MqQueueNotFoundException>(() => Transport.Open(Options() with { OpenMode = MqOpenMode.OpenExisting }));
        MqQueue queue = Open(Options() with { OpenMode = MqOpenMode.CreateNew });
        Assert.Throws<MqQueueExistsException>(() => Transport.Open(Options() with { OpenMode = MqOpenMode.CreateNew }));
        Assert.True(TrySend(queue, [1]));
        Assert.Equal([1], TryReceive(Open(Options() with { OpenMode = MqOpenMode.OpenExisting })));
    }

    [Fact]
    public void What_no_queue_can_have_is_refused_before_anything_exists()
    {
        Limit(Options() with { Capacity = FastMqGeometry.MaxCapacity + 1 }, "Capacity");
        Limit(Options() with { MaxMessageBytes = FastMqGeometry.MaxMaxMessageBytes + 1 }, "MaxMessageBytes");
        Assert.Throws<MqConfigurationException>(() => Transport.Open(Options() with { Capacity = null, ReservedSlots = 1024, ReservedForPriority = 1 }));
        Assert.Throws<MqConfigurationException>(() => Transport.Open(Options() with { MaxPriorities = 65 }));
        Assert.Throws<MqNotSupportedException>(() => Transport.Open(OneToOne() with { ReservedSlots = 1, ReservedForPriority = 1 }));
        Assert.Throws<MqConfigurationException>(() => Transport.Open(Options() with { Mode = (UnixFileMode)0b111_111_111 }));
        Assert.False(File.Exists(FileOf()));

        void Limit(MqQueueOptions options, string limit) => Assert.Equal(limit, Assert.Throws<MqLimitException>(() => Transport.Open(options)).Limit);
    }

    private void Refused(MqQueueOptions options, params string[] parts)
    {
        MqQueueMismatchException error = Assert.Throws<MqQueueMismatchException>(() => Transport.Open(options));
        Assert.All([.. parts, options.Name.Value], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
