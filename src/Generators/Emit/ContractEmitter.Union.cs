using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators.Emit;

/// <summary>A union is an array of two: the tag of the case, and the case.</summary>
internal sealed partial class ContractEmitter
{
    private void EmitUnion()
    {
        _source.Line("/// <inheritdoc/>").Line($"public static int MaxSize {{ get; }} = {UnionMaxSize()};").Blank();
        EmitWriteUnion();
        EmitReadUnion();
        EmitReadIntoUnion();
    }

    private string UnionMaxSize()
    {
        if (_contract.IsRecursive)
        {
            return "global::TypedMq.MqSize.Unbounded";
        }

        string largest = _contract.Cases[0].Formatter + ".MaxSize";
        for (int i = 1; i < _contract.Cases.Count; i++)
        {
            largest = $"global::System.Math.Max({largest}, {_contract.Cases[i].Formatter}.MaxSize)";
        }

        return $"global::TypedMq.MqSize.Add({Names.Literal(ContractGraph.UnionHeaderSize)}, {largest})";
    }

    /// <summary>The type itself decides, not what it derives from: a part of a value is not sent for the whole.</summary>
    private void EmitWriteUnion()
    {
        _source.Line("/// <inheritdoc/>")
            .Open($"public static void Write(ref global::TypedMq.MqWriter writer, in {_contract.TypeName} value)")
            .Open("if (value is null)")
            .Line($"throw global::TypedMq.MqEncodeException.NullContract({Names.Literal(_contract.ContractName)});")
            .Close()
            .Blank();
        EmitIfRecursive("writer.Enter();");
        _source.Line("global::System.Type type = value.GetType();");
        for (int i = 0; i < _contract.Cases.Count; i++)
        {
            UnionCaseModel listed = _contract.Cases[i];
            _source.Open($"{(i == 0 ? "" : "else ")}if (type == typeof({listed.TypeName}))")
                .Line("writer.WriteArrayHeader(2);")
                .Line($"writer.WriteInt32({Names.Literal(listed.Tag)});")
                .Line($"{listed.Formatter}.Write(ref writer, ({listed.TypeName})value);")
                .Close();
        }

        _source.Open("else").Line($"throw global::TypedMq.MqEncodeException.NotACase({Names.Literal(_contract.ContractName)}, type);").Close();
        if (_contract.IsRecursive)
        {
            _source.Blank().Line("writer.Exit();");
        }

        _source.Close().Blank();
    }

    private void EmitReadUnion()
    {
        _source.Line("/// <inheritdoc/>")
            .Open($"public static {_contract.TypeName} Read(ref global::TypedMq.MqReader reader)")
            .Line($"reader.At({Location(null)});");
        EmitIfRecursive("reader.Enter();");
        _source.Line("int start = reader.Position;")
            .Line("int tag = reader.ReadUnionTag();")
            .Line($"{_contract.TypeName} result;")
            .Open("switch (tag)");
        foreach (UnionCaseModel listed in _contract.Cases)
        {
            _source.Line($"case {Names.Literal(listed.Tag)}:").Line($"    result = {listed.Formatter}.Read(ref reader);").Line("    break;");
        }

        _source.Line("default:");
        if (_contract.UnknownCaseIsNull)
        {
            _source.Line("    reader.Skip();").Line("    result = null;").Line("    break;");
        }
        else
        {
            _source.Line("    throw reader.UnknownCase(tag, start);");
        }

        _source.Close().Blank();
        EmitIfRecursive("reader.Exit();");
        _source.Line("return result;").Close();
    }

    private void EmitIfRecursive(string line)
    {
        if (_contract.IsRecursive)
        {
            _source.Line(line);
        }
    }
}
