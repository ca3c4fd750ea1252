using System.Diagnostics;
using System.Globalization;
using Samples;

namespace HostWatch;

/// <summary>How the supervisor starts a role: the same program again, with another argument.</summary>
internal static class RoleCommandLine
{
    /// <summary>The command that users are not shown.</summary>
    public const string Command = "role";

    /// <summary>The option for the folder of the run.</summary>
    public const string RunOption = "--run";

    /// <summary>The option for the incarnation.</summary>
    public const string IncarnationOption = "--incarnation";

    /// <summary>The option for the interval between two samples.</summary>
    public const string IntervalOption = "--interval";

    /// <summary>The option for lines rather than a screen.</summary>
    public const string PlainOption = "--plain";

    /// <summary>The option for the port of the dashboard's page.</summary>
    public const string PortOption = "--port";

    /// <summary>The option for the folder of spans.</summary>
    public const string TracesOption = "--traces";

    /// <summary>How to start a role.</summary>
    /// <param name="options">What it is told.</param>
    /// <returns>The program and its arguments.</returns>
    public static ProcessStartInfo For(RoleOptions options)
    {
        ProcessStartInfo start = SameProgram.With(
            Command,
            options.Role.Name(),
            RunOption,
            options.Run.Path,
            IncarnationOption,
            options.Incarnation.ToString(CultureInfo.InvariantCulture),
            IntervalOption,
            string.Create(CultureInfo.InvariantCulture, $"{options.Interval.TotalMilliseconds:0}ms"),
            PortOption,
            options.Port.ToString(CultureInfo.InvariantCulture));
        if (options.Traces is not null)
        {
            start.ArgumentList.Add(TracesOption);
            start.ArgumentList.Add(options.Traces);
        }

        if (options.Plain)
        {
            start.ArgumentList.Add(PlainOption);
        }

        return start;
    }
}
