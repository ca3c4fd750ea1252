using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>How a type of values lies in memory.</summary>
internal sealed class RawLayout(int size, int alignment, string fields)
{
    public int Size { get; } = size;

    public int Alignment { get; } = alignment;

    /// <summary>The type, or the types and offsets of the fields.</summary>
    public string Fields { get; } = fields;

    /// <summary>The parts of which not every memory is a valid value.</summary>
    public List<RawCheckModel> Checks { get; } = [];

    /// <summary>Bytes that belong to no field.</summary>
    public List<Gap> Gaps { get; } = [];

    /// <summary>Bytes that belong to no field.</summary>
    /// <param name="Length">How many.</param>
    /// <param name="After">The names that lead to the field before them; empty at the start.</param>
    internal readonly record struct Gap(int Length, string After);

    public RawModel ToModel() => new(Size, Alignment, Fields, new(Checks));

    /// <summary>So many values one after the other.</summary>
    public RawLayout Times(int count)
    {
        RawLayout all = new((int)Math.Min((long)Size * count, int.MaxValue), Alignment, $"{Fields}*{Names.Literal(count)}");
        all.Gaps.AddRange(Gaps);
        foreach (RawCheckModel check in Checks)
        {
            if (check.Count == 1)
            {
                all.Checks.Add(check with { Count = count, Stride = Size });
            }
            else if (check.Count * check.Stride == Size)
            {
                all.Checks.Add(check with { Count = check.Count * count });
            }
            else if (check.Count <= count)
            {
                for (int i = 0; i < check.Count; i++)
                {
                    all.Checks.Add(check with { Offset = check.Offset + (i * check.Stride), Count = count, Stride = Size });
                }
            }
            else
            {
                for (int i = 0; i < count; i++)
                {
                    all.Checks.Add(check with { Offset = check.Offset + (i * Size) });
                }
            }
        }

        return all;
    }
}
