using System.Diagnostics;
using System.Globalization;
using System.Text;
using TypedMq.Tests.Wire;
using TypedMq.Transports;

namespace TypedMq.Tests.Manifests;

/// <summary>What is kept with a queue lies where others write: whatever it is, opening ends, soon, with the queue open or a mismatch.</summary>
public class HostileManifestTests
{
    private const string Own = """
        manifest 1
        both 0 Order
        sends 3 IShape
        array Order 0!:long 1:List<#1?> 2:Dictionary<string,(int,#2?)>? 4:enum<Side,byte> 5:compact<Guid> 6:int[]?[]
        map Line id:int the%20name:string zoo:#0?
        array Circle 0:double
        union IShape unknown-is-null 0:#2 7:#4
        raw Tick {Int64@0,Double@8%3A16}

        """;

    private static readonly string[] Pieces =
    [
        "manifest 1\n", "manifest 2\n", "both ", "sends ", "receives ", "array ", "map ", "union ", "raw ", "unknown-is-null", "0", "1", "9999999999", "-1", "#", "#0", "#1", "#3", "<", ">",
        "(", ")", "[]", "?", ",", ":", "!", " ", "\n", "%", "%00", "long", "List", "enum", "compact", "inline", "custom", "Order", "IShape", "\0", "\uFFFD", "\uD83D\uDE00",
    ];

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public void Any_bytes_end_with_something_to_keep_or_a_mismatch()
    {
        Random random = new(7);
        for (int i = 0; i < HostileBytes.Count / 10; i++)
        {
            byte[] bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            Try([.. Encoding.UTF8.GetBytes("manifest 1\n"), .. bytes]);
            Try(bytes);
        }
    }

    [Fact]
    public void A_manifest_with_pieces_exchanged_ends_with_something_to_keep_or_a_mismatch()
    {
        Random random = new(11);
        for (int i = 0; i < HostileBytes.Count / 10; i++)
        {
            StringBuilder text = new(Own);
            for (int changes = random.Next(1, 5); changes > 0; changes--)
            {
                int position = random.Next(text.Length);
                text.Remove(position, Math.Min(random.Next(8), text.Length - position));
                text.Insert(position, Pieces[random.Next(Pieces.Length)]);
            }

            Try(Encoding.UTF8.GetBytes(text.ToString()));
        }
    }

    public static TheoryData<string> Attacks() => new()
    {
        "both 0 Order\narray Order 0:" + new string('(', 60_000),
        "both 0 Order\narray Order 0:" + string.Concat(Enumerable.Repeat("List<", 12_000)),
        "both 0 Order\narray Order 0:int" + string.Concat(Enumerable.Repeat("[]", 30_000)),
        "both 0 Order\narray Order 0:int" + string.Concat(Enumerable.Repeat("[]?", 20_000)),
        "both 0 Order\narray Order 0:int" + new string('?', 60_000),
        "both 0 Order\narray Order 0:(" + string.Concat(Enumerable.Repeat("int,", 15_000)) + "int)",
        "both 0 Order\narray Order" + string.Concat(Enumerable.Range(0, 8_000).Select(static key => string.Create(CultureInfo.InvariantCulture, $" {key}:b"))),
        "both 0 Order\n" + string.Concat(Enumerable.Repeat("array A\n", 8_000)),
        string.Concat(Enumerable.Repeat("both 0 Order\n", 4_000)) + "array Order 0!:long",
        string.Concat(Enumerable.Repeat("both 0 Order\narray Order 0!:long\nmanifest 1\n", 1_400)),
        new string('\n', 60_000),
        string.Concat(Enumerable.Repeat("manifest 1\n", 5_500)),
        string.Concat(Enumerable.Repeat("manifest 2\n", 5_500)),

        // Every contract of ours meets every one of theirs.
        "both 0 Order\narray Order 1:List<#1?>\n" + string.Concat(Enumerable.Range(1, 1_000).Select(static place => string.Create(CultureInfo.InvariantCulture, $"map A zoo:#{place + 1}\n"))) + "map A zoo:#0",
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void An_attack_on_time_depth_or_memory_ends_soon(string attack)
    {
        byte[] kept = Encoding.UTF8.GetBytes("manifest 1\n" + attack + "\n");
        Assert.InRange(kept.Length, 1, MqManifest.MaxBytes);
        Try(kept);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        Try(kept);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Soon);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L << 20);
    }

    [Fact]
    public void Thousands_of_small_versions_cost_no_more_than_their_bytes()
    {
        StringBuilder kept = new();
        for (int i = 0; kept.Length < MqManifest.MaxBytes - 32; i++)
        {
            kept.Append("manifest 1\nsends 0 ").Append(i.ToString("x4", CultureInfo.InvariantCulture)).Append("\narray A\n");
        }

        StringBuilder own = new("manifest 1\nboth 0 Order\narray Order");
        for (int i = 0; i < 4_000; i++)
        {
            own.Append(' ').Append(i).Append(":int");
        }

        Stopwatch clock = Stopwatch.StartNew();
        byte[]? merged = MqManifest.Merge("orders", Encoding.UTF8.GetBytes(kept.ToString()), own.Append('\n').ToString());
        Assert.InRange(merged!.Length, 1, MqManifest.MaxBytes);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"It took {clock.Elapsed}.");
    }

    private static void Try(byte[] kept)
    {
        byte[]? merged;
        try
        {
            merged = MqManifest.Merge("orders", kept, Own);
        }
        catch (MqContractMismatchException error)
        {
            Assert.InRange(error.Message.Length, 1, 3_000);
            Assert.DoesNotContain(error.Message, char.IsControl);
            return;
        }

        if (merged is not null)
        {
            Assert.Null(MqManifest.Merge("orders", merged, Own));
        }
    }
}
