using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace TypedMq.Generators.Model;

/// <summary>Where something is in the source, without the tree itself: a tree would keep its compilation alive and never be equal to the next.</summary>
/// <param name="FilePath">The path of the file.</param>
/// <param name="Span">The characters.</param>
/// <param name="Lines">The same in lines.</param>
internal sealed record LocationInfo(string FilePath, TextSpan Span, LinePositionSpan Lines)
{
    public static LocationInfo? From(SyntaxNode? node) => node is null ? null : From(node.GetLocation());

    public static LocationInfo? From(SyntaxToken token) => From(token.GetLocation());

    public static LocationInfo? From(Location location) => location.SourceTree is null
        ? null
        : new(location.SourceTree.FilePath, location.SourceSpan, location.GetLineSpan().Span);

    /// <summary>The location in the tree that it came from, so that <c>#pragma warning</c> is seen.</summary>
    public Location In(Compilation compilation)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            if (tree.FilePath == FilePath && Span.End <= tree.Length)
            {
                return Location.Create(tree, Span);
            }
        }

        return Location.Create(FilePath, Span, Lines);
    }
}
