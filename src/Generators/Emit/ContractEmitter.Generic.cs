using TypedMq.Generators.Model;

namespace TypedMq.Generators.Emit;

/// <summary>The formatter of a generic contract is open, and closed by name where it is used: <c>BoxFormatter&lt;int, Int32Formatter&gt;</c>.</summary>
internal sealed partial class ContractEmitter
{
    private bool IsGeneric => _contract.TypeParameters.Count > 0;

    /// <summary>What stands before the name of an accessor. Those of a generic contract are in a class with the same type parameters: the runtime insists on it.</summary>
    private string Accessors => IsGeneric ? $"{_contract.FormatterName}Accessors{ContractParameters()}." : "";

    /// <summary>The compiler says of lower-case type parameters that they may become words of the language. Whoever declared them has heard it.</summary>
    private string WarningsOfNames
    {
        get
        {
            foreach (TypeParameterModel parameter in _contract.TypeParameters)
            {
                if (parameter.Name[0] is >= 'a' and <= 'z')
                {
                    return ", CS8981";
                }
            }

            return "";
        }
    }

    /// <summary>The type parameters of the contract: <c>&lt;T&gt;</c>.</summary>
    private string ContractParameters()
    {
        string text = "";
        foreach (TypeParameterModel parameter in _contract.TypeParameters)
        {
            text += (text.Length == 0 ? "<" : ", ") + parameter.Name;
        }

        return text + ">";
    }

    /// <summary>The type parameters of the formatter: <c>&lt;T, TFormatter&gt;</c>.</summary>
    private string FormatterParameters()
    {
        if (!IsGeneric)
        {
            return "";
        }

        string text = ContractParameters();
        text = text.Substring(0, text.Length - 1);
        foreach (TypeParameterModel parameter in _contract.TypeParameters)
        {
            text += ", " + parameter.Formatter;
        }

        return text + ">";
    }

    /// <summary>A generic type as <c>typeof</c> takes it: without its parameters, but with the commas between them.</summary>
    private string Unbound(string type, int times)
    {
        int arguments = type.IndexOf('<');
        string name = arguments < 0 ? type : type.Substring(0, arguments);
        return IsGeneric ? $"{name}<{new string(',', (_contract.TypeParameters.Count * times) - 1)}>" : name;
    }

    /// <summary>Opens a type that has the constraints of the contract.</summary>
    private void OpenConstrained(string declaration, bool withFormatters)
    {
        List<string> constraints = [];
        foreach (TypeParameterModel parameter in _contract.TypeParameters)
        {
            if (parameter.Constraints.Length > 0)
            {
                constraints.Add($"    where {parameter.Name} : {parameter.Constraints}");
            }

            if (withFormatters)
            {
                constraints.Add($"    where {parameter.Formatter} : struct, global::TypedMq.IMqFormatter<{parameter.Name}>");
            }
        }

        if (constraints.Count == 0)
        {
            _source.Open(declaration);
            return;
        }

        _source.Line(declaration);
        for (int i = 0; i < constraints.Count - 1; i++)
        {
            _source.Line(constraints[i]);
        }

        _source.Open(constraints[constraints.Count - 1]);
    }

    private void EmitGenericAccessors()
    {
        if (!NeedsAccessors())
        {
            return;
        }

        _source.Blank().Line("/// <summary>Reaches members that generated code may not name.</summary>");
        OpenConstrained($"file static class {_contract.FormatterName}Accessors{ContractParameters()}", withFormatters: false);
        EmitAccessors();
        _source.Close();
    }

    private bool NeedsAccessors()
    {
        foreach (MemberModel member in _contract.Members)
        {
            if (member.NeedsGetAccessor || member.NeedsSetAccessor)
            {
                return true;
            }
        }

        return _contract.Construction == ConstructionKind.Accessor;
    }
}
