using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators.Emit;

/// <summary>A raw contract is its memory: binary data in other contracts, and nothing else as a message.</summary>
internal sealed partial class ContractEmitter
{
    private const string RawMemory = "global::TypedMq.Formatters.RawMemory.";

    private static string RawAttribute(RawModel raw)
    {
        string isAnyMemoryValid = raw.Checks.Count == 0 ? ", IsAnyMemoryValid = true" : "";
        return $"[global::TypedMq.Formatters.MqRawLayout(Size = {Names.Literal(raw.Size)}, Alignment = {Names.Literal(raw.Alignment)}, Fields = {Names.Literal(raw.Fields)}{isAnyMemoryValid})]";
    }

    private void EmitRaw(RawModel raw)
    {
        string type = _contract.TypeName;
        _source.Line("/// <inheritdoc/>")
            .Line($"public static int MaxSize => global::TypedMq.MqSize.OfBinary({Names.Literal(raw.Size)});")
            .Blank()
            .Line("/// <inheritdoc/>")
            .Line($"public static global::System.ReadOnlySpan<byte> ContractName => {Names.Literal(_contract.ContractName)}u8;")
            .Blank()
            .Line("/// <inheritdoc/>")
            .Line($"public static void Write(ref global::TypedMq.MqWriter writer, in {type} value) => writer.WriteBinary({RawMemory}Bytes(in value));")
            .Blank()
            .Line("/// <inheritdoc/>")
            .Line($"public static {type} Read(ref global::TypedMq.MqReader reader) => {RawMemory}ReadBinary<{_contract.FormatterName}, {type}>(ref reader);")
            .Blank()
            .Line("/// <inheritdoc/>")
            .Line($"public static void ReadInto(ref global::TypedMq.MqReader reader, ref {type} value) => value = Read(ref reader);")
            .Blank()
            .Line("/// <inheritdoc/>");
        if (raw.Checks.Count == 0)
        {
            _source.Line($"public static bool Normalize(ref {type} value) => true;");
            return;
        }

        _source.Open($"public static bool Normalize(ref {type} value)").Line("bool isValid = true;");
        foreach (RawCheckModel check in raw.Checks)
        {
            string offset = Names.Literal(check.Offset);
            if (check.Count == 1)
            {
                _source.Line($"isValid &= {check.Method}(ref value, {offset}); // {check.Path}");
            }
            else
            {
                _source.Blank().Open($"for (int i = 0; i < {Names.Literal(check.Count)}; i++)")
                    .Line($"isValid &= {check.Method}(ref value, {offset} + (i * {Names.Literal(check.Stride)})); // {check.Path}")
                    .Close()
                    .Blank();
            }
        }

        _source.Line("return isValid;").Close();
    }
}
