using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

/// <summary>
/// What runs again after an edit, and what does not. Each case also compares the result with that of a first run: whatever is cached is not
/// stale.
/// </summary>
public class StepTests
{
    private const string Order = "[MqContract] public sealed record Order(long Id, Customer Customer);";
    private const string Customer = "[MqContract] public sealed record Customer(string Name);";
    private const string Channel = "[MqChannel(\"orders\")] public interface IOrders : IMqQueue<Order>;";
    private const string View = "[MqView(typeof(Order))] public readonly ref partial struct OrderView;";
    private const string Unrelated = "class Unrelated { int Field = 1; }";

    private static readonly string[] Sources = [Order, Customer, Channel, Unrelated];

    [Fact]
    public void The_same_source_emits_nothing_again() => Assert.Equal(
        new StepReasons(Contracts: "Cached Cached", ContractModels: "Cached Cached", Channels: "Cached", ChannelModels: "Cached"),
        Edit(index: 3, Unrelated, emitted: 0));

    [Fact]
    public void An_edit_in_another_file_emits_nothing_again() => Assert.Equal(
        new StepReasons(Contracts: "Cached Cached", ContractModels: "Cached Cached", Channels: "Cached", ChannelModels: "Cached"),
        Edit(index: 3, "class Unrelated { int Field = 2; void Method() { } }", emitted: 0));

    [Fact]
    public void A_comment_or_a_body_in_the_same_file_emits_nothing_again() => Assert.Equal(
        new StepReasons(Contracts: "Cached Cached", ContractModels: "Cached Cached", Channels: "Cached", ChannelModels: "Cached"),
        Edit(index: 0, "// a comment\n[MqContract] public sealed record Order(long Id, Customer Customer) { public override string ToString() => \"changed\"; }", emitted: 0));

    [Fact]
    public void An_edited_contract_is_emitted_again_and_the_manifest_of_its_channel() => Assert.Equal(
        new StepReasons(Contracts: "Modified Cached", ContractModels: "Modified Cached", Channels: "Modified", ChannelModels: "Modified"),
        Edit(index: 0, "[MqContract] public sealed record Order(long Id, Customer Customer, int Count);", emitted: 2));

    [Fact]
    public void A_renamed_member_leaves_the_manifest_of_its_channel_as_it_was() => Assert.Equal(
        new StepReasons(Contracts: "Modified Cached", ContractModels: "Modified Cached", Channels: "Cached", ChannelModels: "Cached"),
        Edit(index: 0, "[MqContract] public sealed record Order(long Number, Customer Customer);", emitted: 1));

    [Fact]
    public void An_adopted_type_is_not_emitted_again_by_an_unrelated_edit() => Assert.Equal(
        new StepReasons(Contracts: "Cached", ContractModels: "Cached"),
        EditAdopted(index: 2, "class Unrelated { int Field = 2; }", emitted: 0));

    [Fact]
    public void An_adopted_type_whose_list_is_edited_is_emitted_again() => Assert.Equal(
        new StepReasons(Contracts: "Modified", ContractModels: "Modified"),
        EditAdopted(index: 0, "[assembly: MqContractFor(typeof(Thing), \"Count\", \"Id\")]", emitted: 1));

    [Fact]
    public void An_adopted_type_that_changes_in_another_file_is_emitted_again() => Assert.Equal(
        new StepReasons(Contracts: "Modified", ContractModels: "Modified"),
        EditAdopted(index: 1, "public class Thing { public int Id { get; set; } public long Count { get; set; } }", emitted: 1));

    [Fact]
    public void The_tag_of_an_adopted_type_emits_the_channel_again_and_not_the_contract() => Assert.Equal(
        new StepReasons(Contracts: "Cached", ContractModels: "Cached", Channels: "Modified", ChannelModels: "Modified"),
        Edit(
            ["[assembly: MqContractFor(typeof(Thing))]", "public class Thing { public int Id { get; set; } } [MqChannel(\"things\")] public interface IThings : IMqQueue<Thing>;"],
            index: 0,
            "[assembly: MqContractFor(typeof(Thing), Tag = \"thing\")]",
            emitted: 1));

    [Fact]
    public void A_type_that_is_adopted_in_another_file_emits_what_holds_it() => Assert.Equal(
        new StepReasons(Contracts: "New Modified", ContractModels: "New Modified", Diagnostics: "Removed"),
        Edit(["[MqContract] public sealed record Holder(Thing Thing);", "public class Thing { public int Id { get; set; } }", Unrelated], index: 2, "[assembly: MqContractFor(typeof(Thing))]", emitted: 2));

