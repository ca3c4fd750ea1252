using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using TypedMq.Generators.Diagnostics;

namespace TypedMq.Generators.Emit;

/// <summary>Adds one generated file; an exception becomes TMQ0009 for its type, and the other files are there all the same.</summary>
internal static class Emission
{
    /// <summary>Without a byte order mark: the files are read by people and compared by tools.</summary>
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public static void Emit<T>(SourceProductionContext output, string hintName, string typeName, T model, Func<T, string> emit)
    {
        try
        {
            output.AddSource(hintName, SourceText.From(emit(model), Utf8));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            output.ReportDiagnostic(Diagnostic.Create(Descriptors.GeneratorFailed, Location.None, typeName, $"{error.GetType().Name}: {error.Message}"));
        }
    }
}
