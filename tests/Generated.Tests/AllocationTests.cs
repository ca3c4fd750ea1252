using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>What generated code allocates beyond the values themselves: nothing.</summary>
public class AllocationTests
{
    private const int Messages = 10_000;

    [Fact]
    public void Writing_allocates_nothing_whatever_the_contract()
    {
        byte[] buffer = new byte[4096];
        PositionalStruct order = new(1, "ACME", 2.5m);
        Tree tree = new() { Children = [new() { Value = 1 }] };
        Encapsulated encapsulated = new() { Initialised = 1 };

        AssertNoAllocation(() =>
        {
            MqWriter writer = new(buffer);
            PositionalStructFormatter.Write(ref writer, in order);
            TreeFormatter.Write(ref writer, in tree);
            EncapsulatedFormatter.Write(ref writer, in encapsulated);
        });
    }

    [Fact]
    public void Reading_a_struct_of_values_allocates_nothing()
    {
        byte[] message = Codec.Write<ValuesFormatter, Values>(new(1, 2.5, Side.Sell, Guid.NewGuid(), 3, DateTime.UnixEpoch));

        AssertNoAllocation(() =>
        {
            MqReader reader = new(message);
            ValuesFormatter.Read(ref reader);
        });
    }

    [Fact]
    public void A_proxy_allocates_nothing_for_a_struct_of_values()
    {
        using MqNode node = MqNode.Create(static options => options.UseInProcess());
        IValues channel = node.Open<IValues>();
        Values values = new(1, 2.5, Side.Sell, Guid.NewGuid(), 3, DateTime.UnixEpoch);

        AssertNoAllocation(() =>
        {
            channel.Send(in values);
            channel.TryReceive(out _);
        });
    }

    private static void AssertNoAllocation(Action action)
    {
        for (int i = 0; i < 1000; i++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Messages; i++)
        {
            action();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
