namespace TypedMq.Generators.Model;

/// <summary>The memory of a raw contract.</summary>
/// <param name="Size">The size in bytes.</param>
/// <param name="Alignment">The alignment in bytes.</param>
/// <param name="Fields">The types and offsets of the fields: what two sides must have in common.</param>
/// <param name="Checks">The parts of which not every memory is a valid value.</param>
internal sealed record RawModel(int Size, int Alignment, string Fields, EquatableArray<RawCheckModel> Checks);

/// <summary>A part of which not every memory is a valid value, or several at equal distances.</summary>
/// <param name="Method">What checks it, in C#, up to its arguments.</param>
/// <param name="Offset">Where it is, or the first of them.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Stride">The distance from one to the next.</param>
/// <param name="Path">The names of the fields that lead to it.</param>
internal sealed record RawCheckModel(string Method, int Offset, int Count, int Stride, string Path);
