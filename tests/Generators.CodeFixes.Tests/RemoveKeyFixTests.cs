using TypedMq.Generators.CodeFixes;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>TMQ0106: a key without effect goes, and nothing else.</summary>
public class RemoveKeyFixTests
{
    [Theory]
    [InlineData("[MqContract] public class Order { [MqKey(0)] public const int Id = 1; }", "[MqContract] public class Order { public const int Id = 1; }")]
    [InlineData("[MqContract] public class Order { [MqKey(0)] public int this[int index] => index; }", "[MqContract] public class Order { public int this[int index] => index; }")]
    [InlineData("[MqContract] public class Order { [MqKey(0), MqIgnore] public int Id { get; set; } }", "[MqContract] public class Order { [MqIgnore] public int Id { get; set; } }")]
    [InlineData("[MqContract] public class Order { [field: MqKey(0)] public int Id { get; } }", "[MqContract] public class Order { public int Id { get; } }")]
    [InlineData("[MqContract] public class Order { public Order([MqKey(0)] int id = 1) { } }", "[MqContract] public class Order { public Order(int id = 1) { } }")]
    public async Task The_key_goes(string before, string after) => Assert.Equal(after, Assert.Single(await FixHarness<RemoveKeyFix>.FixAsync(GeneratorHarness.Usings + before)));

    [Fact]
    public async Task Fixing_all_leaves_comments_and_other_attributes() => Assert.Equal(
        """
        [MqContract]
        public class Order
        {
            /// <summary>How many there are.</summary>
            public static int Count { get; set; }

            [Obsolete("Unused.")]
            public const int Price = 1;
        }
        """,
        Assert.Single(await FixHarness<RemoveKeyFix>.FixAllAsync(GeneratorHarness.Usings + """
            [MqContract]
            public class Order
            {
                /// <summary>How many there are.</summary>
                [MqKey(1)]
                public static int Count { get; set; }

                [Obsolete("Unused.")]
                [MqKey(2)]
                public const int Price = 1;
            }
            """)));
}
