namespace TypedMq;

/// <summary>
/// Under which names TypedMq is observed: <c>AddSource(MqTelemetry.ActivitySourceName)</c> and <c>AddMeter(MqTelemetry.MeterName)</c> of the
/// OpenTelemetry SDK, or a listener of your own. While nobody listens, nothing is made and nothing allocated, and no trace context travels.
/// </summary>
/// <remarks>
/// Names of spans, instruments and tags follow the semantic conventions for messaging
/// (<see href="https://opentelemetry.io/docs/specs/semconv/messaging/"/>); docs/observability.md lists them.
/// </remarks>
public static class MqTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string ActivitySourceName = "TypedMq";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "TypedMq";
}