    [Fact]
    public void An_assembly_that_begins_to_adopt_the_annotations_of_MessagePack_emits_its_types() => Assert.Equal(
        new StepReasons(Contracts: "New", ContractModels: "New"),
        Edit(["namespace MessagePack { class MessagePackObjectAttribute : Attribute; class KeyAttribute(int key) : Attribute; } [MessagePack.MessagePackObject] public class Order { [MessagePack.Key(0)] public int Id { get; set; } }", Unrelated], index: 1, "[assembly: MqAdoptMessagePack]", emitted: 1));

    [Fact]
    public void A_nested_contract_that_becomes_recursive_emits_what_holds_it_too() => Assert.Equal(
        new StepReasons(Contracts: "Modified Modified", ContractModels: "Modified Modified", Channels: "Modified", ChannelModels: "Modified", Diagnostics: "New New"),
        Edit(index: 1, "[MqContract] public sealed record Customer(string Name, Order? Last);", emitted: 3));

    [Fact]
    public void A_nested_contract_that_becomes_a_struct_emits_what_holds_it_too() => Assert.Equal(
        new StepReasons(Contracts: "Modified Modified", ContractModels: "Modified Modified", Channels: "Cached", ChannelModels: "Cached"),
        Edit(index: 1, "[MqContract] public readonly record struct Customer(string Name);", emitted: 2));

    [Fact]
    public void A_nested_contract_that_only_gets_a_member_is_emitted_again_and_the_manifest_of_its_channel() => Assert.Equal(
        new StepReasons(Contracts: "Modified Cached", ContractModels: "Modified Cached", Channels: "Modified", ChannelModels: "Modified"),
        Edit(index: 1, "[MqContract] public sealed record Customer(string Name, int Rating);", emitted: 2));

    [Fact]
    public void A_nested_type_that_stops_being_a_contract_reports_what_holds_it() => Assert.Equal(
        new StepReasons(Contracts: "Modified Removed", ContractModels: "Modified Removed", Channels: "Modified", ChannelModels: "Modified", Diagnostics: "New"),
        Edit(index: 1, "[Serializable] public sealed record Customer(string Name);", emitted: 2));

    [Fact]
    public void An_enum_whose_underlying_type_changes_in_another_file_emits_the_contract_again() => Assert.Equal(
        new StepReasons(Contracts: "Modified", ContractModels: "Modified"),
        Edit(["[MqContract] public sealed record Order(Side Side);", "public enum Side { Buy }"], index: 1, "public enum Side : byte { Buy }", emitted: 1));

    [Fact]
    public void A_case_that_stops_deriving_in_another_file_reports_the_union() => Assert.Equal(
        new StepReasons(Contracts: "Modified Modified", ContractModels: "Modified Modified", Diagnostics: "New"),
        Edit(
            ["[MqContract, MqUnion(0, typeof(Circle))] public interface IShape;", "[MqContract] public sealed record Circle(double Radius) : IShape;"],
            index: 1,
            "[MqContract] public sealed record Circle(float Radius);",
            emitted: 2));

    [Fact]
    public void A_generic_contract_edited_in_another_file_is_emitted_again_alone() => Assert.Equal(
        new StepReasons(Contracts: "Modified Cached", ContractModels: "Modified Cached"),
        Edit(
            ["[MqContract] public sealed record Order(Box<int> Box);", "[MqContract] public sealed record Box<T>(T Value);"],
            index: 1,
            "[MqContract] public sealed record Box<T>(T Value, T More);",
            emitted: 1));

    [Fact]
    public void A_base_class_edited_in_another_file_emits_the_contract_again() => Assert.Equal(
        new StepReasons(Contracts: "Modified", ContractModels: "Modified"),
        Edit(
            ["[MqContract] public class Order : Base;", "public class Base { [MqKey(0)] public int Id { get; set; } }"],
            index: 1,
            "public class Base { [MqKey(0)] public int Id { get; set; } [MqKey(1)] public int More { get; set; } }",
            emitted: 1));

    [Fact]
    public void An_inherited_interface_edited_in_another_file_emits_the_channel_again() => Assert.Equal(
        new StepReasons(Contracts: "Cached", ContractModels: "Cached", Channels: "Modified", ChannelModels: "Modified"),
        Edit(
            ["[MqContract] public sealed record Order(int Id);", "[MqChannel(\"orders\")] public interface IOrders : IBase;", "public interface IBase { void Send(Order order); }"],
            index: 2,
            "public interface IBase { void Send(Order order); bool TrySend(Order order); }",
            emitted: 1));

    [Fact]
    public void A_tag_edited_in_another_file_emits_the_channel_again_and_not_the_contract() => Assert.Equal(
        new StepReasons(Contracts: "Cached Cached", ContractModels: "Cached Cached", Channels: "Modified", ChannelModels: "Modified"),
        Edit(index: 0, "[MqContract(\"placed\")] public sealed record Order(long Id, Customer Customer);", emitted: 1));

