using System.Diagnostics;
using System.Text;
using TypedMq.Formatters;
using TypedMq.Generated.TypedMq.Tests.Zoo;
using TypedMq.Tests.Catalogue;

namespace TypedMq.Tests.Fuzz;

/// <summary>Attacks that chance would not find: many keys in one bucket, counts beyond all bytes, depth, numbers that never end.</summary>
[Trait("Accepts", "R7")]
public class DirectedAttackTests
{
    /// <summary>Far from both answers: a refusal takes milliseconds, also on a busy machine; 200,000 keys one by one take 2 × 10¹⁰ steps, above 10 s.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static TheoryData<string> Contracts => ZooContract.Names;

    [Theory]
    [MemberData(nameof(Contracts))]
    [Trait("Accepts", "R8")]
    public void Counts_that_no_bytes_back_are_refused_for_next_to_nothing_wherever_they_stand(string name)
    {
        foreach (CorpusMessage honest in CorpusMessage.All.Where(message => message.Contract.Name == name).Take(8))
        {
            foreach ((int start, int end) in honest.Values)
            {
                foreach (string header in new[] { "DCFFFF", "DDFFFFFFFF", "DD7FFFFFFF", "DEFFFF", "DFFFFFFFFF", "DF7FFFFFFF", "DAFFFF", "DBFFFFFFFF", "DB7FFFFFFF", "C5FFFF", "C6FFFFFFFF", "C67FFFFFFF", "C9FFFFFFFFFF", "C97FFFFFFFFF" })
                {
                    FuzzRun.Try(honest.Contract, [.. honest.Bytes.AsSpan(0, start), .. Convert.FromHexString(header), .. honest.Bytes.AsSpan(end)]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    [Trait("Accepts", "R8")]
    public void Any_depth_is_read_skipped_or_refused(string name)
    {
        // Arrays and maps in each other, and what the recursive contracts of the zoo look like.
        foreach (string level in new[] { "91", "9100", "9200", "920091", "8100", "81A46E657874", "92CE0001117081A56669727374", "9200DC0400", "DD00000400", "9200DD00000400" })
        {
            byte[] unit = Convert.FromHexString(level);
            foreach (int levels in new[] { 10, 63, 64, 65, 1000 })
            {
                FuzzRun.Try(ZooContract.All[name], [.. Enumerable.Repeat(unit, levels).SelectMany(static bytes => bytes), .. new byte[4096]]);
            }
        }
    }

    /// <summary>Each level announces more elements than it has, as many as the bytes allow: what is taken ahead adds up over the levels only.</summary>
    [Fact]
    [Trait("Accepts", "R8")]
    public void Lists_that_announce_much_on_every_level_take_a_bounded_multiple_of_the_message()
    {
        foreach (int padding in new[] { 64, 512, 2048, 8192 })
        {
            byte[] message = [.. Enumerable.Repeat<byte[]>([0x92, 0x00, 0xDC, (byte)(padding >> 8), (byte)padding], 64).SelectMany(static level => level), .. new byte[padding]];

            FuzzRun.Try(ZooContract.All["Tree"], message);
            FuzzRun.Try(ZooContract.All["Node"], message);
        }
    }

    [Theory]
    [InlineData("1e999999999")]
    [InlineData("1e-999999999")]
    [InlineData("-1E+99999999999999999999999999999999")]
    [InlineData("0e999999999")]
    public void Enormous_exponents_are_refused_or_read_at_once(string text)
    {
        byte[] utf8 = Encoding.ASCII.GetBytes(text);

        FuzzRun.Try(ZooContract.All["PositionalStruct"], [0x93, 0x01, 0xA0, (byte)(0xA0 | utf8.Length), .. utf8]);
    }

    [Fact]
    public void Digits_without_end_are_refused_or_read_at_once()
    {
        foreach (char digit in "01.-9")
        {
            byte[] text = Encoding.ASCII.GetBytes(new string(digit, 60_000));

            FuzzRun.Try(ZooContract.All["PositionalStruct"], [0x93, 0x01, 0xA0, 0xDA, (byte)(text.Length >> 8), unchecked((byte)text.Length), .. text]);
        }
    }

    [Theory]
    [InlineData("D7FFFFFFFFFFFFFFFFFF")]
    [InlineData("D7FFEE6B280000000000")]
    [InlineData("C70CFF3B9ACA000000000000000000")]
    [InlineData("C70CFF000000007FFFFFFFFFFFFFFF")]
    [InlineData("C70CFF000000008000000000000000")]
    [InlineData("C70CFF00000000FFFFFFF1886E08FF")]
    [InlineData("C70CFF000000000000003AFFF44180")]
    [InlineData("D6FE00000000")]
    public void Times_that_no_clock_shows_are_refused(string timestamp)
    {
        byte[] message = [0x96, .. Enumerable.Repeat<byte>(0, 3), .. Convert.FromHexString("D92430303131323233332D343435352D363637372D383839392D616162626363646465656666"), 0xC0, .. Convert.FromHexString(timestamp)];

        MqDecodeException error = Codec.Refuse<ValuesFormatter, Zoo.Values>(message);

        Assert.Equal("When", error.Member);
    }

    /// <summary>A dictionary finds a key among those in the same bucket one by one: n keys in one bucket take n²/2 steps. An integer is its own hash code.</summary>
    [Fact]
    public void Integer_keys_that_all_fall_into_one_bucket_do_not_stop_the_receiver()
    {
        const int Count = 200_000;
        long bucket = new Dictionary<long, bool>(Count).Capacity;
        byte[] message = MapOf(Count, i => i * bucket);

        AssertSoon<DictionaryFormatter<Int64Formatter, long, BooleanFormatter, bool>, Dictionary<long, bool>>(message);
        AssertSoon<DictionaryFormatter<UInt64Formatter, ulong, BooleanFormatter, bool>, Dictionary<ulong, bool>>(message);
        AssertSoon<HashSetFormatter<Int64Formatter, long>, HashSet<long>>(ArrayOf(Count, i => i * bucket));
    }

    /// <summary>A long is hashed by xor of its halves, so these have one hash code, whatever the size of the dictionary.</summary>
    [Fact]
    public void Integer_keys_of_one_hash_code_do_not_stop_the_receiver()
    {
        const int Count = 200_000;
        AssertSoon<DictionaryFormatter<Int64Formatter, long, BooleanFormatter, bool>, Dictionary<long, bool>>(MapOf(Count, static i => ((long)i << 32) | (uint)i));
        AssertSoon<HashSetFormatter<Int64Formatter, long>, HashSet<long>>(ArrayOf(Count, static i => ((long)i << 32) | (uint)i));
    }

    /// <summary>A set takes a value that comes again once, but looks for it each time.</summary>
    [Fact]
    public void Values_that_come_again_at_the_end_of_a_long_chain_do_not_stop_the_receiver() =>
        AssertSoon<HashSetFormatter<Int64Formatter, long>, HashSet<long>>(ArrayOf(200_000, static i => ((long)Math.Min(i, 2_000) << 32) | (uint)Math.Min(i, 2_000)));

    [Fact]
    public void One_value_may_come_many_times_in_a_set() =>
        Assert.Equal(2_000, Codec.Read<HashSetFormatter<Int64Formatter, long>, HashSet<long>>(ArrayOf(200_000, static i => Math.Min(i, 1_999))).Count);

    [Fact]
    public void Large_dictionaries_and_sets_of_honest_keys_are_read()
    {
        const int Count = 200_000;
        Random random = new(1);
        foreach (Func<int, long> key in new Func<int, long>[] { static i => i, static i => i * 1000L, static i => -i, static i => (long)i << 20, static i => 637_000_000_000_000_000 + (i * TimeSpan.TicksPerSecond), i => (random.NextInt64() << 18) | (uint)i })
        {
            Assert.Equal(Count, Codec.Read<DictionaryFormatter<Int64Formatter, long, BooleanFormatter, bool>, Dictionary<long, bool>>(MapOf(Count, key)).Count);
            Assert.Equal(Count, Codec.Read<HashSetFormatter<Int64Formatter, long>, HashSet<long>>(ArrayOf(Count, key)).Count);
        }
    }

    [Fact]
    public void A_few_thousand_keys_may_collide() =>
        Assert.Equal(2_000, Codec.Read<DictionaryFormatter<Int64Formatter, long, BooleanFormatter, bool>, Dictionary<long, bool>>(MapOf(2_000, static i => ((long)i << 32) | (uint)i)).Count);

    private static byte[] MapOf(int count, Func<int, long> key)
    {
        byte[] message = new byte[5 + (count * 10)];
        MqWriter writer = new(message);
        writer.WriteMapHeader(count);
        for (int i = 0; i < count; i++)
        {
            writer.WriteInt64(key(i));
            writer.WriteBoolean(true);
        }

        return message[..(int)writer.Length];
    }

    private static byte[] ArrayOf(int count, Func<int, long> item)
    {
        byte[] message = new byte[5 + (count * 9)];
        MqWriter writer = new(message);
        writer.WriteArrayHeader(count);
        for (int i = 0; i < count; i++)
        {
            writer.WriteInt64(item(i));
        }

        return message[..(int)writer.Length];
    }

    private static void AssertSoon<TFormatter, T>(byte[] message)
        where TFormatter : struct, IMqFormatter<T>
    {
        TimeSpan fastest = TimeSpan.MaxValue;
        for (int run = 0; run < 4 && fastest > Limit; run++)
        {
            long started = Stopwatch.GetTimestamp();
            try
            {
                Codec.Read<TFormatter, T>(message);
            }
            catch (MqDecodeException)
            {
                // Refused is as good.
            }

            TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
            fastest = elapsed < fastest ? elapsed : fastest;
        }

        Assert.True(fastest <= Limit, $"{message.Length} bytes take {fastest.TotalMilliseconds} ms.");
    }
}
