using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace HostWatch;

/// <summary>Shows the dashboard as a screen that is drawn anew four times a second.</summary>
/// <param name="model">What to show.</param>
/// <param name="console">Where to.</param>
internal sealed class LiveView(DashboardModel model, IAnsiConsole console)
{
    private const int BarWidth = 24;
    private const int DevicesShown = 3;
    private const int ProcessesShown = 6;
    private const int RowsShown = 4;
    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>Shows until it is told to end; then once more, so that the last picture stays.</summary>
    /// <param name="ended">Ends it.</param>
    /// <returns>Completes when it has ended.</returns>
    public async Task RunAsync(CancellationToken ended)
    {
        // A killed dashboard leaves its picture behind: draw over it.
        console.Clear(home: true);
        await console.Live(Draw(model.Read())).Overflow(VerticalOverflow.Crop).StartAsync(async screen =>
        {
            using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(250));
            try
            {
                while (await timer.WaitForNextTickAsync(ended))
                {
                    screen.UpdateTarget(Draw(model.Read()));
                }
            }
            catch (OperationCanceledException)
            {
                screen.UpdateTarget(Draw(model.Read()));
            }
        });
    }

    /// <summary>Draws a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <returns>What to render.</returns>
    public static IRenderable Draw(DashboardPicture picture)
    {
        string title = string.Create(
            CultureInfo.InvariantCulture, $" HostWatch on {Environment.MachineName}, start {picture.Incarnation} of the dashboard, {picture.Uptime:hh\\:mm\\:ss}, {picture.Page} ");
        return new Panel(new Rows(Devices(picture), Processes(picture), Messages(picture), Events(picture)))
            .Header(new PanelHeader(Markup.Escape(title)))
            .RoundedBorder()
            .BorderColor(picture.Alerts.Count > 0 ? Color.Red : Color.Grey)
            .Expand();
    }

    private static Grid Devices(DashboardPicture picture)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().Width(12)).AddColumn(new GridColumn().NoWrap().Width(BarWidth)).AddColumn();
        grid.AddRow(Plain("cpu"), Bar(picture.CpuPercent), Plain($"{Units.Percent(picture.CpuPercent)}  {CoreLevels(picture.Cores)}  {picture.Cores.Count} cores"));
        grid.AddRow(Plain("memory"), Bar(picture.Memory.Value), Plain($"{Units.Percent(picture.Memory.Value)} of {Units.Bytes(picture.Memory.Second)}"));
        foreach (Finding disk in picture.Disks.Take(DevicesShown))
        {
            grid.AddRow(Plain(disk.Subject), Bar(disk.Average), Plain($"read {Units.Rate(disk.Value)}, written {Units.Rate(disk.Second)}"));
        }

        foreach (Finding network in picture.Networks.Take(DevicesShown))
        {
            grid.AddRow(Plain(network.Subject), Plain(""), Plain($"in {Units.Rate(network.Value)}, out {Units.Rate(network.Second)}"));
        }

        return grid;
    }

    private static Table Processes(DashboardPicture picture)
    {
        Table table = new Table().SimpleBorder().Expand();
        table.AddColumn(new TableColumn("pid").RightAligned().Width(8));
        table.AddColumn(new TableColumn("process"));
        table.AddColumn(new TableColumn("cpu").RightAligned().Width(8));
        table.AddColumn(new TableColumn("average").RightAligned().Width(8));
        table.AddColumn(new TableColumn("memory").RightAligned().Width(10));
        for (int i = 0; i < ProcessesShown; i++)
        {
            // Always as many rows: a screen that changes its height flickers.
            if (i >= picture.Processes.Count)
            {
                table.AddEmptyRow();
                continue;
            }

            Finding process = picture.Processes[i];
            table.AddRow(
                Plain(process.Id.ToString(CultureInfo.InvariantCulture)),
                Plain(process.Subject),
                Plain(Units.Percent(process.Value)),
                Plain(Units.Percent(process.Average)),
                Plain(Units.Bytes(process.Second)));
        }

        return table;
    }

    private static Grid Messages(DashboardPicture picture)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().Width(38)).AddColumn();
        grid.AddRow(new Text("one-way latency, collector → analyst", new Style(Color.Aqua)), Plain(Units.Latency(picture.EventLatency)));
        grid.AddRow(new Text("one-way latency, analyst → dashboard", new Style(Color.Aqua)), Plain(Units.Latency(picture.FindingLatency)));
        grid.AddRow(Plain("findings received"), Plain(picture.Received.ToString("N0", CultureInfo.InvariantCulture)));
        return grid;
    }

    private static Rows Events(DashboardPicture picture)
    {
        List<IRenderable> rows = [Plain("")];
        rows.AddRange(picture.Alerts.Take(RowsShown).Select(static alert => new Text(Units.Alert(in alert), new Style(Color.Red, decoration: Decoration.Bold))));
        rows.AddRange(picture.Notices.TakeLast(RowsShown).Select(static notice => new Text($"{notice.At:HH:mm:ss} {notice.Text}", new Style(Color.Grey))));
        while (rows.Count <= RowsShown)
        {
            rows.Add(Plain(""));
        }

        return new Rows(rows);
    }

    private static Text Bar(double percent)
    {
        int filled = (int)Math.Round(Math.Clamp(percent, 0, 100) / 100 * BarWidth);
        Color color = percent switch { < 60 => Color.Green, < 90 => Color.Yellow, _ => Color.Red };
        return new Text(new string('█', filled) + new string('░', BarWidth - filled), new Style(color));
    }

    private static string CoreLevels(IReadOnlyList<Finding> cores) => string.Create(cores.Count, cores, static (levels, cores) =>
    {
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i] = Levels[(int)Math.Round(Math.Clamp(cores[i].Value, 0, 100) / 100 * (Levels.Length - 1))];
        }
    });

    // Never markup: the names of processes and devices are not ours.
    private static Text Plain(string text) => new(text);
}
