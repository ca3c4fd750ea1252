using TypedMq.Generators.Model;

namespace TypedMq.Generators.Emit;

/// <summary>The view of a raw contract shows its memory where it lies, or, where the memory may be no valid value, a checked copy.</summary>
internal sealed partial class ViewEmitter
{
    private void EmitRaw(RawViewModel raw)
    {
        string memory = $"global::TypedMq.Formatters.RawMemory.{(raw.IsInPlace ? "View" : "Read")}<{raw.Formatter}, {_view.ContractType}>";
        if (raw.IsInPlace)
        {
            _source.Line($"private readonly ref readonly {_view.ContractType} {raw.Field};").Blank();
        }

        _source.Open($"private {_view.Identifier}(scoped ref global::TypedMq.MqReader reader)")
            .Line(raw.IsInPlace ? $"{raw.Field} = ref {memory}(ref reader);" : $"{raw.Property} = {memory}(ref reader);")
            .Close()
            .Blank()
            .Line($"/// <summary>The value{(raw.IsInPlace ? ", in place" : "")}.</summary>")
            .Line(raw.IsInPlace
                ? $"{raw.Modifier} ref readonly {_view.ContractType} {raw.Property} => ref {raw.Field};"
                : $"{raw.Modifier} {_view.ContractType} {raw.Property} {{ get; }}");
        EmitRead();
    }
}
