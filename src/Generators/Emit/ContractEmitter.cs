using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators.Emit;

/// <summary>Writes the formatter of a contract.</summary>
internal sealed partial class ContractEmitter
{
    private readonly ContractModel _contract;
    private readonly SourceWriter _source = new();

    private ContractEmitter(ContractModel contract) => _contract = contract;

    /// <summary>How many elements the array has, or how many pairs the map.</summary>
    private int Count => _contract.Members.Count == 0 ? 0 : _contract.Members[_contract.Members.Count - 1].Key + 1;

    public static string Emit(ContractModel contract) => new ContractEmitter(contract).Emit();

    private string Emit()
    {
        // Inside of its contract, a formatter may hide the one inside of a base type.
        _source.Header(WarningsOfNames + (_contract.Containers.Count > 0 ? ", CS0108" : ""));
        if (_contract.IsListed)
        {
            _source.Line($"[assembly: global::TypedMq.MqGeneratedFormatter(typeof({Unbound(_contract.TypeName, 1)}), typeof({Unbound(_contract.Formatter, 2)}))]").Blank();
        }

        int blocks = OpenPlace();
        _source
            .Line($"/// <summary>Writes and reads <see cref=\"{_contract.TypeName.Replace('<', '{').Replace('>', '}')}\"/>.</summary>")
            .Line(Generated.Attribute);
        if (_contract.Raw is { } memory)
        {
            _source.Line(RawAttribute(memory));
        }

        string implemented = _contract.Raw is null ? "global::TypedMq.IMqFormatter" : "global::TypedMq.Formatters.IMqRawFormatter";
        string declaration = $"{(_contract.IsPublic ? "public" : "internal")} readonly struct {_contract.FormatterName}{FormatterParameters()} : {implemented}<{_contract.TypeName}>";
        OpenConstrained(declaration, withFormatters: true);
        if (_contract.IsStub)
        {
            EmitStub();
        }
        else if (_contract.Raw is { } raw)
        {
            EmitRaw(raw);
        }
        else if (_contract.Cases.Count > 0)
        {
            EmitUnion();
        }
        else
        {
            EmitMaxSize();
            EmitWrite();
            EmitRead();
            EmitReadInto();
            if (!IsGeneric)
            {
                EmitAccessors();
            }

            EmitLimits();
        }

        _source.Close();
        if (IsGeneric)
        {
            EmitGenericAccessors();
        }

        for (; blocks > 0; blocks--)
        {
            _source.Close();
        }

        return _source.ToString();
    }

    /// <summary>Opens the namespace, and the types that the formatter lies in.</summary>
    /// <returns>How many blocks are open.</returns>
    private int OpenPlace()
    {
        int blocks = 0;
        if (_contract.Namespace.Length > 0)
        {
            _source.Open($"namespace {_contract.Namespace}");
            blocks++;
        }

        foreach (string container in _contract.Containers)
        {
            _source.Open(container);
            blocks++;
        }

        return blocks;
    }

    /// <summary>The contract has errors and the project does not build; that the formatter is missing must not be another one.</summary>
    private void EmitStub() => _source
        .Line("/// <inheritdoc/>")
        .Line("public static int MaxSize => global::TypedMq.MqSize.Unbounded;")
        .Blank()
        .Line("/// <inheritdoc/>")
        .Line($"public static void Write(ref global::TypedMq.MqWriter writer, in {_contract.TypeName} value) => throw new global::System.NotSupportedException();")
        .Blank()
        .Line("/// <inheritdoc/>")
        .Line($"public static {_contract.TypeName} Read(ref global::TypedMq.MqReader reader) => throw new global::System.NotSupportedException();")
        .Blank()
        .Line("/// <inheritdoc/>")
        .Line($"public static void ReadInto(ref global::TypedMq.MqReader reader, ref {_contract.TypeName} value) => throw new global::System.NotSupportedException();");

    private void EmitMaxSize()
    {
        int constant = ContractGraph.HeaderSize(Count) + Count - _contract.Members.Count;
        bool unbounded = _contract.IsRecursive;
        string? nested = null;
        foreach (MemberModel member in _contract.Members)
        {
            constant += ContractGraph.KeySize(member.Text);
            unbounded |= member.Type.MaxSize == TypeModel.Unbounded;
            if (member.Type.MaxSize == TypeModel.AskFormatter)
            {
                string size = member.Type.Formatter + ".MaxSize";
                nested = nested is null ? size : $"global::TypedMq.MqSize.Add({nested}, {size})";
            }
            else if (!unbounded)
            {
                constant += member.Type.MaxSize;
            }
        }

        // What asks other formatters does so once: contracts that hold contracts, level after level, would ask without end.
        string body = unbounded ? "=> global::TypedMq.MqSize.Unbounded"
            : nested is null ? $"=> {Names.Literal(constant)}"
            : $"{{ get; }} = global::TypedMq.MqSize.Add({Names.Literal(constant)}, {nested})";
        _source.Line("/// <inheritdoc/>").Line($"public static int MaxSize {body};").Blank();
    }

    /// <summary>What reaches members that generated code may not name. The compiler inlines them; nothing is looked up at run time.</summary>
    private void EmitAccessors()
    {
        string self = _contract.IsValueType ? "ref " : "";
        foreach (MemberModel member in _contract.Members)
        {
            if (member.IsField && (member.NeedsGetAccessor || member.NeedsSetAccessor))
            {
                EmitAccessor("Field", member.Name, $"ref {member.Type.Name} {FieldAccessor(member)}({self}{member.GetterType} target)");
                continue;
            }

            if (member.NeedsGetAccessor)
            {
                EmitAccessor("Method", "get_" + member.Name, $"{member.Type.Name} {GetAccessor(member)}({self}{member.GetterType} target)");
            }

            if (member.NeedsSetAccessor)
            {
                EmitAccessor("Method", "set_" + member.Name, $"void {SetAccessor(member)}({self}{member.SetterType} target, {member.Type.Name} value)");
            }
        }

        if (_contract.Construction == ConstructionKind.Accessor)
        {
            string parameters = "";
            for (int i = 0; i < _contract.Arguments.Count; i++)
            {
                parameters += $"{(i == 0 ? "" : ", ")}{_contract.Arguments[i].TypeName} argument{Names.Literal(i)}";
            }

            EmitAccessor("Constructor", null, $"{_contract.TypeName} Create({parameters})");
        }
    }

    private void EmitAccessor(string kind, string? name, string signature) => _source
        .Blank()
        .Line($"{Generated.Accessor}{kind}{(name is null ? "" : $", Name = {Names.Literal(name)}")})]")
        .Line($"{(IsGeneric ? "public" : "private")} static extern {signature};");

    // The key keeps the names of a member and of the one that it hides apart; no member's own name starts with a digit.
    private static string GetAccessor(MemberModel member) => $"Get{Prefix(member)}{member.Name}";

    private static string SetAccessor(MemberModel member) => $"Set{Prefix(member)}{member.Name}";

    private static string FieldAccessor(MemberModel member) => $"FieldOf{Prefix(member)}{member.Name}";

    private static string Prefix(MemberModel member) => member.IsHidden ? Names.Literal(member.Key) : "";
}
