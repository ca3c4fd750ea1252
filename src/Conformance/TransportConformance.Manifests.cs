namespace TypedMq.Conformance;

/// <summary>What is kept of the contracts of those who have opened a queue, and whom that lets in.</summary>
public abstract partial class TransportConformance
{
    [Fact]
    public void A_contract_that_does_not_fit_is_refused_and_the_change_is_named()
    {
        string name = NewName();
        IFirstOrders first = Open<IFirstOrders>(name);
        MqContractMismatchException error = Assert.Throws<MqContractMismatchException>(() => Open<IChangedOrders>(name, OtherNode()));
        Assert.Equal(name, error.Queue);
        Assert.Contains("OrderPlaced key 2 was decimal, is string", error.Message, StringComparison.Ordinal);

        // Nothing has changed for who was there.
        first.Send(new(1, 2, 3.5m));
        Assert.Equal(new(1, 2, 3.5m), Open<IFirstOrders>(name, OtherNode()).Receive());
    }

    [Fact]
    public void What_others_do_not_send_may_be_required_only_where_their_messages_are_not_received()
    {
        string name = NewName();
        Open<IFirstOrders>(name);
        MqContractMismatchException error = Assert.Throws<MqContractMismatchException>(() => Open<IDemandingOrders>(name, OtherNode()));
        Assert.Contains("DemandingOrder key 3 was not there, and it is required", error.Message, StringComparison.Ordinal);
        Open<ISendDemandingOrders>(name, OtherNode()).Send(new() { Id = 1, Count = 2, Price = 3, Reason = "none" });
        Assert.Equal(new(1, 2, 3), Open<IFirstOrders>(name).Receive());
    }

    [Fact]
    public void Three_versions_in_a_row_understand_each_other_and_each_may_come_again()
    {
        string name = NewName();
        IFirstOrders first = Open<IFirstOrders>(name);
        ISecondOrders second = Open<ISecondOrders>(name, OtherNode());
        IThirdOrders third = Open<IThirdOrders>(name);
        first.Send(new(1, 2, 3));
        Assert.Equal(new(1, 2, 3, null, null), third.Receive());
        third.Send(new(4, 5, 6, "note", [7]));
        Assert.Equal(new(4, 5, 6, "note"), second.Receive());
        second.Send(new(8, 9, 10, "note"));
        Assert.Equal(new(8, 9, 10), first.Receive());

        Open<IFirstOrders>(name, OtherNode());
        Open<IThirdOrders>(name, OtherNode());
        Open<ISecondOrders>(name);
        Assert.Throws<MqContractMismatchException>(() => Open<IChangedOrders>(name));
    }

    [Fact]
    public void A_rolling_restart_works_whoever_comes_first()
    {
        (string upgraded, string rolledBack) = (NewName(), NewName());
        for (int round = 0; round < 3; round++)
        {
            Exchange<IFirstOrders, ISecondOrders>(upgraded, static old => old.Send(new(1, 2, 3)), static recent => Assert.Equal(new(1, 2, 3, null), recent.Receive()));
            Exchange<ISecondOrders, IFirstOrders>(rolledBack, static recent => recent.Send(new(1, 2, 3, "note")), static old => Assert.Equal(new(1, 2, 3), old.Receive()));
        }
    }

    [Fact]
    public void A_case_is_added_to_a_union_where_others_take_unknown_ones_for_null()
    {
        string name = NewName();
        IFewShapesQueue few = Open<IFewShapesQueue>(name);
        IMoreShapesQueue more = Open<IMoreShapesQueue>(name, OtherNode());
        more.Send(new EvolvingSquare(1));
        Assert.Null(few.Receive());
        more.Send(new EvolvingCircle(2));
        Assert.Equal(new EvolvingCircle(2), few.Receive());
        Open<IFewShapesQueue>(name);

        string strict = NewName();
        Open<IStrictShapesQueue>(strict);
        MqContractMismatchException error = Assert.Throws<MqContractMismatchException>(() => Open<IMoreShapesQueue>(strict));
        Assert.Contains("IMoreShapes has the new case 1 (EvolvingSquare)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_refused_leaves_no_trace()
    {
        string name = NewName();
        Open<IFirstOrders>(name);
        for (int i = 0; i < 2; i++)
        {
            Assert.Throws<MqContractMismatchException>(() => Open<IChangedOrders>(name));
        }

        Open<ISecondOrders>(name, OtherNode());
    }

    [Fact]
    public void A_queue_that_is_created_anew_knows_nothing_of_its_predecessor()
    {
        string name = NewName();
        Open<IFirstOrders>(name);
        Assert.True(Node.Delete(name));
        IChangedOrders changed = Open<IChangedOrders>(name);
        changed.Send(new(1, 2, "3"));
        Assert.Equal(new(1, 2, "3"), Open<IChangedOrders>(name, OtherNode()).Receive());
        Assert.Throws<MqContractMismatchException>(() => Open<IFirstOrders>(name));
    }

    [Fact]
    public void Bytes_and_channels_without_an_envelope_are_not_compared()
    {
        string name = NewName();
        Open<IFirstOrders>(name);
        using (MqByteChannel bytes = OpenExisting(name))
        {
            Assert.Equal(0, bytes.GetAttributes().Count);
        }

        string foreign = NewName();
        Open<IFirstOrders>(foreign, configure: static options => options.Envelope = MqEnvelopeMode.None);
        IChangedOrders changed = Open<IChangedOrders>(foreign, OtherNode(), configure: static options => options.Envelope = MqEnvelopeMode.None);
        changed.Send(new(1, 2, "3"));
        Assert.Equal(new(1, 2, "3"), changed.Receive());
    }

    [Fact]
    public void A_queue_of_bytes_takes_the_contracts_of_the_first_channel()
    {
        string name = NewName();
        Create(name, size: 512).Dispose();
        Open<IFirstOrders>(name, OtherNode());
        Assert.Throws<MqContractMismatchException>(() => Open<IChangedOrders>(name));
    }

    [Fact]
    public void Of_many_that_open_at_once_only_one_of_two_that_do_not_fit_gets_in()
    {
        for (int round = 0; round < 10; round++)
        {
            string name = NewName();
            using Barrier barrier = new(4);
            bool[] opened = new bool[4];
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(index => new Thread(() =>
            {
                barrier.SignalAndWait();
                try
                {
                    _ = index % 2 == 0 ? (object)Open<IFirstOrders>(name, Node) : Open<IChangedOrders>(name, Node);
                    opened[index] = true;
                }
                catch (MqContractMismatchException)
                {
                    // Somebody else was faster.
                }
            }))];
            _ = Node;
            Array.ForEach(threads, static thread => thread.Start());
            Array.ForEach(threads, static thread => thread.Join());
            Assert.Equal(opened[0], opened[2]);
            Assert.Equal(opened[1], opened[3]);
            Assert.NotEqual(opened[0], opened[1]);
            Node.Delete(name);
        }
    }

    /// <summary>One process opens, sends and ends; then another one opens, receives and ends.</summary>
    private void Exchange<TSender, TReceiver>(string name, Action<TSender> send, Action<TReceiver> receive)
        where TSender : class
        where TReceiver : class
    {
        TSender sender = Open<TSender>(name);
        using ((IDisposable)sender)
        {
            send(sender);
        }

        TReceiver receiver = Open<TReceiver>(name, OtherNode());
        using ((IDisposable)receiver)
        {
            receive(receiver);
        }
    }
}
