using TypedMq.Generators.CodeFixes;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>TMQ0101: a member gets the next key that is free.</summary>
public class AddKeyFixTests
{
    [Fact]
    public async Task A_member_gets_the_next_key_and_keeps_its_comment() => Assert.Equal(
        """
        [MqContract]
        public class Order
        {
            [MqKey(0)]
            public long Id { get; set; }

            /// <summary>How many.</summary>
            [MqKey(3)]
            public int Count { get; set; }

            [MqKey(2)]
            public int Price { get; set; }
        }
        """,
        Assert.Single(await FixHarness<AddKeyFix>.FixAsync(GeneratorHarness.Usings + """
            [MqContract]
            public class Order
            {
                [MqKey(0)]
                public long Id { get; set; }

                /// <summary>How many.</summary>
                public int Count { get; set; }

                [MqKey(2)]
                public int Price { get; set; }
            }
            """)));

    [Fact]
    public async Task Fixing_all_gives_each_member_a_key_of_its_own_in_the_order_of_reading() => Assert.Equal(
        """
        [MqContract]
        public class Order
        {
            [MqKey(0)]
            public long Id { get; set; }

            [MqKey(1)]
            public int Count;

            // Added later.
            [MqKey(2)]
            public string? Note { get; init; }
        }

        [MqContract]
        public record struct Line([MqKey(0)] int Number, [MqKey(1)] int Count);
        """,
        Assert.Single(await FixHarness<AddKeyFix>.FixAllAsync(GeneratorHarness.Usings + """
            [MqContract]
            public class Order
            {
                public long Id { get; set; }

                public int Count;

                // Added later.
                public string? Note { get; init; }
            }

            [MqContract]
            public record struct Line([MqKey(0)] int Number, int Count);
            """)));

    [Fact]
    public async Task Keys_of_types_above_and_below_are_taken() => Assert.Equal(
        """
        public class Base
        {
            [MqKey(0)]
            public int Id { get; set; }

            [MqKey(2)]
            public int Version { get; set; }
        }

        [MqContract]
        public class Order : Base
        {
            [MqKey(1)]
            public int Count { get; set; }

            [MqKey(3)]
            public int Price { get; set; }
        }
        """,
        Assert.Single(await FixHarness<AddKeyFix>.FixAllAsync(GeneratorHarness.Usings + """
            public class Base
            {
                [MqKey(0)]
                public int Id { get; set; }

                public int Version { get; set; }
            }

            [MqContract]
            public class Order : Base
            {
                [MqKey(1)]
                public int Count { get; set; }

                public int Price { get; set; }
            }
            """)));

    /// <summary>The first key ends the numbering by order, so the parameters keep by attribute what they had by order.</summary>
    [Fact]
    public async Task The_parameters_of_a_positional_record_keep_their_keys() => Assert.Equal(
        """
        [MqContract]
        public sealed record Order([MqKey(0)] long Id, [MqKey(1)] string Symbol)
        {
            [MqKey(2)]
            public int Count { get; set; }

            [MqKey(3)]
            public int Price { get; set; }
        }
        """,
        Assert.Single(await FixHarness<AddKeyFix>.FixAllAsync(GeneratorHarness.Usings + """
            [MqContract]
            public sealed record Order(long Id, string Symbol)
            {
                public int Count { get; set; }

                public int Price { get; set; }
            }
            """)));

    [Fact]
    public async Task A_parameter_that_stands_for_a_member_of_the_base_type_is_left_alone() => Assert.EndsWith(
        "public sealed record Derived(int Id, [MqKey(1)] int More) : Order(Id) { [MqKey(2)] public int Count { get; set; } }",
        Assert.Single(await FixHarness<AddKeyFix>.FixAsync(GeneratorHarness.Usings + """
            [MqContract] public record Order(int Id);
            [MqContract] public sealed record Derived(int Id, int More) : Order(Id) { public int Count { get; set; } }
            """)),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_file_that_does_not_use_the_namespace_does_so_then()
    {
        string[] files = await FixHarness<AddKeyFix>.FixAsync(
            "public class Base { public int Id { get; set; } }",
            GeneratorHarness.Usings + "[MqContract] public class Order : Base;");

        Assert.StartsWith("using TypedMq;", files[0], StringComparison.Ordinal);
        Assert.Contains("[MqKey(0)]", files[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_fields_in_one_declaration_are_for_a_human() =>
        Assert.Empty(await FixHarness<AddKeyFix>.TitlesAsync(GeneratorHarness.Usings + "[MqContract] public class Order { public int Count, Price; }"));

    [Theory]
    [InlineData("[MqContract] public class Order { [MqKey(\"id\")] public int Id; public int Count; }")]
    [InlineData("[MqContract] public record Order([MqKey(\"id\")] int Id) { public int Count { get; set; } }")]
    public async Task Keys_of_maps_are_for_a_human(string code) => Assert.Empty(await FixHarness<AddKeyFix>.TitlesAsync(GeneratorHarness.Usings + code));

    [Fact]
    public async Task Retired_keys_are_taken() => Assert.Equal(
        ["Add [MqKey(6)]"],
        await FixHarness<AddKeyFix>.TitlesAsync(GeneratorHarness.Usings + "[MqContract, MqReservedKeys(5, 2)] public class Order { [MqKey(0)] public int Id; public int Count; }"));

    [Fact]
    public async Task The_menu_names_the_key() =>
        Assert.Equal(["Add [MqKey(1)]"], await FixHarness<AddKeyFix>.TitlesAsync(GeneratorHarness.Usings + "[MqContract] public class Order { [MqKey(0)] public int Id; public int Count; }"));

    [Fact]
    public async Task A_type_with_the_annotations_of_MessagePack_gets_one_of_those() => Assert.Equal(
        """
        using MessagePack;
        [assembly: MqAdoptMessagePack]

        public class Base
        {
            [Key(1)]
            public int Id { get; set; }
        }

        [MessagePackObject]
        public class Order : Base
        {
            [Key(0)]
            public int Count { get; set; }

            [Key(2)]
            public int Price { get; set; }
        }
        """,
        Assert.Single(await FixHarness<AddKeyFix>.FixAllAsync(GeneratorHarness.Usings + """
            using MessagePack;
            [assembly: MqAdoptMessagePack]

            public class Base
            {
                public int Id { get; set; }
            }

            [MessagePackObject]
            public class Order : Base
            {
                [Key(0)]
                public int Count { get; set; }

                public int Price { get; set; }
            }
            """)));

    [Fact]
    public async Task A_parameter_on_which_the_annotation_of_MessagePack_cannot_stand_is_for_a_human() => Assert.Empty(
        await FixHarness<AddKeyFix>.TitlesAsync(GeneratorHarness.Usings + "[assembly: MqAdoptMessagePack] [MessagePack.MessagePackObject] public record struct Order(int Id);"));
}
