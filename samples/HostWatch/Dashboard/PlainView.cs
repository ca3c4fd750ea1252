namespace HostWatch;

/// <summary>Shows the dashboard line by line: one line a second, and alerts between. For logs and pipes.</summary>
/// <param name="model">What to show.</param>
/// <param name="output">Where to.</param>
internal sealed class PlainView(DashboardModel model, TextWriter output)
{
    private Notice? _lastNotice;

    /// <summary>Shows until it is told to end; then what has come since.</summary>
    /// <param name="ended">Ends it.</param>
    /// <returns>Completes when it has ended.</returns>
    public async Task RunAsync(CancellationToken ended)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                Print(model.Read());
            }
        }
        catch (OperationCanceledException)
        {
            Print(model.Read());
        }
    }

    /// <summary>The line of a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <returns>The line, without a line break.</returns>
    public static string Line(DashboardPicture picture)
    {
        List<string> parts = [];
        if (picture.Cores.Count > 0)
        {
            parts.Add($"cpu {Units.Percent(picture.CpuPercent)} of {picture.Cores.Count}");
        }

        if (picture.Memory.Second > 0)
        {
            parts.Add($"memory {Units.Percent(picture.Memory.Value)} of {Units.Bytes(picture.Memory.Second)}");
        }

        if (picture.Disks is [var disk, ..])
        {
            parts.Add($"{disk.Subject} read {Units.Rate(disk.Value)} written {Units.Rate(disk.Second)}");
        }

        if (picture.Networks is [var network, ..])
        {
            parts.Add($"{network.Subject} in {Units.Rate(network.Value)} out {Units.Rate(network.Second)}");
        }

        if (picture.Processes is [var process, ..])
        {
            parts.Add($"{process.Subject} {Units.Percent(process.Average)}");
        }

        parts.Add($"latency collector → analyst {Units.Latency(picture.EventLatency)}; analyst → dashboard {Units.Latency(picture.FindingLatency)}");
        return string.Join(" | ", parts);
    }

    private void Print(DashboardPicture picture)
    {
        bool isNew = _lastNotice is null || !picture.Notices.Contains(_lastNotice);
        foreach (Notice notice in picture.Notices)
        {
            if (isNew)
            {
                output.WriteLine($"{notice.At:HH:mm:ss} {notice.Text}");
            }

            isNew |= ReferenceEquals(notice, _lastNotice);
        }

        _lastNotice = picture.Notices.Count > 0 ? picture.Notices[^1] : null;
        output.WriteLine($"{DateTime.Now:HH:mm:ss} {Line(picture)}");
    }
}
