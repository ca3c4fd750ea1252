using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using TypedMq.Tests.Catalogue;

namespace TypedMq.Tests;

/// <summary>
/// What holds for any value of any contract of the zoo. The same values in every run; <c>TYPEDMQ_PROPERTY_SEED</c> chooses others:
/// a number, or <c>random</c>. A failure prints the seed and size that make its value again: <c>Values.Make(contract, seed, size)</c>.
/// </summary>
[Trait("Accepts", "T6")]
public class ContractProperties
{
    /// <summary>What makes a value; a smaller size makes a smaller one.</summary>
    public readonly record struct Recipe(int Seed, int Size);

    public static TheoryData<string> Contracts => ZooContract.Names;

    [Theory]
    [MemberData(nameof(Contracts))]
    public void What_is_written_is_read_back(string name) => Holds(name, static (contract, value) =>
        Likeness.Difference(value, contract.Read(contract.Write(value))));

    [Theory]
    [MemberData(nameof(Contracts))]
    public void What_is_read_into_any_other_value_is_what_was_sent(string name)
    {
        int other = 0;
        Holds(name, (contract, value) => Likeness.Difference(value, contract.ReadInto(contract.Write(value), Values.Make(contract, ++other, other % 12))));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void No_value_is_longer_than_its_bound(string name) => Holds(name, static (contract, value) =>
        contract.Write(value).Length is var length && length > 0 && length <= contract.MaxSize ? null : $"{length} bytes, at most {contract.MaxSize} are said");

    [Theory]
    [MemberData(nameof(Contracts))]
    public void The_same_value_gives_the_same_bytes_also_when_it_has_travelled(string name) => Holds(name, static (contract, value) =>
    {
        byte[] first = contract.Write(value);
        return !contract.Write(value).AsSpan().SequenceEqual(first) ? "another run gives other bytes"
            : !contract.Write(contract.Read(first)).AsSpan().SequenceEqual(first) ? "what was read gives other bytes"
            : null;
    });

    [Theory]
    [MemberData(nameof(Contracts))]
    public void A_buffer_that_is_too_small_is_filled_no_further_and_the_size_is_counted(string name) => Holds(name, static (contract, value) =>
    {
        const byte Guard = 0xA5;
        byte[] expected = contract.Write(value);
        byte[] room = new byte[expected.Length + 16];
        for (int size = 0; size <= expected.Length; size++)
        {
            room.AsSpan().Fill(Guard);
            long length = contract.Write(room.AsSpan(0, size), value, out bool overflowed);
            if (length != expected.Length || overflowed != size < expected.Length)
            {
                return $"in {size} bytes it claims to take {length}, overflowed: {overflowed}";
            }

            if (room.AsSpan(size).ContainsAnyExcept(Guard))
            {
                return $"it writes beyond a buffer of {size} bytes";
            }
        }

        return room.AsSpan(0, expected.Length).SequenceEqual(expected) ? null : "a buffer of just its size gets other bytes";
    },
    count: 50);

    [Theory]
    [MemberData(nameof(Contracts))]
    public void A_message_cut_at_any_byte_is_refused(string name) => Holds(name, static (contract, value) =>
    {
        byte[] message = contract.Write(value);
        for (int length = 0; length < message.Length; length++)
        {
            // The rest lies right behind the span: whoever reads beyond it would find what is missing.
            try
            {
                contract.Read(message.AsSpan(0, length));
                return $"it is read from its first {length} bytes";
            }
            catch (MqDecodeException refusal) when (refusal.Offset >= 0 && refusal.Offset <= length)
            {
                // As it should be.
            }
        }

        return null;
    },
    count: 10);

    [Theory]
    [MemberData(nameof(Contracts))]
    public void A_message_is_skipped_as_a_whole(string name) => Holds(name, static (contract, value) =>
    {
        byte[] message = contract.Write(value);
        MqReader reader = new(message);
        reader.Skip();
        return reader.Remaining == 0 ? null : $"{reader.Remaining} bytes are left";
    });

    private static void Holds(string name, Func<ZooContract, object, string?> problem, int count = 200)
    {
        ZooContract contract = ZooContract.All[name];
        Prop.ForAll(Recipes, recipe =>
        {
            object value = Values.Make(contract, recipe.Seed, recipe.Size);
            return problem(contract, value) is { } found
                ? throw new InvalidOperationException($"{contract}, {recipe}: {found}. The message: {Convert.ToHexStringLower(contract.Write(value))}")
                : true;
        }).Check(Settings(count));
    }

    private static Arbitrary<Recipe> Recipes { get; } = Arb.From(
        Gen.Sized(static size => from seed in Gen.Choose(int.MinValue, int.MaxValue) select new Recipe(seed, size / 10)),
        static recipe => Enumerable.Range(0, recipe.Size).Select(size => recipe with { Size = size }));

    private static Config Settings(int count)
    {
        Config settings = Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true);
        return Environment.GetEnvironmentVariable("TYPEDMQ_PROPERTY_SEED") switch
        {
            "random" => settings,
            { } text when ulong.TryParse(text, CultureInfo.InvariantCulture, out ulong seed) => settings.WithReplay(seed, 0xBEEF),
            _ => settings.WithReplay(0xC0FFEE, 0xBEEF),
        };
    }
}
