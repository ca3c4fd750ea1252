using System.Buffers.Binary;
using System.Diagnostics;
using TypedMq.Transports;

namespace TypedMq.Diagnostics;

/// <summary>The trace context of the envelope as .NET has it, and back.</summary>
internal static class TraceContext
{
    /// <summary>An envelope that carries where a trace is; the same one when there is none, or not one of W3C.</summary>
    public static MqEnvelope AddTo(in MqEnvelope envelope, Activity? activity)
    {
        if (activity is not { IdFormat: ActivityIdFormat.W3C })
        {
            return envelope;
        }

        Span<byte> trace = stackalloc byte[16];
        Span<byte> span = stackalloc byte[8];
        activity.TraceId.CopyTo(trace);
        activity.SpanId.CopyTo(span);
        return envelope with
        {
            Fields = envelope.Fields | MqEnvelopeFields.TraceContext,
            TraceContext = new(
                BinaryPrimitives.ReadUInt64BigEndian(trace),
                BinaryPrimitives.ReadUInt64BigEndian(trace[8..]),
                BinaryPrimitives.ReadUInt64BigEndian(span),
                (byte)activity.ActivityTraceFlags),
        };
    }

    /// <summary>Where the sender's trace is; default when it sent none.</summary>
    public static ActivityContext Of(in MqLease lease) =>
        (lease.Fields & MqEnvelopeFields.TraceContext) == 0 ? default : Of(lease.ReadEnvelope().TraceContext);

    /// <summary>The same place in a trace; default when it is none.</summary>
    public static ActivityContext Of(MqTraceContext context)
    {
        if ((context.TraceIdHigh | context.TraceIdLow) == 0 || context.SpanId == 0)
        {
            return default;
        }

        Span<byte> trace = stackalloc byte[16];
        Span<byte> span = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(trace, context.TraceIdHigh);
        BinaryPrimitives.WriteUInt64BigEndian(trace[8..], context.TraceIdLow);
        BinaryPrimitives.WriteUInt64BigEndian(span, context.SpanId);
        return new(
            ActivityTraceId.CreateFromBytes(trace),
            ActivitySpanId.CreateFromBytes(span),
            (ActivityTraceFlags)context.Flags & ActivityTraceFlags.Recorded,
            traceState: null,
            isRemote: true);
    }
}
