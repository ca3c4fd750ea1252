using System.Text.Json.Serialization;

namespace HostWatch;

/// <summary>What the page shows of one moment. What is null is not known.</summary>
internal sealed record WebMoment
{
    /// <summary>When, in milliseconds since 1970.</summary>
    public required long At { get; init; }

    /// <summary>How busy the cores are, in percent.</summary>
    public double? Cpu { get; init; }

    /// <summary>How much memory is used, in percent.</summary>
    public double? Memory { get; init; }

    /// <summary>Latency from collector to analyst, in microseconds.</summary>
    public double? EventP50 { get; init; }

    /// <inheritdoc cref="EventP50"/>
    public double? EventP99 { get; init; }

    /// <summary>Latency from analyst to dashboard, in microseconds.</summary>
    public double? FindingP50 { get; init; }

    /// <inheritdoc cref="FindingP50"/>
    public double? FindingP99 { get; init; }

    /// <summary>The dashboard itself, for people.</summary>
    public string State { get; init; } = "";

    /// <summary>The numbers above, for people.</summary>
    public string CpuText { get; init; } = "";

    /// <inheritdoc cref="CpuText"/>
    public string MemoryText { get; init; } = "";

    /// <inheritdoc cref="CpuText"/>
    public string EventText { get; init; } = "";

    /// <inheritdoc cref="CpuText"/>
    public string FindingText { get; init; } = "";

    /// <summary>The alerts that are raised.</summary>
    public IReadOnlyList<string> Alerts { get; init; } = [];

    /// <summary>What happened last, the newest first.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>A second that the analyst remembers.</summary>
    public static WebMoment Of(HistoryPoint point) => new()
    {
        At = point.At,
        Cpu = point.Cpu,
        Memory = point.Memory,
        EventP50 = point.LatencyMedian,
        EventP99 = point.LatencyP99,
    };

    /// <summary>What the dashboard knows, as the page shows it.</summary>
    public static WebMoment Of(DashboardPicture picture) => new()
    {
        At = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
        Cpu = picture.Cores.Count == 0 ? null : picture.CpuPercent,
        Memory = picture.Memory.Second > 0 ? picture.Memory.Value : null,
        EventP50 = picture.EventLatency?.Median,
        EventP99 = picture.EventLatency?.P99,
        FindingP50 = picture.FindingLatency?.Median,
        FindingP99 = picture.FindingLatency?.P99,
        State = FormattableString.Invariant($"{Environment.MachineName}, start {picture.Incarnation} of the dashboard, {picture.Uptime:hh\\:mm\\:ss}, {picture.Received:N0} findings received"),
        CpuText = picture.Cores.Count == 0 ? "" : $"{Units.Percent(picture.CpuPercent)} of {picture.Cores.Count} cores",
        MemoryText = picture.Memory.Second > 0 ? $"{Units.Percent(picture.Memory.Value)} of {Units.Bytes(picture.Memory.Second)}" : "",
        EventText = Units.Latency(picture.EventLatency),
        FindingText = Units.Latency(picture.FindingLatency),
        Alerts = [.. picture.Alerts.Select(static alert => Units.Alert(in alert))],
        Notices = [.. picture.Notices.Reverse().Select(static notice => FormattableString.Invariant($"{notice.At:HH:mm:ss} {notice.Text}"))],
    };
}

/// <summary>Writes it as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebMoment))]
[JsonSerializable(typeof(IReadOnlyList<WebMoment>))]
internal sealed partial class WebJson : JsonSerializerContext;
