namespace TypedMq.Tests;

public class RoundTripTests
{
}
