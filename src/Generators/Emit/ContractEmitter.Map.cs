using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators.Emit;

/// <summary>Contracts whose keys are text are maps: pairs in any order.</summary>
internal sealed partial class ContractEmitter
{
    private void EmitWriteMap()
    {
        _source.Line($"writer.WriteMapHeader({Names.Literal(Count)});");
        foreach (MemberModel member in _contract.Members)
        {
            _source.Line($"writer.WriteUtf8({Key(member)});").Line(WriteCall(member));
        }
    }

    /// <summary>Keys are compared in place, by length first: nothing is allocated or hashed for them.</summary>
    private void EmitPairs(Action<MemberModel> emitRead)
    {
        foreach (MemberModel member in _contract.Members)
        {
            _source.Line($"bool {member.HasLocal} = false;");
        }

        _source.Blank()
            .Open("for (int i = 0; i < count; i++)")
            .Line($"reader.At({Location(null)});")
            .Line("int start = reader.Position;")
            .Line("global::System.ReadOnlySpan<byte> key = reader.ReadUtf8Span();")
            .Open("switch (key.Length)");
        foreach (MemberModel member in _contract.Members)
        {
            _source.Open($"case {Names.Literal(System.Text.Encoding.UTF8.GetByteCount(member.Text!))} when global::System.MemoryExtensions.SequenceEqual(key, {Key(member)}):")
                .Line($"reader.At({Location(member.Name)});")
                .Open($"if ({member.HasLocal})")
                .Line("throw reader.DuplicateKey(start);")
                .Close()
                .Blank()
                .Line($"{member.HasLocal} = true;");
            emitRead(member);
            _source.Line("break;")
                .Close()
                .Blank();
        }

        // A newer sender may know more members.
        _source.Line("default:")
            .Line("    reader.Skip();")
            .Line("    break;")
            .Close()
            .Close()
            .Blank();
    }

    private void EmitRequired()
    {
        foreach (MemberModel member in _contract.Members)
        {
            if (member.IsRequired)
            {
                _source.Open($"if (!{member.HasLocal})").Line($"reader.At({Location(member.Name)});").Line("throw reader.MissingRequired();").Close().Blank();
            }
        }
    }

    private static string Key(MemberModel member) => Names.Literal(member.Text!) + "u8";
}
