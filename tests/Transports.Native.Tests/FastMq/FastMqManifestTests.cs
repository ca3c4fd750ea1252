using System.Text;
using TypedMq.Interop;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>The contracts in the file of a queue: whole, whoever is killed or looks meanwhile.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqManifestTests : FastMqTest
{
    private const string First = "manifest 1\nboth 0 Order\narray Order 0:long 1:int\n";
    private const string Second = "manifest 1\nboth 0 Order\narray Order 0:long 1:long 2:string?\n";
    private const string Changed = "manifest 1\nboth 0 Order\narray Order 0:long 1:string\n";

    [Fact]
    public void It_is_text_in_the_file_that_people_can_read()
    {
        Open(Options() with { Manifest = First }).Dispose();
        Open(Options() with { Manifest = Second }).Dispose();
        Assert.Contains(First + Second, Encoding.UTF8.GetString(File.ReadAllBytes(FileOf())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_writer_that_is_killed_anywhere_leaves_the_old_one_or_the_new_one()
    {
        using DescriptorHandle file = Area();
        for (int round = 0; round < 3; round++)
        {
            (byte[] old, byte[] recent) = (FastMqManifest.Read(file), Encoding.UTF8.GetBytes(new string((char)('a' + round), 500)));
            byte[] before = Bytes(file);
            Assert.True(FastMqManifest.TryWrite(file, recent));
            byte[] after = Bytes(file);
            int[] changed = [.. Enumerable.Range(0, before.Length).Where(index => before[index] != after[index])];
            foreach (int end in changed)
            {
                // A write goes from the front to the end; one that is torn has an end somewhere in the middle.
                Overwrite(file, [.. after[..end], .. before[end..]]);
                Assert.Equal(old, FastMqManifest.Read(file));
            }

            Overwrite(file, after);
            Assert.Equal(recent, FastMqManifest.Read(file));
        }
    }

    [Fact]
    public void A_write_after_a_torn_one_repairs_it()
    {
        using DescriptorHandle file = Area();
        FastMqManifest.TryWrite(file, "first"u8);
        FastMqManifest.TryWrite(file, "second"u8);
        byte[] torn = Bytes(file);
        torn[FastMqManifest.OffsetOf(0) + 3] ^= 1;
        Overwrite(file, torn);
        Assert.Equal("second"u8, FastMqManifest.Read(file));
        FastMqManifest.TryWrite(file, "third"u8);
        Assert.Equal("third"u8, FastMqManifest.Read(file));
    }

    [Fact]
    public void Who_looks_while_others_write_sees_a_whole_one()
    {
        using DescriptorHandle file = Area();
        FastMqManifest.TryWrite(file, new byte[1]);
        using CancellationTokenSource stop = new();
        Thread writer = new(() =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                byte[] text = new byte[1 + (i % 8000)];
                text.AsSpan().Fill((byte)i);
                Assert.True(FastMqManifest.TryWrite(file, text));
            }
        });
        writer.Start();
        int empty = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] text = FastMqManifest.Read(file);
            empty += text.Length == 0 ? 1 : 0;
            Assert.True(text.AsSpan().IndexOfAnyExcept(text.Length == 0 ? (byte)0 : text[0]) < 0, "A mixture of two was read.");
        }

        stop.Cancel();
        writer.Join();

        // Between its looks at the two halves both may have been written: rarely, and an opener looks again under the lock.
        Assert.InRange(empty, 0, 2_000);
    }

    [Fact]
    public void A_damaged_area_counts_for_nothing_and_is_written_anew()
    {
        Open(Options() with { Manifest = First }).Dispose();
        using (FileStream file = File.OpenWrite(FileOf()))
        {
            file.Position = FastMqGeometry.ManifestOffset;
            byte[] garbage = new byte[FastMqGeometry.ManifestSize];
            new Random(5).NextBytes(garbage);
            file.Write(garbage);
        }

        Open(Options() with { Manifest = Changed }).Dispose();
        Assert.Throws<MqContractMismatchException>(() => Open(Options() with { Manifest = First }));
    }

    [Fact]
    public void A_refused_handle_takes_no_place_and_leaves_no_mapping()
    {
        Open(Options() with { Manifest = First });
        int mappings = CountMappings();
        Assert.Throws<MqContractMismatchException>(() => Open(Options() with { Manifest = Changed }));
        Assert.Equal(mappings, CountMappings());
        Assert.Single(Look().Participants);
    }

    [Fact]
    public void When_the_area_is_full_the_oldest_that_a_newer_one_covers_goes()
    {
        for (int members = 1; members < 200; members++)
        {
            Open(Options() with { Manifest = Versioned(members) }).Dispose();
        }

        using DescriptorHandle file = OpenFile();
        string kept = Encoding.UTF8.GetString(FastMqManifest.Read(file));
        Assert.InRange(kept.Length, FastMqManifest.MaxBytes / 2, FastMqManifest.MaxBytes);
        Assert.EndsWith(Versioned(199), kept, StringComparison.Ordinal);
        Assert.DoesNotContain(Versioned(1), kept, StringComparison.Ordinal);

        // What all of them had in common is still known.
        Assert.Throws<MqContractMismatchException>(() => Open(Options() with { Manifest = "manifest 1\nboth 0 Order\narray Order 0:string\n" }));
        Open(Options() with { Manifest = Versioned(1) }).Dispose();
    }

    [Fact]
    public void A_channel_that_does_not_fit_the_area_opens_and_is_not_kept()
    {
        Open(Options() with { Manifest = Versioned(3_000) }).Dispose();
        using DescriptorHandle file = OpenFile();
        Assert.Empty(FastMqManifest.Read(file));
    }

    [Fact]
    public void Without_a_manifest_nothing_is_written()
    {
        Open().Dispose();
        using DescriptorHandle file = OpenFile();
        Assert.All(Bytes(file)[(int)FastMqGeometry.ManifestOffset..(int)FastMqGeometry.ParticipantsOffset], static value => Assert.Equal(0, value));
    }

    private static string Versioned(int members) =>
        "manifest 1\nboth 0 Order\narray Order" + string.Concat(Enumerable.Range(0, members).Select(static key => FormattableString.Invariant($" {key}:int"))) + "\n";

    /// <summary>A file that has a manifest area, and nothing else.</summary>
    private DescriptorHandle Area()
    {
        Open().Dispose();
        return OpenFile();
    }

    private DescriptorHandle OpenFile() => new(Libc.Open(FileOf(), Libc.OpenReadWrite | Libc.OpenCloseOnExec, mode: 0));

    private static unsafe byte[] Bytes(DescriptorHandle file)
    {
        byte[] bytes = new byte[FastMqGeometry.ParticipantsOffset];
        fixed (byte* start = bytes)
        {
            Assert.Equal(bytes.Length, Libc.ReadAt(file, start, (nuint)bytes.Length, 0));
        }

        return bytes;
    }

    private static unsafe void Overwrite(DescriptorHandle file, byte[] bytes)
    {
        fixed (byte* start = bytes)
        {
            Assert.Equal(bytes.Length, Libc.WriteAt(file, start, (nuint)bytes.Length, 0));
        }
    }
}
