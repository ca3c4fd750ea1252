using System.Globalization;
using TypedMq.Benchmarks.Host;
using TypedMq.Benchmarks.Measurements;
using TypedMq.Benchmarks.Systems;

namespace TypedMq.Benchmarks;

/// <summary>What the command line says.</summary>
internal sealed class BenchmarkOptions
{
    public const string Usage = """
        Measures queues between two processes, or two threads of one, each on a processor of its own.

          --quick           short runs: shows that it works, not how fast it is
          --check           compares ratios with wide bounds in a minute, and fails where one is beyond its bound
          --curves          cost by message size, capacity, priorities, threads, handles and awaited queues, instead of the usual figures
          --only NAME       one measurement (may be repeated)
          --system NAME     one system under test (may be repeated)
          --cores A,B[,C,D] the processors: this process' and the peer's in turn; the first ones when nothing is said
          --json FILE       writes the figures to a file, too
          --csv FILE        the same, for spreadsheets
          --from FILE       measures nothing: writes the tables of what --json has kept
          --list            shows the names of measurements and systems
        """;

    /// <summary>The word that asks for the regression check.</summary>
    public const string CheckWord = "--check";

    private readonly List<string> _systems = [];

    public bool Quick { get; private set; }

    public bool IsList { get; private set; }

    public bool IsHelp { get; private set; }

    public bool IsCurves { get; private set; }

    /// <summary>Whether figures are only held to their bounds: in short runs.</summary>
    public bool IsCheck { get; private set; }

    /// <summary>Where the figures go, too.</summary>
    public string? Json { get; private set; }

    /// <inheritdoc cref="Json"/>
    public string? Csv { get; private set; }

    /// <summary>The figures that were measured before.</summary>
    public string? From { get; private set; }

    /// <summary>The one system that this process is to measure, writing a line of JSON for each figure: set by the process that writes the report.</summary>
    public string? Measured { get; private set; }

    public List<string> Only { get; } = [];

    public int[] Cores { get; private set; } = [];

    public IEnumerable<string> Systems => _systems.Count == 0 ? AllSystems.Names : _systems;

    public IEnumerable<Measurement> Measurements => (IsCheck ? Measurement.Checked : IsCurves ? Measurement.Curves : Measurement.Usual).Where(measurement => Only.Count == 0 || Only.Contains(measurement.Name));

    public static BenchmarkOptions Parse(string[] arguments)
    {
        BenchmarkOptions options = new();
        Queue<string> words = new(arguments);
        while (words.TryDequeue(out string? word))
        {
            switch (word)
            {
                case "--quick": options.Quick = true; break;
                case CheckWord: options.IsCheck = options.Quick = true; break;
                case "--curves": options.IsCurves = true; break;
                case "--list": options.IsList = true; break;
                case "--help" or "-h": options.IsHelp = true; break;
                case "--json": options.Json = Path.GetFullPath(Next()); break;
                case "--csv": options.Csv = Path.GetFullPath(Next()); break;
                case "--from": options.From = Path.GetFullPath(Next()); break;
                case "--only": options.Only.Add(Next()); break;
                case "--system": options._systems.Add(Next()); break;
                case "--measured": options.Measured = Next(); break;
                case "--cores": options.Cores = ParseCores(Next()); break;
                default: throw new BenchmarkException($"'{word}' is no option.\n{Usage}");
            }

            string Next() => words.TryDequeue(out string? next) ? next : throw new BenchmarkException($"{word} needs a value.");
        }

        options.Check();
        return options;
    }

    /// <summary>Reads numbers of processors.</summary>
    public static int[] ParseCores(string text) =>
        [.. text.Split(',').Select(static core => int.TryParse(core, CultureInfo.InvariantCulture, out int number) ? number : throw new BenchmarkException($"'{core}' is no processor."))];

    /// <summary>What the process that measures one system is started with.</summary>
    /// <param name="system">Which one.</param>
    /// <param name="only">Which measurements; all when nothing is said.</param>
    public IEnumerable<string> ArgumentsFor(string system, params IEnumerable<string> only) =>
    [
        "--measured", system,
        "--cores", string.Join(',', Cores),
        .. Quick ? ["--quick"] : Array.Empty<string>(),
        .. IsCheck ? [CheckWord] : Array.Empty<string>(),
        .. IsCurves ? ["--curves"] : Array.Empty<string>(),
        .. only.SelectMany(static name => (string[])["--only", name]),
    ];

    private void Check()
    {
        int[] allowed = Host.Cores.Allowed();
        if (allowed.Length < 2)
        {
            throw new UnmeasurableException("Two processors are needed: one for each side.");
        }

        Cores = Cores.Length == 0 ? [.. allowed.Take(4)] : Cores;
        if (Cores.Length < 2 || Cores[0] == Cores[1])
        {
            throw new BenchmarkException("Two different processors are needed: one for each side.");
        }

        // The third and the fourth go together.
        Cores = Cores.Length < 4 ? Cores[..2] : Cores[..4];
        if (Cores.FirstOrDefault(core => !allowed.Contains(core), -1) is var other and not -1)
        {
            throw new BenchmarkException($"This process may not use processor {other}: it has {string.Join(", ", allowed)}.");
        }

        if (_systems.Find(static name => !AllSystems.Names.Contains(name)) is { } unknown)
        {
            throw new BenchmarkException($"There is no system '{unknown}'. There are: {string.Join(", ", AllSystems.Names)}.");
        }

        if (!Measurements.Any())
        {
            throw new BenchmarkException($"There is no measurement '{string.Join("', '", Only)}'{(IsCurves ? " among the curves" : "; some are with --curves only")}: see --list.");
        }
    }
}
