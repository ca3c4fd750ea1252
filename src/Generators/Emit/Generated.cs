namespace TypedMq.Generators.Emit;

/// <summary>Fragments that all generated files share.</summary>
internal static class Generated
{
    /// <summary>The attribute that tells tools who wrote a type.</summary>
    public static readonly string Attribute =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"TypedMq.Generators\", \"{typeof(Generated).Assembly.GetName().Version.ToString(3)}\")]";

    public const string Accessor = "[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.";
}
