using System.Diagnostics;
using OpenTelemetry.Trace;

namespace TypedMq.Tests;

/// <summary>Spans, and the trace context that travels with a message.</summary>
public sealed class TraceTests
{
    private static readonly ActivitySource Test = new("test");

    [Theory]
    [InlineData("inprocess")]
    [InlineData("fastmq")]
    [InlineData("posix")]
    [InlineData("sysv")]
    public async Task A_receive_belongs_to_the_trace_of_its_send(string transport)
    {
        using Collected collected = new();
        using TestQueue queue = new(transport);
        queue.Orders.Send(new Order(1, 2.5));
        Assert.True(queue.Orders.TryReceive(out _));
        await queue.Orders.SendAsync(new Order(2, 2.5));
        await queue.Orders.ReceiveAsync();

        IReadOnlyList<Activity> spans = collected.Spans(queue.Name);

        Assert.Equal([$"send {queue.Name}", $"receive {queue.Name}", $"send {queue.Name}", $"receive {queue.Name}"], spans.Select(static span => span.DisplayName));
        Assert.Equal(ActivityKind.Producer, spans[0].Kind);
        Assert.Equal(ActivityKind.Client, spans[1].Kind);
        Assert.Equal(spans[0].SpanId, spans[1].ParentSpanId);
        Assert.Equal(spans[0].TraceId, spans[1].TraceId);
        Assert.Equal(spans[2].SpanId, spans[3].ParentSpanId);
        Assert.NotEqual(spans[0].TraceId, spans[2].TraceId);
        Assert.Equal("typedmq", spans[0].GetTagItem("messaging.system"));
        Assert.Equal("send", spans[0].GetTagItem("messaging.operation.type"));
        Assert.Equal("receive", spans[1].GetTagItem("messaging.operation.type"));
        Assert.Equal(transport, spans[1].GetTagItem("typedmq.transport"));
    }

    [Fact]
    public void A_send_that_finds_no_room_or_fails_says_so()
    {
        using Collected collected = new();
        using TestQueue queue = new("inprocess");
        queue.Fill();
        int before = collected.Spans(queue.Name).Count;
        Assert.False(queue.Orders.TrySend(new Order(9, 1)));
        Assert.Equal(0, queue.Orders.SendBatch([new(9, 1)], TimeSpan.Zero));
        queue.Node.Delete(queue.Name);
        Assert.Throws<MqQueueRemovedException>(() => queue.Orders.SendBatch([new(9, 1)]));

        Assert.Equal(
            [typeof(MqQueueFullException).FullName, typeof(MqQueueFullException).FullName, typeof(MqQueueRemovedException).FullName],
            collected.Spans(queue.Name).Skip(before).Select(static span => span.Status == ActivityStatusCode.Error ? span.GetTagItem("error.type") : null));
    }

    [Fact]
    public void A_send_continues_the_trace_around_it_and_a_receive_within_another_one_links_it()
    {
        using Collected collected = new();
        using TestQueue queue = new("inprocess");
        ActivityContext sender;
        using (Activity? work = Test.StartActivity("work"))
        {
            sender = work!.Context;
            queue.Orders.Send(new Order(1, 2.5));
        }

        using Activity? other = Test.StartActivity("other work");
        queue.Orders.Receive();

        IReadOnlyList<Activity> spans = collected.Spans(queue.Name);
        Assert.Equal(sender.SpanId, spans[0].ParentSpanId);
        Assert.Equal(other!.SpanId, spans[1].ParentSpanId);
        Assert.Equal(spans[0].SpanId, Assert.Single(spans[1].Links).Context.SpanId);
    }

    [Fact]
    public void A_batch_is_one_span_that_each_of_its_messages_continues()
    {
        using Collected collected = new();
        using TestQueue queue = new("inprocess");
        Assert.Equal(3, queue.Orders.SendBatch([new(1, 1), new(2, 1), new(3, 1)]));
        Assert.Equal(3, queue.Orders.ReceiveBatch(new Order[4]));

        IReadOnlyList<Activity> spans = collected.Spans(queue.Name);

        Assert.Equal(4, spans.Count);
        Assert.All(spans.Skip(1), receive => Assert.Equal(spans[0].SpanId, receive.ParentSpanId));
    }

    [Fact]
    public void A_trace_that_the_sender_does_not_sample_is_still_carried_on()
    {
        using TestQueue queue = new("inprocess");
        ActivitySpanId sender;
        using (new Collected(new AlwaysOffSampler()))
        {
            using Activity work = new Activity("unsampled").Start();
            sender = work.SpanId;
            queue.Orders.Send(new Order(1, 2.5));
        }

        using Collected collected = new();
        queue.Orders.Receive();

        Assert.Equal(sender, Assert.Single(collected.Spans(queue.Name)).ParentSpanId);
    }

    [Fact]
    public void A_send_that_fails_says_so_in_its_span()
    {
        using Collected collected = new();
        using TestQueue queue = new("inprocess", static options => options.FullMode = MqFullMode.Fail);
        queue.Fill();

        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => queue.Orders.Send(new Order(9, 1), TimeSpan.FromSeconds(-5)));
        Assert.Throws<MqQueueFullException>(() => queue.Orders.SendAsync(new Order(9, 1)).AsTask().GetAwaiter().GetResult());

        Activity failed = Assert.Single(collected.Spans(queue.Name), static span => span.Status == ActivityStatusCode.Error);
        Assert.Equal(typeof(MqQueueFullException).FullName, failed.GetTagItem("error.type"));
        Assert.Equal("timeout", error.ParamName);
    }

    [Fact]
    public void A_queue_without_an_envelope_carries_no_trace()
    {
        using Collected collected = new();
        using TestQueue queue = new("posix", static options => options.Envelope = MqEnvelopeMode.None);
        queue.Orders.Send(new Order(1, 2.5));
        Assert.Equal(new Order(1, 2.5), queue.Orders.Receive());

        IReadOnlyList<Activity> spans = collected.Spans(queue.Name);

        Assert.Equal(2, spans.Count);
        Assert.NotEqual(spans[0].TraceId, spans[1].TraceId);
    }
}
