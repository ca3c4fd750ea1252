using TypedMq.Transports.FastMq;

namespace TypedMq.Tests;

/// <summary>The steps in which slots are used.</summary>
public sealed class SlotOrderTests
{
    [Fact]
    public void VisitsEverySlotOnce()
    {
        foreach (uint slots in (uint[])[.. Enumerable.Range(1, 600).Select(static count => (uint)count), 1000, 1024, 4095, 65536, 99_991, (1 << 20) - 1, 1 << 20])
        {
            uint step = SlotOrder.StepFor(slots);
            bool[] visited = new bool[slots];
            uint slot = 0;
            for (uint i = 0; i < slots; i++)
            {
                Assert.False(visited[slot], $"{slots} slots in steps of {step}: {slot} comes again after {i} steps.");
                visited[slot] = true;
                slot = (slot + step) % slots;
            }
        }
    }

    /// <summary>In the one-to-one engine it is a part of the layout: two versions that differ in it would lose messages.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(8, 3)]
    [InlineData(64, 39)]
    [InlineData(512, 319)]
    [InlineData(1024, 631)]
    [InlineData(65536, 40501)]
    public void IsPartOfTheLayout(uint slots, uint step) => Assert.Equal(step, SlotOrder.StepFor(slots));

    /// <summary>Counted, not computed: what the choice of the step computes is checked too.</summary>
    [Theory]
    [InlineData(13)]
    [InlineData(64)]
    [InlineData(500)]
    [InlineData(512)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(1500)]
    [InlineData(1890)]
    [InlineData(8192)]
    [InlineData(65536)]
    public void UsesNeighboursFarApart(uint slots)
    {
        uint step = SlotOrder.StepFor(slots);
        long[] usedAt = new long[slots];
        uint slot = 0;
        for (uint i = 0; i < slots; i++)
        {
            usedAt[slot] = i;
            slot = (slot + step) % slots;
        }

        for (uint near = 1; near <= 2; near++)
        {
            for (uint i = 0; i < slots; i++)
            {
                long between = Math.Abs(usedAt[(i + near) % slots] - usedAt[i]);
                Assert.InRange(Math.Min(between, slots - between), slots / 6.0, slots);
            }
        }
    }
}
