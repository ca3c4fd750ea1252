namespace TypedMq.Conformance;

/// <summary>Handles that do not wait, and which errors say that trying again may help.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    [Trait("Accepts", "G9")]
    [Trait("Accepts", "G10")]
    [Trait("Accepts", "G28")]
    [Trait("Accepts", "G30")]
    public async Task A_handle_that_does_not_wait_says_full_and_empty_with_transient_errors()
    {
        using MqByteChannel channel = Create(NewName());
        byte[] buffer = new byte[channel.MaxMessageBytes];
        Assert.True(channel.IsBlocking);
        channel.IsBlocking = false;

        Assert.True(Assert.Throws<MqQueueEmptyException>(() => channel.Receive(buffer, out _)).IsTransient);
        Assert.True((await Assert.ThrowsAsync<MqQueueEmptyException>(async () => await channel.ReceiveAsync(buffer))).IsTransient);
        Assert.False(channel.TryReceive(buffer, out _, out _, Timeout.InfiniteTimeSpan));

        Fill(channel);
        int count = channel.GetAttributes().Count;
        Assert.True(Assert.Throws<MqQueueFullException>(() => channel.Send([1])).IsTransient);
        Assert.True((await Assert.ThrowsAsync<MqQueueFullException>(async () => await channel.SendAsync(new byte[] { 1 }))).IsTransient);
        Assert.False(channel.Send([1], Timeout.InfiniteTimeSpan));
        Assert.Equal(count, channel.GetAttributes().Count);

        Assert.Equal(1, channel.Receive(buffer, out _));
        Assert.Equal((1, 0), await channel.ReceiveAsync(buffer));
        channel.Send([1]);
        await channel.SendAsync(new byte[] { 1 });
        Assert.Equal(count, channel.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "G28")]
    public async Task Whether_a_handle_waits_is_its_own_matter()
    {
        string name = NewName();
        using MqByteChannel impatient = Create(name);
        using MqByteChannel patient = OpenExisting(name);
        impatient.IsBlocking = false;
        Assert.True(patient.IsBlocking);

        byte[] buffer = new byte[patient.MaxMessageBytes];
        Task receiver = Blocking(() => patient.Receive(buffer, out _));
        Task<(int Length, int Priority)> awaited = patient.ReceiveAsync(new byte[patient.MaxMessageBytes]).AsTask();
        Assert.Throws<MqQueueEmptyException>(() => impatient.Receive(new byte[impatient.MaxMessageBytes], out _));
        impatient.Send([7]);
        impatient.Send([7]);
        await receiver.WaitAsync(Patience);
        Assert.Equal(1, (await awaited.WaitAsync(Patience)).Length);

        impatient.IsBlocking = true;
        Assert.False(impatient.TryReceive(buffer, out _, out _, TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    [Trait("Accepts", "G26")]
    public void A_timeout_that_is_none_is_refused_also_while_the_handle_does_not_wait()
    {
        using MqByteChannel channel = Create(NewName());
        channel.IsBlocking = false;
        Assert.Throws<ArgumentOutOfRangeException>(() => channel.Send([1], TimeSpan.FromMilliseconds(-2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => channel.TryReceive(new byte[channel.MaxMessageBytes], out _, out _, TimeSpan.FromMilliseconds(-2)));
    }

    [Fact]
    [Trait("Accepts", "G30")]
    public void Sizes_permissions_limits_and_removal_are_not_transient()
    {
        string name = NewName();
        using MqByteChannel channel = Create(name);
        using MqByteChannel sender = OpenExisting(name, access: TypedMq.Transports.MqAccess.Send);
        MqException[] errors =
        [
            Assert.Throws<MqMessageTooLargeException>(() => channel.Send(new byte[channel.MaxMessageBytes + 1])),
            Assert.Throws<MqBufferTooSmallException>(() => channel.TryReceive([], out _, out _)),
            Assert.Throws<MqAccessDeniedException>(() => sender.TryReceive(new byte[sender.MaxMessageBytes], out _, out _)),
            Assert.Throws<MqQueueExistsException>(() => Create(name)),
            Assert.Throws<MqLimitException>(() => Create(NewName(), size: int.MaxValue)),
            Assert.Throws<MqQueueNotFoundException>(() => OpenExisting(NewName())),
        ];
        Assert.All(errors, error => Assert.False(error.IsTransient));

        if (!Node.GetCapabilities().RemovedKeepsWorking)
        {
            Node.Delete(name);
            Assert.False(Assert.Throws<MqQueueRemovedException>(() => channel.TrySend([1])).IsTransient);
        }
    }
}
