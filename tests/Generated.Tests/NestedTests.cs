using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

public class NestedTests
{
    [Fact]
    public void Private_types_inside_of_a_contract_are_sent()
    {
        WithPrivateTypes sent = new(isSell: true, 1, -1, 3);

        WithPrivateTypes received = Codec.Read<WithPrivateTypes.TypedMqFormatter, WithPrivateTypes>(Codec.Write<WithPrivateTypes.TypedMqFormatter, WithPrivateTypes>(sent));

        Assert.Equal("Sell: Part { Number = 1 }, none, Part { Number = 3 }", received.ToString());
    }
}
