using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Trace;
using TypedMq;

namespace HostWatch;

/// <summary>The traces of a role, by the OpenTelemetry SDK: a file for each start of it, a line for each span.</summary>
/// <remarks>A service would add the OTLP exporter here, and nothing else would change.</remarks>
internal static class Tracing
{
    /// <summary>The source of HostWatch's own spans.</summary>
    public static ActivitySource Source { get; } = new("HostWatch");

    /// <summary>Begins to write spans, when the user wants them.</summary>
    /// <param name="options">The role, and the folder.</param>
    /// <returns>Ends it; null when nobody wants them.</returns>
    public static IDisposable? Start(RoleOptions options) => options.Traces is null
        ? null
        : Sdk.CreateTracerProviderBuilder()
            .AddSource(MqTelemetry.ActivitySourceName, Source.Name)
            .AddProcessor(new SimpleActivityExportProcessor(new SpanFile(Path.Combine(options.Traces, FormattableString.Invariant($"{options.Role.Name()}-{options.Incarnation}.tsv")))))
            .Build();

    /// <summary>Writes spans to a file: trace, span, parent, name, start and microseconds, between tabs.</summary>
    private sealed class SpanFile(string path) : BaseExporter<Activity>
    {
        // Unbuffered: what a killed process has done is there.
        private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (Activity span in batch)
            {
                _file.Write(System.Text.Encoding.UTF8.GetBytes(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{span.TraceId}\t{span.SpanId}\t{span.ParentSpanId}\t{span.DisplayName}\t{span.StartTimeUtc:O}\t{span.Duration.TotalMicroseconds:0}\n")));
            }

            return ExportResult.Success;
        }

        protected override void Dispose(bool disposing)
        {
            _file.Dispose();
            base.Dispose(disposing);
        }
    }
}
