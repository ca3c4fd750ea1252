using System.Diagnostics;
using System.Diagnostics.Metrics;
using TypedMq.Transports;

namespace TypedMq.Diagnostics;

/// <summary>What is told of one channel: spans, and counts with the channel's tags. Thread-safe.</summary>
internal sealed class ChannelTelemetry
{
    private readonly string _sendName;
    private readonly string _requestName;
    private readonly string _receiveName;
    private readonly string _processName;
    private readonly KeyValuePair<string, object?>[] _sendTags;
    private readonly KeyValuePair<string, object?>[] _requestTags;
    private readonly KeyValuePair<string, object?>[] _receiveTags;
    private readonly KeyValuePair<string, object?>[] _processTags;

    public ChannelTelemetry(string queue, string transport)
    {
        _sendName = "send " + queue;
        _requestName = "request " + queue;
        _receiveName = "receive " + queue;
        _processName = "process " + queue;
        _sendTags = Tags("send", "send", queue, transport);
        _requestTags = Tags("request", "send", queue, transport);
        _receiveTags = Tags("receive", "receive", queue, transport);
        _processTags = Tags("process", "process", queue, transport);
    }

    /// <summary>Counts what happens to messages on their way in.</summary>
    public void CountIncoming(Counter<long> counter, int messages = 1) => counter.Add(messages, _receiveTags);

    /// <summary>Counts what happens to messages on their way out.</summary>
    public void CountOutgoing(Counter<long> counter, int messages = 1) => counter.Add(messages, _sendTags);

    /// <summary>Says how long a handler or server took.</summary>
    public void Processed(TimeSpan duration, Exception? error)
    {
        if (Instruments.ProcessDuration.Enabled)
        {
            TagList tags = new(_processTags);
            if (error is not null)
            {
                tags.Add("error.type", error.GetType().FullName);
            }

            Instruments.ProcessDuration.Record(duration.TotalSeconds, in tags);
        }
    }

    /// <summary>Begins the span of a send, unless nobody wants it.</summary>
    public Activity? StartSend() => Instruments.Source.StartActivity(_sendName, ActivityKind.Producer, parentContext: default, _sendTags);

    /// <summary>Begins the span of a request, which lasts until its reply, unless nobody wants it.</summary>
    /// <param name="method">The method that is called.</param>
    public Activity? StartRequest(string method)
    {
        Activity? activity = Instruments.Source.StartActivity(_requestName, ActivityKind.Client, parentContext: default, _requestTags);
        activity?.SetTag("rpc.method", method);
        return activity;
    }

    /// <summary>The span of a receive. It has no length: how long the receiver had waited is nobody's work.</summary>
    /// <param name="lease">The message, not settled yet.</param>
    public void Received(in MqLease lease)
    {
        if (!Instruments.Source.HasListeners())
        {
            return;
        }

        // Within somebody's span the sender's is linked, as the conventions have it; alone, the receive belongs to the sender's trace.
        ActivityContext sender = TraceContext.Of(in lease);
        using Activity? activity = Activity.Current is not null && sender != default
            ? Instruments.Source.StartActivity(_receiveName, ActivityKind.Client, parentContext: default, _receiveTags, [new(sender)])
            : Instruments.Source.StartActivity(_receiveName, ActivityKind.Client, sender, _receiveTags);
        Describe(activity, in lease);
    }

    /// <summary>Begins the span of a handler's or server's work, which continues the sender's trace.</summary>
    public Activity? StartProcess(in MqLease lease)
    {
        if (!Instruments.Source.HasListeners())
        {
            return null;
        }

        Activity? activity = Instruments.Source.StartActivity(_processName, ActivityKind.Consumer, TraceContext.Of(in lease), _processTags);
        Describe(activity, in lease);
        return activity;
    }

    /// <summary>Marks a span as failed.</summary>
    public static void Fail(Activity? activity, Exception error)
    {
        if (activity is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, MessageOf(error));
            activity.SetTag("error.type", error.GetType().FullName);
        }
    }

    /// <summary>Marks the span of a send that found no room, where that is an answer and no exception.</summary>
    public static void NoRoom(Activity? activity)
    {
        if (activity is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, "The queue is full.");
            activity.SetTag("error.type", typeof(MqQueueFullException).FullName);
        }
    }

    /// <summary>Somebody else's exception may throw when it is asked what is wrong.</summary>
    private static string? MessageOf(Exception error)
    {
        try
        {
            return error.Message;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static void Describe(Activity? activity, in MqLease lease)
    {
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("messaging.message.body.size", lease.Length);
            if (lease.DeliveryCount > 1)
            {
                activity.SetTag("typedmq.delivery.count", lease.DeliveryCount);
            }
        }
    }

    private static KeyValuePair<string, object?>[] Tags(string operation, string type, string queue, string transport) =>
    [
        new("messaging.system", "typedmq"),
        new("messaging.destination.name", queue),
        new("messaging.operation.name", operation),
        new("messaging.operation.type", type),
        new("typedmq.transport", transport),
    ];
}
