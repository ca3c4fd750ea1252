namespace TypedMq.Generators.Model;

/// <summary>What a parser makes of one annotated type: what to emit, and what to report. The two go different ways from here.</summary>
/// <typeparam name="T">The model.</typeparam>
/// <param name="Model">What to emit; null when nothing can be.</param>
/// <param name="Diagnostics">What to report.</param>
internal sealed record ParseResult<T>(T? Model, EquatableArray<DiagnosticInfo> Diagnostics)
    where T : class, IEquatable<T>;
