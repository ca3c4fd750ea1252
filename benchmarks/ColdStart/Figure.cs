using System.Globalization;
using System.Text.Json.Serialization;
using TypedMq.Benchmarks.Report;

namespace TypedMq.Benchmarks.ColdStart;

/// <summary>A line of the report, of all starts of one program.</summary>
/// <param name="Publication">How the program was published.</param>
/// <param name="System">Over what it sends: <c>empty</c> where it sends nothing.</param>
/// <param name="What">What was measured.</param>
/// <param name="Unit">ms, bytes.</param>
/// <param name="Value">The value.</param>
/// <param name="Runs">How many starts.</param>
internal sealed record Figure(string Publication, string System, string What, string Unit, Spread Value, int Runs)
{
    public const string CsvHeading = "publication,system,what,unit,value,minimum,maximum,runs";

    /// <summary>The figures of a program.</summary>
    /// <param name="contestant">The program.</param>
    /// <param name="floor">The empty program, published in the same way and started in turn with it.</param>
    public static IEnumerable<Figure> Of(Contestant contestant, Contestant floor)
    {
        yield return Make("start to first heard", "ms", contestant.Starts.Select(static start => start.Heard));
        if (contestant == floor)
        {
            yield break;
        }

        ServiceStart[] services = [.. contestant.Starts.Select(static start => start.Service!)];
        yield return Make("start to first sent", "ms", services.Select(static service => service.Sent));
        yield return Make("more than the empty program", "ms", contestant.Starts.Zip(floor.Starts, static (start, empty) => start.Heard - empty.Heard));
        yield return Make("opening to first sent", "ms", services.Select(static service => service.Sent - service.Began));
        yield return Make("allocated until first sent", "bytes", services.Select(static service => (double)service.Allocated));

        Figure Make(string what, string unit, IEnumerable<double> values) => new(contestant.Publication, contestant.System, what, unit, Spread.Of(values), contestant.Starts.Count);
    }

    public string ToMarkdown() => string.Create(CultureInfo.InvariantCulture, $"| {Publication} | {System} | {What} | {Text(Value.Median)} | {Text(Value.Minimum)} | {Text(Value.Maximum)} |");

    public string ToCsv() => string.Create(CultureInfo.InvariantCulture, $"{Publication},{System},{What},{Unit},{Value.Median},{Value.Minimum},{Value.Maximum},{Runs}");

    private string Text(double value) => string.Create(CultureInfo.InvariantCulture, $"{value.ToString(Unit == "ms" ? "0.0" : "0", CultureInfo.InvariantCulture)} {Unit}");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Figure[]))]
internal sealed partial class FigureJson : JsonSerializerContext;
