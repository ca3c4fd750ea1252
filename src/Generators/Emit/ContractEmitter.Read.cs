using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators.Emit;

internal sealed partial class ContractEmitter
{
    private void EmitRead()
    {
        _source.Line("/// <inheritdoc/>")
            .Open($"public static {_contract.TypeName} Read(ref global::TypedMq.MqReader reader)")
            .Line($"reader.At({Location(null)});");
        if (_contract.IsRecursive)
        {
            _source.Line("reader.Enter();");
        }

        _source.Line($"int count = reader.Read{(_contract.IsMap ? "Map" : "Array")}Header();");
        bool takesArguments = HasArgumentsFromMembers();
        bool returnsNew = AllAreArguments();
        if (takesArguments)
        {
            EmitLocals();
        }
        else if (!returnsNew)
        {
            _source.Line($"{_contract.TypeName} result = {Construct()};");
        }

        if (_contract.IsMap)
        {
            EmitPairs(member => _source.Line(takesArguments ? $"{member.Local} = {ReadCall(member.Type)};" : Set(member, ReadCall(member.Type))));
            EmitRequired();
        }
        else
        {
            EmitMembers(intoLocals: takesArguments);
            EmitSkip(Names.Literal(Count));
        }

        if (takesArguments && !returnsNew)
        {
            EmitSetsAfterConstruction();
        }

        if (_contract.IsRecursive)
        {
            _source.Line("reader.Exit();");
        }

        _source.Line($"return {(returnsNew ? Construct() : "result")};").Close();
    }

    /// <summary>What the arguments are, and what is set later, while the message is read.</summary>
    private void EmitLocals()
    {
        foreach (MemberModel member in _contract.Members)
        {
            _source.Line($"{member.Type.Name} {member.Local} = {member.ArgumentDefault};");
        }
    }

    private void EmitMembers(bool intoLocals)
    {
        int key = 0;
        foreach (MemberModel member in _contract.Members)
        {
            for (; key < member.Key; key++)
            {
                _source.Blank().Open($"if (count > {Names.Literal(key)})").Line("reader.Skip();").Close();
            }

            _source.Blank()
                .Open($"if (count > {Names.Literal(key++)})")
                .Line($"reader.At({Location(member.Name)});")
                .Line(intoLocals ? $"{member.Local} = {ReadCall(member.Type)};" : Set(member, ReadCall(member.Type)))
                .Close();
            if (member.IsRequired)
            {
                _source.Open("else").Line($"reader.At({Location(member.Name)});").Line("throw reader.MissingRequired();").Close();
            }
        }

        _source.Blank();
    }

    /// <summary>A newer sender may know more members.</summary>
    private void EmitSkip(string from, bool isLast = false)
    {
        _source.Open($"for (int i = {from}; i < count; i++)")
            .Line($"reader.At({Location(null)});")
            .Line("reader.Skip();")
            .Close();
        if (!isLast)
        {
            _source.Blank();
        }
    }

    /// <summary>Members that no argument carries are set only when they were there: initialisers keep what they gave otherwise.</summary>
    private void EmitSetsAfterConstruction()
    {
        _source.Line($"{_contract.TypeName} result = {Construct()};");
        foreach (MemberModel member in _contract.Members)
        {
            if (!member.IsArgument)
            {
                _source.Open($"if ({WasThere(member)})").Line(Set(member, member.Local)).Close().Blank();
            }
        }
    }

    private string WasThere(MemberModel member) => _contract.IsMap ? member.HasLocal : $"count > {Names.Literal(member.Key)}";

    private string Construct()
    {
        string arguments = "";
        for (int i = 0; i < _contract.Arguments.Count; i++)
        {
            ArgumentModel argument = _contract.Arguments[i];
            arguments += (i == 0 ? "" : ", ") + (LocalOf(argument.Key) ?? argument.Default);
        }

        return _contract.Construction switch
        {
            ConstructionKind.Default => $"default({_contract.TypeName})",
            ConstructionKind.Accessor => $"{Accessors}Create({arguments})",
            _ => $"new {_contract.TypeName}({arguments})",
        };
    }

    private string Set(MemberModel member, string value, string target = "result")
    {
        string self = _contract.IsValueType ? $"ref {target}" : target;
        return member switch
        {
            { NeedsSetAccessor: true, IsField: true } => $"{Accessors}{FieldAccessor(member)}({self}) = {value};",
            { NeedsSetAccessor: true } => $"{Accessors}{SetAccessor(member)}({self}, {value});",
            { IsHidden: true } => $"(({member.SetterType}){target}).{member.Identifier} = {value};",
            _ => $"{target}.{member.Identifier} = {value};",
        };
    }

    private static string ReadCall(TypeModel type) => type switch
    {
        { EnumUnderlying: not null } => $"({type.Name})reader.Read{type.Primitive}()",
        { Primitive: { } primitive } => $"reader.Read{primitive}()",
        _ => $"{type.Formatter}.Read(ref reader)",
    };

    private string Location(string? member) => Names.Literal(member is null ? _contract.ContractName : $"{_contract.ContractName}.{member}") + "u8";

    private bool HasArgumentsFromMembers()
    {
        foreach (MemberModel member in _contract.Members)
        {
            if (member.IsArgument)
            {
                return true;
            }
        }

        return false;
    }

    private bool AllAreArguments()
    {
        foreach (MemberModel member in _contract.Members)
        {
            if (!member.IsArgument)
            {
                return false;
            }
        }

        return true;
    }

    private string? LocalOf(int key)
    {
        foreach (MemberModel member in _contract.Members)
        {
            if (member.Key == key)
            {
                return member.Local;
            }
        }

        return null;
    }
}
