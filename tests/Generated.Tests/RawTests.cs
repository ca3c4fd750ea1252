using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TypedMq.Formatters;
using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>Contracts that are sent as their memory.</summary>
public sealed class RawTests : IDisposable
{
    private static readonly RawTick Tick = new(0x0102030405060708, 1.5, -2, 7);

    private readonly MqNode _node = MqNode.Create(static options => options.UseInProcess());

    public void Dispose() => _node.Dispose();

    [Fact]
    public void The_layout_that_the_generator_computed_is_that_of_the_runtime()
    {
        AssertLayout<RawScalarsFormatter, RawScalars>();
        AssertLayout<RawTickFormatter, RawTick>();
        AssertLayout<RawRecordFormatter, RawRecord>();
        AssertLayout<RawPackedFormatter, RawPacked>();
        AssertLayout<RawExplicitFormatter, RawExplicit>();
        AssertLayout<RawNestedFormatter, RawNested>();
        AssertLayout<RawTextFormatter, RawText>();
        AssertLayout<RawEmptyFormatter, RawEmpty>();
    }

    [Fact]
    public void A_message_is_the_memory_and_nothing_else()
    {
        byte[] message = Codec.Write<RawMessageFormatter<RawTickFormatter, RawTick>, RawTick>(Tick);

        Assert.Equal(MemoryMarshal.AsBytes(new ReadOnlySpan<RawTick>(in Tick)).ToArray(), message);
        Assert.Equal(24, RawMessageFormatter<RawTickFormatter, RawTick>.MaxSize);
        Assert.Equal(Tick, Codec.Read<RawMessageFormatter<RawTickFormatter, RawTick>, RawTick>(message));
    }

    [Fact]
    public void As_a_part_of_another_contract_it_is_binary_data()
    {
        byte[] message = Codec.Write<RawTickFormatter, RawTick>(Tick);

        Assert.Equal([0xC4, 24, .. MemoryMarshal.AsBytes(new ReadOnlySpan<RawTick>(in Tick))], message);
        RawHolder holder = new(Tick, [Tick, default], new RawText { Day = new(2026, 1, 2) }, new() { [3] = Tick }, [Tick]);
        RawHolder received = Codec.Read<RawHolderFormatter, RawHolder>(Codec.Write<RawHolderFormatter, RawHolder>(holder));
        Assert.Equal(holder.First, received.First);
        Assert.Equal(holder.More, received.More);
        Assert.Equal(holder.Text!.Value.Day, received.Text!.Value.Day);
        Assert.Equal(holder.ByKey, received.ByKey);
        Assert.Equal(holder.Few, received.Few);
    }

    [Fact]
    public void A_view_of_what_holds_it_shows_its_value()
    {
        RawHolder holder = new(Tick, [Tick, default], null, new() { [3] = Tick }, []);
        RawHolderView view = MqView.Read<RawHolderView>(Codec.Write<RawHolderFormatter, RawHolder>(holder));

        Assert.Equal(Tick, view.First);
        Assert.Null(view.Text);
        Assert.Equal(2, view.More.Count);
        foreach (RawTick tick in view.More)
        {
            Assert.True(tick == Tick || tick == default);
        }
    }

    [Theory]
    [InlineData(23)]
    [InlineData(25)]
    [InlineData(0)]
    public void Another_size_is_refused_and_both_are_named(int size)
    {
        MqDecodeException error = Codec.Refuse<RawMessageFormatter<RawTickFormatter, RawTick>, RawTick>(new byte[size]);
        Assert.Equal("RawTick", error.Contract);
        Assert.Contains($"its memory takes 24 bytes, found {size}", error.Message, StringComparison.Ordinal);

        error = Codec.Refuse<RawTickFormatter, RawTick>([0xC4, (byte)size, .. new byte[size]]);
        Assert.Contains($"its memory takes 24 bytes, found {size}", error.Message, StringComparison.Ordinal);
        Assert.Throws<MqDecodeException>(() => { _ = MqView.Read<RawTickView>(new byte[size]); });
    }

    [Fact]
    public void What_is_wrong_inside_of_another_contract_names_its_member()
    {
        MqDecodeException error = Codec.Refuse<RawHolderFormatter, RawHolder>([0x91, 0xC4, 1, 0]);

        Assert.Equal(("RawHolder", "First"), (error.Contract, error.Member));
    }

