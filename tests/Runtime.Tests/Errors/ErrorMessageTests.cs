namespace TypedMq.Tests.Errors;

/// <summary>An error names the thing, the limit and the way out; it never quotes a payload.</summary>
public class ErrorMessageTests
{
    /// <summary>Each error with what its message must say: the thing, the limit, the way out.</summary>
    private static readonly (MqException Error, string[] Pieces)[] Errors =
    [
        (new MqQueueFullException("orders", 16), ["'orders'", "16 messages", "Capacity", "FullMode = Wait"]),
        (new MqQueueEmptyException("orders"), ["'orders'", "is empty", "wait for a message"]),
        (new MqNotificationTakenException("orders", errno: 16), ["'orders'", "registration", "one first"]),
        (new MqQueueNotFoundException("orders", "posix", errno: 2), ["'orders'", "'posix'", "OpenOrCreate", "scope"]),
        (new MqQueueExistsException("orders", "posix", errno: 17), ["'orders'", "'posix'", "OpenOrCreate", "Delete it"]),
        (new MqQueueMismatchException("orders", 20, 10, null, 8192), ["'orders'", "Capacity = 10", "Capacity = 20", "MaxMessageBytes = 8192", "(any)", "delete it"]),
        (new MqQueueRemovedException("orders", errno: 43), ["'orders'", "removed", "open it again"]),
        (new MqCorruptQueueException("orders", "the header is cut off"), ["'orders'", "the header is cut off", "Delete it"]),
        (new MqAccessDeniedException("orders", "mode 0600 of another user; join the group 'desk'.", errno: 13), ["'orders'", "0600", "join the group"]),
        (new MqLimitException("orders", "/proc/sys/fs/mqueue/msg_max", "10", "Raise it with sysctl fs.mqueue.msg_max=20.", errno: 22), ["'orders'", "/proc/sys/fs/mqueue/msg_max = 10", "sysctl"]),
        (new MqNotSupportedException("orders", "posix", "peeking", "Use another transport."), ["'orders'", "'posix'", "peeking", "another transport"]),
        (new MqMessageTooLargeException("orders", 9000, 8192, errno: 90), ["'orders'", "9000 bytes", "at most 8192", "MaxMessageBytes = 9000"]),
        (new MqBufferTooSmallException("orders", 100, 8192, errno: 90), ["'orders'", "100 bytes", "up to 8192", "Pass a buffer", "nothing was received"]),
        (new MqContractMismatchException("orders", "the tag is Order, expected Trade"), ["'orders'", "the tag is Order", "the same contract assembly"]),
        (new MqDecodeException("expected a string, found nil", "Order", "Symbol", 7), ["Order.Symbol", "expected a string, found nil", "offset 7"]),
        (MqEncodeException.NullMember("Order", "Symbol"), ["Order.Symbol", "null", "declare it nullable"]),
        (new MqRemoteException("orders", "IOrders.PlaceAsync", "System.ArgumentException", "no such symbol", details: null), ["'orders'", "IOrders.PlaceAsync", "System.ArgumentException: no such symbol", "IncludeExceptionDetails"]),
        (new MqConfigurationException("Channels:orders:Capacity", "0", "Set it to 1 or more."), ["Channels:orders:Capacity", "'0'", "1 or more"]),
    ];

