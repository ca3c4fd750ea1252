using TypedMq.Interop;
using TypedMq.Transports;
using TypedMq.Transports.Posix;

namespace TypedMq.Tests.Posix;

/// <summary>Every errno of mq_open(3) becomes an error that names the limit, its value and the way out.</summary>
[Trait("Transport", "posix")]
[Trait("Layer", "typed")]
public sealed class PosixErrorTests
{
    private static readonly PosixLimits Limits = new()
    {
        MaxMessages = 10,
        MaxMessageSize = 8192,
        MaxQueues = 256,
        QueueBytes = 819200,
        OpenFiles = 1024,
    };

    private static MqException Map(int errno, long capacity = 10, long size = 8192, PosixLimits? limits = null) =>
        PosixErrors.ForOpen(errno, "orders", "/orders", MqAccess.Both, new(capacity, size), reserved: 64, limits ?? Limits);

    [Fact]
    public void EMFILE_with_descriptors_left_is_the_budget_of_the_user_and_says_what_the_queue_needs()
    {
        MqLimitException error = Assert.IsType<MqLimitException>(Map(Errno.EMFILE));
        Assert.Equal("RLIMIT_MSGQUEUE", error.Limit);
        Assert.Equal("819200 bytes", error.Value);
        Assert.Equal(Errno.EMFILE, error.Errno);
        Assert.Contains("needs 82880 bytes (Capacity 10 x (message size 8192 + 96))", error.Message, StringComparison.Ordinal);
        Assert.Contains("ulimit -q", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EMFILE_for_a_queue_that_alone_exceeds_the_budget_says_so() =>
        Assert.Contains("more than all queues of the user may take together", Map(Errno.EMFILE, capacity: 1000).Message, StringComparison.Ordinal);

    [Fact]
    public void EMFILE_without_descriptors_left_is_the_descriptor_limit()
    {
        MqLimitException error = Assert.IsType<MqLimitException>(Map(Errno.EMFILE, limits: Limits with { HasDescriptorLeft = false }));
        Assert.Equal("RLIMIT_NOFILE", error.Limit);
        Assert.Equal("1024", error.Value);
        Assert.Contains("ulimit -n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EINVAL_names_the_limit_that_the_capacity_exceeds()
    {
        MqLimitException error = Assert.IsType<MqLimitException>(Map(Errno.EINVAL, capacity: 11));
        Assert.Equal("/proc/sys/fs/mqueue/msg_max", error.Limit);
        Assert.Equal("10", error.Value);
        Assert.Contains("Capacity = 11", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EINVAL_names_the_limit_that_the_message_size_exceeds_and_the_part_of_the_envelope()
    {
        MqLimitException error = Assert.IsType<MqLimitException>(Map(Errno.EINVAL, size: 8193));
        Assert.Equal("/proc/sys/fs/mqueue/msgsize_max", error.Limit);
        Assert.Equal("8192", error.Value);
        Assert.Contains("8193 bytes was asked for, 64 bytes of them for the envelope", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EINVAL_names_both_limits_when_both_are_exceeded()
    {
        string message = Map(Errno.EINVAL, capacity: 11, size: 8193).Message;
        Assert.Contains("msg_max = 10", message, StringComparison.Ordinal);
        Assert.Contains("msgsize_max = 8192", message, StringComparison.Ordinal);
    }

    [Fact]
    public void EINVAL_without_a_limit_that_explains_it_names_what_was_asked() =>
        Assert.Contains("Capacity = 10", Map(Errno.EINVAL).Message, StringComparison.Ordinal);

    [Fact]
    public void ENOSPC_is_the_number_of_queues_in_the_namespace()
    {
        MqLimitException error = Assert.IsType<MqLimitException>(Map(Errno.ENOSPC));
        Assert.Equal("/proc/sys/fs/mqueue/queues_max", error.Limit);
        Assert.Equal("256", error.Value);
    }

    [Theory]
    [InlineData(Errno.EACCES, typeof(MqAccessDeniedException))]
    [InlineData(Errno.EPERM, typeof(MqAccessDeniedException))]
    [InlineData(Errno.ENOENT, typeof(MqQueueNotFoundException))]
    [InlineData(Errno.EEXIST, typeof(MqQueueExistsException))]
    [InlineData(Errno.ENAMETOOLONG, typeof(MqLimitException))]
    [InlineData(Errno.ENFILE, typeof(MqLimitException))]
    [InlineData(Errno.ENOMEM, typeof(MqLimitException))]
    [InlineData(Errno.ENOSYS, typeof(MqNotSupportedException))]
    [InlineData(5, typeof(MqException))]
    public void Every_other_errno_has_its_type_and_names_the_queue(int errno, Type type)
    {
        MqException error = Map(errno);
        Assert.IsType(type, error);
        Assert.Contains("orders", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
        Assert.Equal(errno == Errno.EPERM ? Errno.EACCES : errno == Errno.ENOSYS ? 0 : errno, error.Errno);
    }
}
