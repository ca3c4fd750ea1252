using TypedMq.Transports;

namespace TypedMq.Tests.Transports;

/// <summary>Queues of the same name in two scopes are two queues.</summary>
public class ScopeTests
{
    [Theory]
    [InlineData(null, "orders", "orders")]
    [InlineData(null, "a:b", "a:b")]
    [InlineData("desk", "orders", "typedmq:desk:orders")]
    [InlineData("desk", "a:b", "typedmq:desk:a:b")]
    [InlineData("desk-2_x", "orders", "typedmq:desk-2_x:orders")]
    public void The_kernel_knows_a_queue_by_scope_and_name_and_back(string? scope, string queue, string qualified)
    {
        MqScope named = MqScope.Create(scope);
        Assert.Equal(qualified, named.QualifiedName(MqQueueName.Parse(queue)));
        Assert.True(named.TryGetQueueName(qualified, out MqQueueName found));
        Assert.Equal(queue, found.Value);
    }

    [Fact]
    public void No_two_pairs_of_scope_and_name_share_a_kernel_name()
    {
        string?[] scopes = [null, "a", "b", "a-b", "a_b", "ab"];
        string[] queues = ["a", "b", "a:b", "b:a", ":a", ":", "a:", "::", "a:a:a", "typedmq"];
        List<string> names = [.. scopes.SelectMany(scope => queues.Select(queue => MqScope.Create(scope).QualifiedName(MqQueueName.Parse(queue))))];
        Assert.Equal(names.Count, names.Distinct().Count());

        foreach (string? scope in scopes)
        {
            Assert.Equal(queues.Length, names.Count(name => MqScope.Create(scope).TryGetQueueName(name, out _)));
        }
    }

    [Theory]
    [InlineData(null, "typedmq:desk:orders")] // another scope's
    [InlineData("desk", "typedmq:desk2:orders")]
    [InlineData("desk", "orders")] // the user's own
    [InlineData("desk", "typedmq:desk")]
    [InlineData("desk", "TYPEDMQ:desk:orders")]
    [InlineData("desk", "typedmq:desk:")] // made by another program: no name of a queue
    [InlineData("desk", "typedmq:desk:.")]
    [InlineData("desk", "typedmq:desk:/orders")]
    [InlineData("desk", "typedmq:desk:typedmq:")]
    [InlineData(null, "")]
    [InlineData(null, "..")]
    [InlineData(null, "/orders")]
    [InlineData(null, "a/b")]
    public void A_kernel_name_of_no_queue_of_the_scope_is_left_alone(string? scope, string name) =>
        Assert.False(MqScope.Create(scope).TryGetQueueName(name, out _));

    [Theory]
    [InlineData("")]
    [InlineData("Desk")]
    [InlineData("1desk")]
    [InlineData("-desk")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("dé")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefg")] // 33 characters
    public void A_scope_name_that_breaks_the_rule_is_refused(string name) =>
        Assert.Contains("1 to 32 characters", Assert.Throws<MqConfigurationException>(() => MqScope.Create(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_scope_name_has_up_to_32_characters()
    {
        string longest = "abcdefghijklmnopqrstuvwxyzabcdef";
        Assert.Equal(longest, MqScope.Create(longest).Name);
    }

    [Fact]
    public void A_group_shares_a_named_scope_only()
    {
        Assert.Equal("traders", MqScope.Create("desk", "traders").Group);
        Assert.Contains("set Scope too", Assert.Throws<MqConfigurationException>(() => MqScope.Create(null, "traders")).Message, StringComparison.Ordinal);
        Assert.Same(MqScope.Default, MqScope.Create(null));
    }

    [Fact]
    public void Scope_and_name_together_have_up_to_254_bytes()
    {
        MqScope desk = MqScope.Create("desk");
        string longest = new('q', 254 - "typedmq:desk:".Length);
        Assert.Equal(254, desk.QualifiedName(MqQueueName.Parse(longest)).Length);
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => desk.QualifiedName(MqQueueName.Parse(longest + "q")));
        Assert.Contains("'desk'", error.Message, StringComparison.Ordinal);
        Assert.Contains("254", error.Message, StringComparison.Ordinal);
    }
}
