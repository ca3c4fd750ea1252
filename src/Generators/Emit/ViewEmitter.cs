using TypedMq.Generators.Model;

namespace TypedMq.Generators.Emit;

/// <summary>Writes the other part of a view: its properties, and the one pass that makes it.</summary>
internal sealed partial class ViewEmitter
{
    private readonly ViewModel _view;
    private readonly SourceWriter _source = new();

    private ViewEmitter(ViewModel view) => _view = view;

    /// <summary>How many elements the array has.</summary>
    private int Count => _view.Members.Count == 0 ? 0 : _view.Members[_view.Members.Count - 1].Key + 1;

    public static string Emit(ViewModel view) => new ViewEmitter(view).Emit();

    private string Emit()
    {
        _source.Header(also: ", CS0108, CS3003");
        if (_view.Namespace is { } name)
        {
            _source.Open($"namespace {name}");
        }

        foreach (string outer in _view.ContainingTypes)
        {
            _source.Open(outer);
        }

        _source.Open($"partial struct {_view.Identifier} : global::TypedMq.IMqView<{_view.TypeName}>");
        if (_view.Raw is { } raw)
        {
            EmitRaw(raw);
        }
        else
        {
            EmitFields();
            EmitConstructor();
            EmitProperties();
            EmitRead();
        }

        _source.Close();
        for (int i = 0; i < _view.ContainingTypes.Count; i++)
        {
            _source.Close();
        }

        return (_view.Namespace is null ? _source : _source.Close()).ToString();
    }

    private void EmitFields()
    {
        if (_view.IsStub)
        {
            return;
        }

        foreach (ViewMemberModel member in _view.Members)
        {
            if (member.Kind != ViewMemberKind.Plain)
            {
                _source.Line($"private readonly global::TypedMq.MqReader {member.Field};");
            }
        }
    }

    private void EmitProperties()
    {
        foreach (ViewMemberModel member in _view.Members)
        {
            string getter = member.Kind switch
            {
                _ when _view.IsStub => "=> throw new global::System.NotSupportedException();",
                ViewMemberKind.View => $"=> global::TypedMq.MqView.Read<{member.TypeName}>({member.Field});",
                ViewMemberKind.Part => $"=> new({member.Field});",
                _ => "{ get; }",
            };
            _source.Blank()
                .Line($"/// <summary>{_view.ContractName}.{member.Name}{Remark(member)}.</summary>")
                .Line($"{member.Modifier} {member.TypeName} {member.Property} {getter}");
            if (member.HasProperty is { } has)
            {
                _source.Blank()
                    .Line($"/// <summary>Whether {_view.ContractName}.{member.Name} is there and not null.</summary>")
                    .Line($"{member.Modifier} bool {has} {(_view.IsStub ? "=> false;" : "{ get; }")}");
            }
        }
    }

    private static string Remark(ViewMemberModel member) => member switch
    {
        { ReadCall: "reader.ReadValidUtf8Span()" } => ", as UTF-8 in place",
        { ReadCall: "reader.ReadBinarySpan()" } => ", in place",
        { Kind: ViewMemberKind.View } => "; read each time that it is asked for",
        _ => "",
    };

    private void EmitRead() => _source.Blank().Line(
        $"static {_view.TypeName} global::TypedMq.IMqView<{_view.TypeName}>.Read(scoped ref global::TypedMq.MqReader reader) => {(_view.IsStub ? "throw new global::System.NotSupportedException()" : "new(ref reader)")};");
}
