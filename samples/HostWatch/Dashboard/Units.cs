using System.Globalization;

namespace HostWatch;

/// <summary>Numbers as people read them.</summary>
internal static class Units
{
    private static readonly string[] Multiples = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A number of bytes: <c>512 B</c>, <c>1.5 MiB</c>.</summary>
    public static string Bytes(double bytes)
    {
        int multiple = 0;
        for (; bytes >= 1000 && multiple < Multiples.Length - 1; multiple++)
        {
            bytes /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes.ToString(multiple == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} {Multiples[multiple]}");
    }

    /// <summary>Bytes a second.</summary>
    public static string Rate(double bytesPerSecond) => Bytes(bytesPerSecond) + "/s";

    /// <summary>Percent without decimals.</summary>
    public static string Percent(double percent) => string.Create(CultureInfo.InvariantCulture, $"{percent:0} %");

    /// <summary>Microseconds in the unit that suits them: <c>42 µs</c>, <c>1.3 ms</c>, <c>2.1 s</c>.</summary>
    public static string Microseconds(double microseconds) => microseconds switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds:0} µs"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000:0.0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000_000:0.0} s"),
    };

    /// <summary>Median and 99th percentile.</summary>
    public static string Latency((double Median, double P99)? latency) =>
        latency is { } known ? $"p50 {Microseconds(known.Median)}, p99 {Microseconds(known.P99)}" : "not yet known";

    /// <summary>What a finding is about: <c>core 1</c>, <c>process 4711 (dotnet)</c>.</summary>
    public static string Subject(in Finding finding) => finding.Metric switch
    {
        HostMetric.Core => string.Create(CultureInfo.InvariantCulture, $"core {finding.Id}"),
        HostMetric.Process => string.Create(CultureInfo.InvariantCulture, $"process {finding.Id} ({finding.Subject})"),
        HostMetric.Disk => $"disk {finding.Subject}",
        HostMetric.Network => $"network {finding.Subject}",
        _ => finding.Subject,
    };

    /// <summary>An alert in words.</summary>
    public static string Alert(in Finding alert) => alert.Kind == FindingKind.AlertRaised
        ? $"ALERT {Subject(in alert)}: {Percent(alert.Average)} on average, limit {Percent(alert.Second)}"
        : $"over: {Subject(in alert)} is below {Percent(alert.Second)} again, or gone";
}
