namespace TypedMq.Generators.Model;

/// <summary>A type parameter of a generic contract. The formatter has it too, and one more for its formatter.</summary>
/// <param name="Name">The name in C#, escaped.</param>
/// <param name="Formatter">The type parameter of its formatter.</param>
/// <param name="Constraints">Its constraints in C#; empty when there are none.</param>
internal sealed record TypeParameterModel(string Name, string Formatter, string Constraints);