    [Fact]
    public void A_second_contract_is_emitted_alone() => Assert.Equal(
        new StepReasons(Contracts: "New Cached Cached", ContractModels: "New Cached Cached", Channels: "Cached", ChannelModels: "Cached"),
        Edit(index: 4, "[MqContract] public sealed record Another(int Id);", emitted: 1));

    [Fact]
    public void A_removed_file_takes_its_contract_along() => Assert.Equal(
        new StepReasons(Contracts: "Cached Removed", ContractModels: "Cached Removed"),
        Edit([Customer, "[MqContract] public sealed record Another(int Id);"], index: 1, edited: null, emitted: 0));

    [Fact]
    public void A_diagnostic_that_only_moves_emits_nothing_again() => Assert.Equal(
        new StepReasons(Contracts: "Modified", ContractModels: "Unchanged", Diagnostics: "Modified"),
        Edit(
            ["[MqContract] public class Order { [MqKey(9)] public int Id { get; set; } }"],
            index: 0,
            "\n\n[MqContract] public class Order { [MqKey(9)] public int Id { get; set; } }",
            emitted: 0));

    [Fact]
    public void An_attribute_on_two_parts_is_one_contract()
    {
        StepReasons reasons = Edit(
            ["[MqContract] public partial class Order { [MqKey(0)] public int Id { get; set; } }", "[MqContract] public partial class Order;", Unrelated],
            index: 2,
            "class Unrelated;",
            emitted: 0);

        Assert.Equal(new StepReasons(Contracts: "Cached", ContractModels: "Cached"), reasons);
    }

    [Fact]
    public void A_member_added_in_another_part_emits_the_contract_again() => Assert.Equal(
        new StepReasons(Contracts: "Modified", ContractModels: "Modified"),
        Edit(
            ["[MqContract] public partial class Order { [MqKey(0)] public int Id { get; set; } }", "public partial class Order;"],
            index: 1,
            "public partial class Order { [MqKey(1)] public int More { get; set; } }",
            emitted: 1));

    [Fact]
    public void An_unrelated_edit_leaves_a_view_alone() => Assert.Equal(
        new StepReasons(Contracts: "Cached Cached", ContractModels: "Cached Cached", Views: "Cached", ViewModels: "Cached"),
        Edit([Order, Customer, View, Unrelated], index: 3, "class Unrelated { int Field = 2; }", emitted: 0));

    [Fact]
    public void A_contract_edited_in_another_file_emits_its_view_again() => Assert.Equal(
        new StepReasons(Contracts: "Modified Cached", ContractModels: "Modified Cached", Views: "Modified", ViewModels: "Modified"),
        Edit([Order, Customer, View], index: 0, "[MqContract] public sealed record Order(long Id, Customer Customer, int Count);", emitted: 2));

    [Fact]
    public void A_nested_contract_that_gets_a_view_emits_the_outer_view_again() => Assert.Equal(
        new StepReasons(Contracts: "Cached Cached", ContractModels: "Cached Cached", Views: "New Modified", ViewModels: "New Modified"),
        Edit([Order, Customer, View], index: 3, "[MqView(typeof(Customer))] public readonly ref partial struct CustomerView;", emitted: 2));

    [Fact]
    public void A_nested_contract_that_only_gets_a_member_leaves_the_outer_view_alone() => Assert.Equal(
        new StepReasons(Contracts: "Modified Cached", ContractModels: "Modified Cached", Views: "Cached", ViewModels: "Cached"),
        Edit([Order, Customer, View], index: 1, "[MqContract] public sealed record Customer(string Name, int Rating);", emitted: 1));

    [Fact]
    public void A_struct_edited_in_another_file_emits_the_raw_contract_and_its_channel_again() => Assert.Equal(
        new StepReasons(Contracts: "Modified", ContractModels: "Modified", Channels: "Modified", ChannelModels: "Modified"),
        Edit(
            ["[MqContract(Layout = MqLayout.Raw)] public struct Tick { public Pair Pair; }", "public struct Pair { public int A; public int B; }", "[MqChannel(\"ticks\")] public interface ITicks : IMqQueue<Tick>;"],
            index: 1,
            "public struct Pair { public int A; public float B; }",
            emitted: 2));

    private static StepReasons EditAdopted(int index, string? edited, int emitted) => Edit(
        ["[assembly: MqContractFor(typeof(Thing), \"Id\", \"Count\")]", "public class Thing { public int Id { get; set; } public int Count { get; set; } }", Unrelated],
        index,
        edited,
        emitted);

    private static StepReasons Edit(int index, string? edited, int emitted) => Edit(Sources, index, edited, emitted);

    private static StepReasons Edit(string[] sources, int index, string? edited, int emitted)
    {
        StepReasons reasons = Incremental.Edit(sources, index, edited, out int actuallyEmitted);
        Assert.Equal(emitted, actuallyEmitted);
        return reasons;
    }
}
