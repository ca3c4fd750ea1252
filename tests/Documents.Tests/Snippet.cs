using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedMq.Documents.Tests;

/// <summary>Code as documents show it, in the order that the compiler wants: statements may stand behind the types that they use.</summary>
internal sealed class Snippet
{
    private readonly List<UsingDirectiveSyntax> _usings = [];
    private readonly List<AttributeListSyntax> _attributes = [];
    private readonly List<MemberDeclarationSyntax> _statements = [];
    private readonly List<MemberDeclarationSyntax> _types = [];

    public Snippet(params string[] parts)
    {
        foreach (string part in parts)
        {
            CompilationUnitSyntax unit = SyntaxFactory.ParseCompilationUnit(part);
            _usings.AddRange(unit.Usings);
            _attributes.AddRange(unit.AttributeLists);
            foreach (MemberDeclarationSyntax member in unit.Members)
            {
                (member is GlobalStatementSyntax ? _statements : _types).Add(member);
            }
        }
    }

    public bool HasStatements => _statements.Count > 0;

    /// <summary>The names of its types.</summary>
    public IEnumerable<string> Names => _types.Select(NameOf);

    /// <summary>All of it.</summary>
    public override string ToString() => Join([.. _usings, .. _attributes, .. _statements, .. _types]);

    /// <summary>What later code on the page may use: its types, without those that are declared anew there.</summary>
    public string Library(IReadOnlySet<string> declaredAnew) => Join([.. _usings, .. _types.Where(type => !declaredAnew.Contains(NameOf(type)))]);

    private static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declaration => declaration.Identifier.Text,
        DelegateDeclarationSyntax declaration => declaration.Identifier.Text,
        BaseNamespaceDeclarationSyntax declaration => declaration.Name.ToString(),
        _ => type.ToString(),
    };

    private static string Join(IEnumerable<SyntaxNode> nodes) => string.Concat(nodes.Select(static node => node.ToFullString() + "\n"));
}
