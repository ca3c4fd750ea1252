using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators.Emit;

internal sealed partial class ViewEmitter
{
    private void EmitConstructor()
    {
        if (_view.IsStub)
        {
            return;
        }

        _source.Blank()
            .Open($"private {_view.Identifier}(scoped ref global::TypedMq.MqReader reader)")
            .Line($"reader.At({Location(null)});");
        if (_view.IsRecursive)
        {
            _source.Line("reader.Enter();");
        }

        _source.Line($"int count = reader.Read{(_view.IsMap ? "Map" : "Array")}Header();");
        if (_view.IsMap)
        {
            EmitPairs();
        }
        else
        {
            EmitMembers();
        }

        if (_view.IsRecursive)
        {
            _source.Blank().Line("reader.Exit();");
        }

        _source.Close();
    }

    private void EmitMembers()
    {
        int key = 0;
        foreach (ViewMemberModel member in _view.Members)
        {
            for (; key < member.Key; key++)
            {
                _source.Blank().Open($"if (count > {Names.Literal(key)})").Line("reader.Skip();").Close();
            }

            _source.Blank().Open($"if (count > {Names.Literal(key++)})").Line($"reader.At({Location(member)});");
            EmitMember(member);
            _source.Close();
            if (member.IsRequired)
            {
                _source.Open("else").Line($"reader.At({Location(member)});").Line("throw reader.MissingRequired();").Close();
            }
        }

        // A newer sender may know more members.
        _source.Blank()
            .Open($"for (int i = {Names.Literal(Count)}; i < count; i++)")
            .Line($"reader.At({Location(null)});")
            .Line("reader.Skip();")
            .Close();
    }

    private void EmitPairs()
    {
        foreach (ViewMemberModel member in _view.Members)
        {
            _source.Line($"bool {member.HasLocal} = false;");
        }

        _source.Blank()
            .Open("for (int i = 0; i < count; i++)")
            .Line($"reader.At({Location(null)});")
            .Line("int start = reader.Position;")
            .Line("global::System.ReadOnlySpan<byte> key = reader.ReadUtf8Span();")
            .Open("switch (key.Length)");
        foreach (ViewMemberModel member in _view.Members)
        {
            string key = Names.Literal(member.Text!) + "u8";
            _source.Open($"case {Names.Literal(System.Text.Encoding.UTF8.GetByteCount(member.Text!))} when global::System.MemoryExtensions.SequenceEqual(key, {key}):")
                .Line($"reader.At({Location(member)});")
                .Open($"if ({member.HasLocal})")
                .Line("throw reader.DuplicateKey(start);")
                .Close()
                .Blank()
                .Line($"{member.HasLocal} = true;");
            EmitMember(member);
            if (member.HasProperty is not null)
            {
                _source.Blank();
            }

            _source.Line("break;").Close().Blank();
        }

        _source.Line("default:").Line("    reader.Skip();").Line("    break;").Close().Close();
        foreach (ViewMemberModel member in _view.Members)
        {
            if (member.IsRequired)
            {
                _source.Blank().Open($"if (!{member.HasLocal})").Line($"reader.At({Location(member)});").Line("throw reader.MissingRequired();").Close();
            }
        }
    }

    private void EmitMember(ViewMemberModel member)
    {
        if (member.HasProperty is { } has)
        {
            _source.Open("if (!reader.TryReadNil())").Line($"{has} = true;");
        }

        if (member.MaxLength is { } maxLength)
        {
            _source.Line($"reader.CheckLength({Names.Literal(maxLength)});");
        }

        // A property that starts with a small letter may be called as the parameter is, or a local.
        string property = char.IsLower(member.Property[0]) ? "this." + member.Property : member.Property;
        _source.Line($"{(member.Kind == ViewMemberKind.Plain ? property : member.Field)} = {member.ReadCall};");
        if (member.HasProperty is not null)
        {
            _source.Close();
        }
    }

    private string Location(ViewMemberModel? member) => Names.Literal(member is null ? _view.ContractName : $"{_view.ContractName}.{member.Name}") + "u8";
}
