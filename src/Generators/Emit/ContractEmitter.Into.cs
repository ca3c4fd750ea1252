using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators.Emit;

/// <summary>Reading into a value that is there: it is overwritten member by member, or made anew where that would not come out the same.</summary>
internal sealed partial class ContractEmitter
{
    private const string Existing = "existing";

    private void EmitReadInto()
    {
        _source.Blank().Line("/// <inheritdoc/>");
        if (!CanBeOverwritten())
        {
            _source.Line($"public static void ReadInto(ref global::TypedMq.MqReader reader, ref {_contract.TypeName} value) => value = Read(ref reader);");
            return;
        }

        _source.Open($"public static void ReadInto(ref global::TypedMq.MqReader reader, ref {_contract.TypeName} {Existing})")
            .Line("int origin = reader.Position;")
            .Line($"reader.At({Location(null)});")
            .Line($"int count = reader.Read{(_contract.IsMap ? "Map" : "Array")}Header();");
        _source.Blank()
            .Line(_contract.IsValueType ? "// An older sender: a new value." : "// Nothing there, or not this very type, or an older sender: a new object.")
            .Open($"if ({WhatNeedsNew()})");
        EmitNew();
        _source.Line("return;").Close().Blank();
        EmitIfRecursive("reader.Enter();");
        if (_contract.IsMap)
        {
            EmitPairs(EmitOverwrite);
            EmitIfRecursive("reader.Exit();");
            _source.Open($"if (!({AllWereThere()}))");
            EmitNew();
            _source.Close();
        }
        else
        {
            EmitOverwrites();
            EmitSkip(Names.Literal(Count), isLast: !_contract.IsRecursive);
            EmitIfRecursive("reader.Exit();");
        }

        _source.Close();
    }

    /// <summary>A struct of nothing but values is as well read anew.</summary>
    private bool CanBeOverwritten()
    {
        bool reusesMemory = !_contract.IsValueType;
        foreach (MemberModel member in _contract.Members)
        {
            if (!member.IsOverwritable)
            {
                return false;
            }

            reusesMemory |= member.Type.ReusesMemory;
        }

        return reusesMemory;
    }

    /// <summary>
    /// A key that an older sender does not send leaves its member as construction has it: that takes a new value. So does an object of a derived
    /// type, which is received as the contract.
    /// </summary>
    private string WhatNeedsNew()
    {
        string isNew = _contract.IsValueType ? ""
            : _contract.IsSealed ? $"{Existing} is null"
            : $"{Existing} is null || {Existing}.GetType() != typeof({_contract.TypeName})";
        string isOlder = Count == 0 ? "" : $"count < {Names.Literal(Count)}";
        return isNew + (isNew.Length > 0 && isOlder.Length > 0 ? " || " : "") + isOlder;
    }

    private void EmitNew() => _source.Line("reader.Rewind(origin);").Line($"{Existing} = Read(ref reader);");

    private string AllWereThere()
    {
        string all = "";
        foreach (MemberModel member in _contract.Members)
        {
            all += (all.Length == 0 ? "" : " && ") + member.HasLocal;
        }

        return all;
    }

    private void EmitOverwrites()
    {
        int key = 0;
        foreach (MemberModel member in _contract.Members)
        {
            for (; key < member.Key; key++)
            {
                _source.Line($"reader.Skip(); // {Names.Literal(key)}: no member").Blank();
            }

            _source.Line($"reader.At({Location(member.Name)});");
            EmitOverwrite(member);
            _source.Blank();
            key++;
        }
    }

    /// <summary>By way of a local: a property has no reference, and a field may be volatile.</summary>
    private void EmitOverwrite(MemberModel member)
    {
        // A map is read again when it turns out to lack a key. If what is nested were read into, each level would double the work of the next.
        bool isReadTwice = _contract.IsMap && _contract.IsRecursive && member.Type.Primitive is null;
        if (!member.Type.ReusesMemory || isReadTwice)
        {
            _source.Line(Set(member, ReadCall(member.Type), Existing));
            return;
        }

        string self = _contract.IsValueType ? $"ref {Existing}" : Existing;
        _source.Line($"{member.Type.Name} {member.Local} = {Get(member, Existing, self)};")
            .Line(member.Type.Primitive is { } primitive ? $"reader.Read{primitive}Into(ref {member.Local});" : $"{member.Type.Formatter}.ReadInto(ref reader, ref {member.Local});")
            .Line(Set(member, member.Local, Existing));
    }

    /// <summary>An object of the case that is received is read into; its formatter replaces one of a derived type, and null.</summary>
    private void EmitReadIntoUnion()
    {
        _source.Blank()
            .Line("/// <inheritdoc/>")
            .Open($"public static void ReadInto(ref global::TypedMq.MqReader reader, ref {_contract.TypeName} {Existing})")
            .Line($"reader.At({Location(null)});");
        EmitIfRecursive("reader.Enter();");
        _source.Line("int start = reader.Position;").Line("int tag = reader.ReadUnionTag();").Open("switch (tag)");
        foreach (UnionCaseModel listed in _contract.Cases)
        {
            if (listed.IsValueType)
            {
                _source.Line($"case {Names.Literal(listed.Tag)}:").Line($"    {Existing} = {listed.Formatter}.Read(ref reader);").Line("    break;");
                continue;
            }

            _source.Open($"case {Names.Literal(listed.Tag)}:")
                .Line($"{listed.TypeName} received = {Existing} as {listed.TypeName};")
                .Line($"{listed.Formatter}.ReadInto(ref reader, ref received);")
                .Line($"{Existing} = received;")
                .Line("break;")
                .Close()
                .Blank();
        }

        _source.Line("default:");
        if (_contract.UnknownCaseIsNull)
        {
            _source.Line("    reader.Skip();").Line($"    {Existing} = null;").Line("    break;");
        }
        else
        {
            _source.Line("    throw reader.UnknownCase(tag, start);");
        }

        _source.Close();
        if (_contract.IsRecursive)
        {
            _source.Blank().Line("reader.Exit();");
        }

        _source.Close();
    }
}
