using TypedMq.Transports;

namespace TypedMq.Conformance;

public abstract partial class TransportConformance
{
    private const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    [Fact]
    [Trait("Accepts", "G1")]
    public void A_queue_of_mode_0666_is_created_closed_and_deleted()
    {
        string name = NewName();
        Create(name, configure: options => options.Mode = Everybody).Dispose();
        Assert.True(Node.Delete(name));
    }

    [Fact]
    [Trait("Accepts", "G2")]
    public void Deleting_what_does_not_exist_succeeds_and_says_so() => Assert.False(Node.Delete(NewName()));

    [Fact]
    [Trait("Accepts", "G3")]
    [Trait("Accepts", "V11")]
    [Trait("Accepts", "C3")]
    public void Creating_twice_fails_and_leaves_the_first_usable()
    {
        string name = NewName();
        using MqByteChannel first = Create(name);
        MqQueueExistsException error = Assert.Throws<MqQueueExistsException>(() => Create(name));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        first.Send([7]);
        Assert.Equal(1, first.GetAttributes().Count);
        Assert.True(Node.Delete(name));
    }

    [Theory]
    [Trait("Accepts", "G4")]
    [Trait("Accepts", "V24")]
    [InlineData(UnixFileMode.UserExecute | Everybody)]
    [InlineData(UnixFileMode.SetUser | Everybody)]
    public void A_mode_with_bits_that_no_queue_has_is_refused_before_anything_exists(UnixFileMode mode)
    {
        string name = NewName();
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => Create(name, configure: options => options.Mode = mode));
        Assert.Contains("0666", error.Message, StringComparison.Ordinal);
        Assert.False(Node.Delete(name));
    }

    [Fact]
    [Trait("Accepts", "G5")]
    [Trait("Accepts", "G22")]
    [Trait("Accepts", "P41")]
    [Trait("Accepts", "V12")]
    public void Opening_what_was_deleted_or_never_created_fails()
    {
        string name = NewName();
        Assert.Throws<MqQueueNotFoundException>(() => OpenExisting(name));
        MqByteChannel created = Create(name);
        created.Dispose();
        Node.Delete(name);
        MqQueueNotFoundException error = Assert.Throws<MqQueueNotFoundException>(() => OpenExisting(name));
        Assert.Contains(created.Transport, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Accepts", "G22")]
    [Trait("Accepts", "G23")]
    [Trait("Accepts", "P3")]
    public void A_handle_does_only_what_it_was_opened_for()
    {
        string name = NewName();
        using MqByteChannel both = Create(name);
        using MqByteChannel sender = OpenExisting(name, access: MqAccess.Send);
        using MqByteChannel receiver = OpenExisting(name, access: MqAccess.Receive);
        byte[] buffer = new byte[receiver.MaxMessageBytes];

        sender.Send([1]);
        Assert.Throws<MqAccessDeniedException>(() => sender.TryReceive(buffer, out _, out _));
        Assert.Throws<MqAccessDeniedException>(() => receiver.TrySend([2]));
        Assert.True(receiver.TryReceive(buffer, out int length, out _));
        Assert.Equal(1, length);
    }

    [Fact]
    [Trait("Accepts", "G24")]
    public void Every_handle_knows_the_capacity_that_the_queue_was_created_with()
    {
        string name = NewName();
        using MqByteChannel first = Create(name, capacity: 5, size: 121);
        using MqByteChannel second = OpenExisting(name);
        Assert.Equal((5, 121), (first.Capacity, first.MaxMessageBytes));
        Assert.Equal((5, 121), (second.Capacity, second.MaxMessageBytes));
    }

    [Fact]
    [Trait("Accepts", "G16")]
    public void Attributes_tell_capacity_message_size_and_count()
    {
        using MqByteChannel channel = Create(NewName(), capacity: 5, size: 121);
        Assert.Equal(new MqQueueAttributes(5, 121, 0), channel.GetAttributes());
        channel.Send([1, 2, 3]);
        Assert.Equal(new MqQueueAttributes(5, 121, 1), channel.GetAttributes());
    }

    [Fact]
    public void A_name_with_or_without_its_slash_is_the_same_queue()
    {
        string name = NewName();
        using MqByteChannel bare = Create(name);
        using MqByteChannel slashed = OpenExisting("/" + name);
        bare.Send([9]);
        Assert.Equal(1, slashed.GetAttributes().Count);
    }

    [Fact]
    public void Queues_of_the_scope_are_listed()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        try
        {
            Assert.Contains(name, Node.List());
        }
        catch (MqNotSupportedException error)
        {
            Assert.Equal(channel.Transport, error.Transport);
        }
    }

    [Theory]
    [Trait("Accepts", "P1")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("//a")]
    [InlineData("a\0b")]
    public void A_name_against_the_rules_is_refused_with_the_rule(string name)
    {
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => Node.OpenBytes(name));
        Assert.Equal(name, error.Value);
        Assert.Throws<MqConfigurationException>(() => Node.Delete(name));
    }

    [Fact]
    [Trait("Accepts", "P1")]
    public void A_name_may_have_254_bytes_and_no_more()
    {
        string name = NewName().PadRight(254, 'x');
        _names.Add(name);
        Create(name).Dispose();
        Assert.Throws<MqConfigurationException>(() => Node.OpenBytes(name + "x"));
    }

    [Theory]
    [Trait("Accepts", "V9")]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    [InlineData(null, 0)]
    [InlineData(null, -1)]
    public void Capacity_and_message_size_below_one_are_refused_before_anything_exists(int? capacity, int? size)
    {
        string name = NewName();
        Assert.Throws<MqConfigurationException>(() => Node.OpenBytes(name, options => (options.Capacity, options.MaxMessageBytes) = (capacity, size)));
        Assert.False(Node.Delete(name));
    }

    [Theory]
    [Trait("Accepts", "V24")]
    [InlineData(int.MaxValue, 16)]
    [InlineData(4, int.MaxValue)]
    public void Capacity_and_message_size_above_the_limit_are_refused_by_its_name(int capacity, int size)
    {
        string name = NewName();
        MqLimitException error = Assert.Throws<MqLimitException>(() => Create(name, capacity, size));
        Assert.NotEmpty(error.Limit);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.False(Node.Delete(name));
    }

    [Fact]
    [Trait("Accepts", "G36")]
    [Trait("Accepts", "V13")]
    public void Opening_with_sufficient_geometry_succeeds_and_with_insufficient_names_both()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name, capacity: 3, size: 64);
        using MqByteChannel smaller = OtherNode().OpenBytes(name, options => (options.Capacity, options.MaxMessageBytes) = (2, 32));
        Assert.Equal((3, 64), (smaller.Capacity, smaller.MaxMessageBytes));

        MqQueueMismatchException error = Assert.Throws<MqQueueMismatchException>(
            () => OtherNode().OpenBytes(name, options => (options.Capacity, options.MaxMessageBytes) = (4, 65)));
        Assert.Equal((4, 3, 65, 64), (error.RequestedCapacity, error.ActualCapacity, error.RequestedMessageBytes, error.ActualMessageBytes));
        Assert.Equal(0, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "G35")]
    public void Racing_creators_all_end_on_the_same_queue()
    {
        string name = NewName();
        using MqByteChannel keeper = Node.OpenBytes(NewName(), options => (options.Capacity, options.MaxMessageBytes) = (1, 16));
        int opened = 0;
        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using MqByteChannel channel = Node.OpenBytes(name, options => (options.Capacity, options.MaxMessageBytes) = (4, 64));
            Assert.Equal((4, 64), (channel.Capacity, channel.MaxMessageBytes));
            Interlocked.Increment(ref opened);
        });
        Assert.Equal(32, opened);
    }

    [Fact]
    [Trait("Accepts", "P6")]
    public void Of_many_that_create_exclusively_at_once_one_succeeds()
    {
        string name = NewName();
        using MqByteChannel keeper = Create(NewName());
        int created = 0;
        int refused = 0;
        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            try
            {
                Create(name);
                Interlocked.Increment(ref created);
            }
            catch (MqQueueExistsException)
            {
                Interlocked.Increment(ref refused);
            }
        });
        Assert.Equal((1, 31), (created, refused));
    }

    [Fact]
    [Trait("Accepts", "P7")]
    public void Opening_and_closing_neither_adds_nor_takes_messages()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        channel.Send([1]);
        channel.Send([2], 1);
        foreach (MqAccess access in new[] { MqAccess.Send, MqAccess.Receive, MqAccess.Both })
        {
            using MqByteChannel other = OpenExisting(name, access: access);
            Assert.Equal(2, other.GetAttributes().Count);
        }

        byte[] buffer = new byte[channel.MaxMessageBytes];
        Assert.True(channel.TryReceive(buffer, out _, out _));
        Assert.Equal(2, buffer[0]);
        Assert.True(channel.TryReceive(buffer, out _, out _));
        Assert.Equal(1, buffer[0]);
    }
}
