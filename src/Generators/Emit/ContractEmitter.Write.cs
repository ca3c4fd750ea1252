using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators.Emit;

internal sealed partial class ContractEmitter
{
    private void EmitWrite()
    {
        _source.Line("/// <inheritdoc/>").Open($"public static void Write(ref global::TypedMq.MqWriter writer, in {_contract.TypeName} value)");
        if (!_contract.IsValueType)
        {
            _source.Open("if (value is null)")
                .Line($"throw global::TypedMq.MqEncodeException.NullContract({Names.Literal(_contract.ContractName)});")
                .Close()
                .Blank();
        }

        if (_contract.IsRecursive)
        {
            _source.Line("writer.Enter();");
        }

        if (_contract.IsMap)
        {
            EmitWriteMap();
        }
        else
        {
            EmitWriteArray();
        }

        if (_contract.IsRecursive)
        {
            _source.Line("writer.Exit();");
        }

        _source.Close().Blank();
    }

    private void EmitWriteArray()
    {
        _source.Line($"writer.WriteArrayHeader({Names.Literal(Count)});");
        int key = 0;
        foreach (MemberModel member in _contract.Members)
        {
            for (; key < member.Key; key++)
            {
                _source.Line($"writer.WriteNil(); // {Names.Literal(key)}: no member");
            }

            _source.Line($"{WriteCall(member)} // {Names.Literal(key++)}");
        }
    }

    private string WriteCall(MemberModel member)
    {
        // An accessor takes a struct by reference, and never writes through it here.
        string value = Get(member, "value", _contract.IsValueType ? "ref global::System.Runtime.CompilerServices.Unsafe.AsRef(in value)" : "value");
        if (member.Type.IsNonNullableReference)
        {
            value += $" ?? throw global::TypedMq.MqEncodeException.NullMember({Names.Literal(_contract.ContractName)}, {Names.Literal(member.Name)})";
        }

        return member.Type switch
        {
            { EnumUnderlying: { } underlying } => $"writer.Write{member.Type.Primitive}(({underlying}){value});",
            { Primitive: { } primitive } => $"writer.Write{primitive}({value});",
            _ => $"{member.Type.Formatter}.Write(ref writer, {value});",
        };
    }

    /// <param name="member">The member.</param>
    /// <param name="target">The value that has it.</param>
    /// <param name="self">The same as an accessor takes it.</param>
    private string Get(MemberModel member, string target, string self) => member switch
    {
        { NeedsGetAccessor: true, IsField: true } => $"{Accessors}{FieldAccessor(member)}({self})",
        { NeedsGetAccessor: true } => $"{Accessors}{GetAccessor(member)}({self})",
        { IsHidden: true } => $"(({member.GetterType}){target}).{member.Identifier}",
        _ => $"{target}.{member.Identifier}",
    };
}
