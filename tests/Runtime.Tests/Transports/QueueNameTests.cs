using TypedMq.Transports;

namespace TypedMq.Tests.Transports;

/// <summary>Names of queues follow mq_overview(7).</summary>
public class QueueNameTests
{
    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("/orders", "orders")]
    [InlineData("a", "a")]
    [InlineData("...", "...")]
    [InlineData(".hidden", ".hidden")]
    [InlineData("a:b", "a:b")]
    [InlineData("typedmq", "typedmq")]
    [InlineData("Bestellungen für Zürich", "Bestellungen für Zürich")]
    public void A_name_is_the_same_with_and_without_its_leading_slash(string name, string value) =>
        Assert.Equal(value, MqQueueName.Parse(name).Value);

    [Theory]
    [InlineData(null, "at least one character")]
    [InlineData("", "at least one character")]
    [InlineData("/", "at least one character")]
    [InlineData(".", "'.' and '..'")]
    [InlineData("..", "'.' and '..'")]
    [InlineData("/.", "'.' and '..'")]
    [InlineData("/..", "'.' and '..'")]
    [InlineData("//orders", "no slash")]
    [InlineData("a/b", "no slash")]
    [InlineData("orders/", "no slash")]
    [InlineData("a\0b", "NUL")]
    [InlineData("typedmq:desk:orders", "set Scope")]
    [InlineData("/typedmq:", "set Scope")]
    public void A_name_that_breaks_a_rule_is_refused_with_the_rule(string? name, string rule)
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => MqQueueName.Parse(name));
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
        Assert.Equal(name, error.Value);
        Assert.False(MqQueueName.TryParse(name, out _));
    }

    [Theory]
    [InlineData("a", 254)]
    [InlineData("é", 127)]
    [InlineData("あ", 84)]
    public void A_name_has_up_to_254_bytes_of_UTF8(string unit, int longest)
    {
        string name = string.Concat(Enumerable.Repeat(unit, longest));
        Assert.Equal(name, MqQueueName.Parse(name).Value);
        Assert.Equal(name, MqQueueName.Parse("/" + name).Value);
        Assert.Contains("254", Assert.Throws<MqConfigurationException>(() => MqQueueName.Parse(name + unit)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_has_no_UTF8_is_refused_because_two_of_them_would_share_a_queue()
    {
        // Not as theory data: a lone surrogate does not survive the test runner.
        foreach (char surrogate in new[] { '\uD800', '\uDBFF', '\uDC00', '\uDFFF' })
        {
            Assert.Contains("surrogate", Assert.Throws<MqConfigurationException>(() => MqQueueName.Parse("a" + surrogate)).Message, StringComparison.Ordinal);
        }

        Assert.Equal("\uD83D\uDE00", MqQueueName.Parse("\uD83D\uDE00").Value);
        Assert.Equal("\uFFFD", MqQueueName.Parse("\uFFFD").Value);
    }

    [Fact]
    public void Names_are_equal_when_their_characters_are()
    {
        Assert.Equal(MqQueueName.Parse("orders"), MqQueueName.Parse("/orders"));
        Assert.NotEqual(MqQueueName.Parse("orders"), MqQueueName.Parse("Orders"));
        Assert.NotEqual(MqQueueName.Parse("\u00E9"), MqQueueName.Parse("e\u0301"));
        Assert.Equal("orders", MqQueueName.Parse("/orders").ToString());
    }

    [Fact]
    public void A_name_that_was_never_parsed_is_an_error_when_it_is_used()
    {
        Assert.Contains("MqQueueName.Parse", Assert.Throws<InvalidOperationException>(() => default(MqQueueName).Value).Message, StringComparison.Ordinal);
        Assert.Equal("", default(MqQueueName).ToString());
    }
}
