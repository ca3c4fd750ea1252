using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Model;

/// <summary>A diagnostic to be reported, as values.</summary>
/// <param name="Descriptor">Which one.</param>
/// <param name="Location">Where.</param>
/// <param name="Arguments">What its message names.</param>
/// <param name="Severity">How severe it is.</param>
internal sealed record DiagnosticInfo(DiagnosticDescriptor Descriptor, LocationInfo? Location, EquatableArray<string> Arguments, DiagnosticSeverity Severity)
{
    public Diagnostic In(Compilation compilation)
    {
        object[] arguments = new object[Arguments.Count];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Arguments[i];
        }

        return Diagnostic.Create(Descriptor, Location?.In(compilation) ?? Microsoft.CodeAnalysis.Location.None, Severity, additionalLocations: null, properties: null, arguments);
    }
}

/// <summary>Collects what is wrong with one type.</summary>
/// <param name="place">Where everything is reported, should the type have no place in this compilation: the attribute that adopts it.</param>
internal sealed class DiagnosticList(LocationInfo? place = null)
{
    private readonly List<DiagnosticInfo> _items = [];

    /// <summary>Whether nothing can be generated but a stub.</summary>
    public bool HasErrors { get; private set; }

    public void Add(DiagnosticDescriptor descriptor, LocationInfo? location, params string[] arguments) =>
        Add(descriptor, descriptor.DefaultSeverity, place ?? location, arguments);

    /// <summary>Adds what is wrong at a place of this compilation, wherever the type is.</summary>
    public void AddAt(DiagnosticDescriptor descriptor, LocationInfo? location, params string[] arguments) =>
        Add(descriptor, descriptor.DefaultSeverity, location, arguments);

    /// <summary>Adds one that is less severe here than it is otherwise.</summary>
    public void AddInfo(DiagnosticDescriptor descriptor, LocationInfo? location, params string[] arguments) =>
        Add(descriptor, DiagnosticSeverity.Info, place ?? location, arguments);

    /// <summary>Nothing can be generated, and the compiler itself says why.</summary>
    public void LeaveToCompiler() => HasErrors = true;

    public EquatableArray<DiagnosticInfo> ToArray() => new(_items);

    private void Add(DiagnosticDescriptor descriptor, DiagnosticSeverity severity, LocationInfo? location, string[] arguments)
    {
        DiagnosticInfo diagnostic = new(descriptor, location, new(arguments), severity);
        if (!_items.Contains(diagnostic))
        {
            _items.Add(diagnostic);
        }

        HasErrors |= severity == DiagnosticSeverity.Error;
    }
}