    [Fact]
    public void Every_bool_becomes_0_or_1()
    {
        byte[] memory = new byte[Unsafe.SizeOf<RawNested>()];
        memory.AsSpan(0, 19).Fill(0xAB);
        RawNested value = Codec.Read<RawMessageFormatter<RawNestedFormatter, RawNested>, RawNested>(memory);

        byte[] normalised = MemoryMarshal.AsBytes(new ReadOnlySpan<RawNested>(in value)).ToArray();
        Assert.Equal([1, 1, 1, 0xAB, 1, 0xAB, 0xAB, 0xAB, 1, 0xAB, 0xAB, 0xAB, 1, 0xAB, 0xAB, 0xAB, 1, 0xAB, 0xAB], normalised[..19]);
        Assert.All(normalised[19..], static value => Assert.Equal(0, value));

        byte[] record = new byte[Unsafe.SizeOf<RawRecord>()];
        Array.Fill(record, (byte)0x80);
        Assert.True(Codec.Read<RawMessageFormatter<RawRecordFormatter, RawRecord>, RawRecord>(record).Hidden);
        Assert.Equal(1, Unsafe.BitCast<bool, byte>(Codec.Read<RawMessageFormatter<RawRecordFormatter, RawRecord>, RawRecord>(record).Hidden));
    }