    public static TheoryData<string> Names => [.. Errors.Select(error => error.Error.GetType().Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_error_names_the_thing_the_limit_and_the_way_out(string name)
    {
        (MqException error, string[] pieces) = Find(name);
        Assert.All(pieces, piece => Assert.Contains(piece, error.Message, StringComparison.Ordinal));
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_queue_of_another_kind_names_the_setting_and_both_values()
    {
        MqQueueMismatchException error = new("orders", "Topology", "OneToOne", "ManyToMany");
        Assert.Contains("'orders' exists with Topology = ManyToMany, but Topology = OneToOne was asked for", error.Message, StringComparison.Ordinal);
        Assert.Equal("orders", error.Queue);
        Assert.Null(error.RequestedCapacity);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_error_of_a_queue_has_its_name_at_hand(string name)
    {
        if (Find(name).Error is MqQueueException error)
        {
            Assert.Equal("orders", error.Queue);
        }
    }

    [Theory]
    [InlineData(nameof(MqQueueNotFoundException), 2)] // ENOENT
    [InlineData(nameof(MqAccessDeniedException), 13)] // EACCES
    [InlineData(nameof(MqNotificationTakenException), 16)] // EBUSY
    [InlineData(nameof(MqQueueExistsException), 17)] // EEXIST
    [InlineData(nameof(MqLimitException), 22)] // EINVAL
    [InlineData(nameof(MqQueueRemovedException), 43)] // EIDRM
    [InlineData(nameof(MqMessageTooLargeException), 90)] // EMSGSIZE
    [InlineData(nameof(MqBufferTooSmallException), 90)]
    [InlineData(nameof(MqQueueFullException), 0)]
    public void An_error_keeps_what_the_kernel_said(string name, int errno) => Assert.Equal(errno, Find(name).Error.Errno);

    [Fact]
    [Trait("Accepts", "G30")]
    [Trait("Transport", "every")]
    public void Only_a_full_and_an_empty_queue_are_transient() =>
        Assert.Equal([nameof(MqQueueFullException), nameof(MqQueueEmptyException)], Errors.Where(error => error.Error.IsTransient).Select(error => error.Error.GetType().Name));

    [Fact]
    public void Every_error_that_TypedMq_reports_is_tested_here()
    {
        IEnumerable<string> declared = typeof(MqException).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(MqException)) && !type.IsAbstract)
            .Select(type => type.Name);
        Assert.Empty(declared.Except(Errors.Select(error => error.Error.GetType().Name)));
    }

    [Fact]
    public void Sizes_and_limits_can_be_read_from_the_error()
    {
        MqMessageTooLargeException tooLarge = new("orders", 9000, 8192);
        Assert.Equal((9000L, 8192), (tooLarge.Size, tooLarge.Limit));
        MqBufferTooSmallException tooSmall = new("orders", 100, 8192);
        Assert.Equal((100, 8192), (tooSmall.Size, tooSmall.Required));
        MqQueueMismatchException mismatch = new("orders", 20, 10, null, 8192);
        Assert.Equal((20, 10, null, 8192), (mismatch.RequestedCapacity, mismatch.ActualCapacity, mismatch.RequestedMessageBytes, mismatch.ActualMessageBytes));
        MqLimitException limit = new("orders", "queues_max", "256", "Raise it.");
        Assert.Equal(("queues_max", "256"), (limit.Limit, limit.Value));
        MqDecodeException decode = new("expected a string, found nil", null, null, 7);
        Assert.Equal("Cannot decode the message: expected a string, found nil (at offset 7).", decode.Message);
        Assert.Contains("Cannot decode Order:", new MqDecodeException("it is empty", "Order", null, 0).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bool", "a6534543524554")] // the string "SECRET", where something else is expected
    [InlineData("int", "a6534543524554")]
    [InlineData("byte[]", "a6534543524554")]
    [InlineData("Guid", "a6534543524554")]
    [InlineData("decimal", "a6534543524554")]
    [InlineData("DateTime", "a6534543524554")]
    [InlineData("List<int>", "a6534543524554")]
    [InlineData("Dictionary<string, int>", "82a653454352455401a653454352455402")] // a key that comes twice
    [InlineData("string", "a7534543524554ff")] // invalid UTF-8
    [InlineData("byte", "cd3039")] // 12345, out of range
    [InlineData("ulong", "d1cfc7")] // -12345
    [InlineData("long", "cfab54a98ceb1f0ad2")] // 12345678901234567890
    [InlineData("DateOnly", "ceab54a98c")]
    [Trait("Accepts", "T15")]
    public void A_refusal_does_not_quote_the_payload(string type, string hex)
    {
        string message = Wire.Codecs.Of(type).Refuse(Wire.Bytes.Of(hex)).Message;
        Assert.DoesNotContain("SECRET", message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("12345", message, StringComparison.Ordinal);
        Assert.DoesNotContain("2874452364", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_names_the_contract_and_the_member_that_was_being_read()
    {
        MqDecodeException refusal = Assert.Throws<MqDecodeException>(() =>
        {
            MqReader reader = new([0x01, 0xC0]);
            reader.At("Order.Id"u8);
            reader.ReadInt64();
            reader.At("Order.Symbol"u8);
            reader.ReadString();
        });
        Assert.Equal("Cannot decode Order.Symbol: expected a string, found nil (at offset 1).", refusal.Message);
        Assert.Equal(("Order", "Symbol", 1), (refusal.Contract, refusal.Member, refusal.Offset));
    }

    private static (MqException Error, string[] Pieces) Find(string name) => Errors.Single(error => error.Error.GetType().Name == name);
}
