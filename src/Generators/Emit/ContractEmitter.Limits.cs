using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators.Emit;

internal sealed partial class ContractEmitter
{
    /// <summary>A type for each limited length: formatters take it as a type argument, so that the limit is a constant to them.</summary>
    private void EmitLimits()
    {
        foreach (MemberModel member in _contract.Members)
        {
            if (member.Type.Limit is { } limit)
            {
                _source.Blank()
                    .Line($"/// <summary>The greatest length of {_contract.ContractName}.{member.Name}.</summary>")
                    .Open($"private readonly struct {limit.Name} : global::TypedMq.Formatters.IMqLengthLimit")
                    .Line($"public static int MaxLength => {Names.Literal(limit.MaxLength)};")
                    .Blank()
                    .Line($"public static string Member => {Names.Literal($"{_contract.ContractName}.{member.Name}")};")
                    .Close();
            }
        }
    }
}
