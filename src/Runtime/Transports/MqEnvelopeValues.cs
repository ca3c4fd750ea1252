namespace TypedMq.Transports;

/// <summary>Optional fields of an envelope as values for people: null where they are not set. Whatever the bytes say, nothing throws.</summary>
internal static class MqEnvelopeValues
{
    public static DateTimeOffset? SentAt(in MqEnvelope envelope) =>
        (envelope.Fields & MqEnvelopeFields.SentAt) != 0 && (ulong)envelope.SentAt <= (ulong)DateTime.MaxValue.Ticks
            ? new DateTimeOffset(envelope.SentAt, TimeSpan.Zero)
            : null;

    public static ulong? CorrelationId(in MqEnvelope envelope) => (envelope.Fields & MqEnvelopeFields.CorrelationId) != 0 ? envelope.CorrelationId : null;

    public static MqTraceContext? TraceContext(in MqEnvelope envelope) => (envelope.Fields & MqEnvelopeFields.TraceContext) != 0 ? envelope.TraceContext : null;
}