    [Fact]
    public void Texts_decimals_dates_and_times_that_are_none_are_refused()
    {
        RawText valid = new() { Short = "abcde", Long = "ü", Price = 1.25m, Day = DateOnly.MaxValue, Time = TimeOnly.MaxValue };
        byte[] memory = Codec.Write<RawMessageFormatter<RawTextFormatter, RawText>, RawText>(valid);
        Assert.Equal(valid, Codec.Read<RawMessageFormatter<RawTextFormatter, RawText>, RawText>(memory));

        // Short is at 0 (its length at 8), Long at 12 (its length at 44), Price at 48, Day at 64, Time at 72.
        foreach ((int offset, byte value) in (ReadOnlySpan<(int, byte)>)[(0, 0xFF), (8, 6), (11, 0x80), (44, 33), (48 + 2, 29), (48, 1), (64 + 3, 0x7F), (72 + 7, 0x7F)])
        {
            byte[] broken = (byte[])memory.Clone();
            broken[offset] = value;
            MqDecodeException error = Codec.Refuse<RawMessageFormatter<RawTextFormatter, RawText>, RawText>(broken);
            Assert.Contains("a text, decimal, date or time inside of it is none", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_text_whose_length_was_overwritten_is_never_read_beyond_its_buffer()
    {
        FixedUtf8<FixedUtf8Buffer16> text = "abc";
        MemoryMarshal.AsBytes(new Span<FixedUtf8<FixedUtf8Buffer16>>(ref text))[18] = 0x7F;

        Assert.Throws<ArgumentOutOfRangeException>(() => text.ToString());
    }

    [Fact]
    public void A_view_shows_the_memory_of_numbers_where_it_lies()
    {
        byte[] message = Codec.Write<RawMessageFormatter<RawTickFormatter, RawTick>, RawTick>(Tick);
        RawTickView view = MqView.Read<RawTickView>(message);

        Assert.Equal(Tick, view.Value);
        Assert.True(Unsafe.AreSame(in Unsafe.As<RawTick, byte>(ref Unsafe.AsRef(in view.Value)), in message[0]));
    }

    [Fact]
    public void A_channel_carries_raw_contracts_by_every_method_and_allocates_nothing()
    {
        IRawTicks ticks = _node.Open<IRawTicks>();
        long[] sum = [0];

        Allocation.AssertNone(() =>
        {
            ticks.Send(in Tick);
            ticks.TryReceive(out _);
            ticks.Send(in Tick);
            ticks.TryReceiveView(sum, static (view, sum) => sum[0] += view.Value.Volume);
        });

        Assert.NotEqual(0, sum[0]);
    }

    [Fact]
    public void A_channel_shows_a_checked_copy_of_what_must_be_checked()
    {
        IRawTexts texts = _node.Open<IRawTexts>();
        texts.Send(new RawText { Short = "abc", IsOpen = true });
        List<string> seen = [];

        Assert.True(texts.TryReceiveView(seen, static (view, seen) => seen.Add($"{view.Value.Short} {view.Value.IsOpen}")));
        Assert.Equal(["abc True"], seen);
    }

    [Fact]
    public void Python_exchanges_a_raw_struct_by_the_module_that_packs_structs()
    {
        byte[] message = Codec.Write<RawMessageFormatter<RawTickFormatter, RawTick>, RawTick>(Tick);
        string script = "import struct,sys; t,p,v,f=struct.unpack('@qdii', bytes.fromhex(sys.argv[1])); print(struct.pack('@qdii', t+1, p*2, v-1, f).hex())";
        ProcessStartInfo start = new("python3") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        start.ArgumentList.Add(Convert.ToHexString(message));
        using Process python = Process.Start(start)!;
        string answer = python.StandardOutput.ReadToEnd().Trim();
        python.WaitForExit();

        Assert.Equal(0, python.ExitCode);
        Assert.Equal(
            Tick with { Time = Tick.Time + 1, Price = 3, Volume = -3 },
            Codec.Read<RawMessageFormatter<RawTickFormatter, RawTick>, RawTick>(Convert.FromHexString(answer)));
    }

    /// <summary>Holds the attribute that the generator wrote against the runtime: the size, and the offset of each field.</summary>
    private static void AssertLayout<TFormatter, T>()
        where TFormatter : struct, IMqRawFormatter<T>
        where T : unmanaged
    {
        MqRawLayoutAttribute layout = typeof(TFormatter).GetCustomAttribute<MqRawLayoutAttribute>()!;
        List<string> fields = [];
        foreach (FieldInfo field in typeof(T).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            fields.Add($"{OffsetOf<T>(field)}");
        }

        Assert.Equal((typeof(T), Unsafe.SizeOf<T>()), (typeof(T), layout.Size));
        Assert.Equal((typeof(T), AlignmentOf<T>()), (typeof(T), layout.Alignment));
        Assert.Equal((typeof(T), string.Join(',', fields)), (typeof(T), string.Join(',', TopLevelOffsets(layout.Fields))));
    }

    /// <summary>Where a field lies: of a value whose bytes are all 0, those that are not any more once the field is set to ones.</summary>
    private static int OffsetOf<T>(FieldInfo field)
        where T : unmanaged => (int)typeof(RawTests).GetMethod(nameof(OffsetByBytes), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(typeof(T), field.FieldType).Invoke(null, [field])!;

    private static int OffsetByBytes<T, TField>(FieldInfo field)
        where T : unmanaged
        where TField : unmanaged
    {
        TField ones = default;
        MemoryMarshal.AsBytes(new Span<TField>(ref ones)).Fill(0x01);
        object boxed = default(T);
        field.SetValue(boxed, ones);
        T value = (T)boxed;
        return MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).IndexOfAnyExcept((byte)0);
    }

    /// <summary>Where a value lies behind a byte.</summary>
    private static int AlignmentOf<T>()
        where T : unmanaged
    {
        Aligned<T> value = default;
        return (int)Unsafe.ByteOffset(in value.First, in Unsafe.As<T, byte>(ref value.Value));
    }

    private static IEnumerable<int> TopLevelOffsets(string fields)
    {
        int depth = 0;
        string body = fields[1..fields.LastIndexOf(':')];
        int at = -1;
        for (int i = 0; i < body.Length; i++)
        {
            depth += body[i] switch { '{' or '<' => 1, '}' or '>' => -1, _ => 0 };
            at = depth == 0 && body[i] == '@' ? i + 1 : at;
            if (at > 0 && depth == 0 && (i == body.Length - 1 || body[i + 1] == ','))
            {
                yield return int.Parse(body.AsSpan(at, i + 1 - at), System.Globalization.CultureInfo.InvariantCulture);
                at = -1;
            }
        }
    }

    private struct Aligned<T>
    {
#pragma warning disable CS0649 // only its address is asked for
        public byte First;
        public T Value;
#pragma warning restore CS0649
    }
}
