using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Diagnostics;

/// <summary>Says once for a compilation why nothing can be generated in it.</summary>
internal static class EnvironmentReport
{
    /// <summary>Reports, if the compilation has anything to generate for.</summary>
    public static void Report(SourceProductionContext output, EnvironmentModel environment, bool isUsed)
    {
        if (!isUsed)
        {
            return;
        }

        if (environment.LanguageVersion is { } version)
        {
            output.ReportDiagnostic(Diagnostic.Create(Descriptors.LanguageVersion, Location.None, version));
        }

        if (environment.MissingType is { } type)
        {
            output.ReportDiagnostic(Diagnostic.Create(Descriptors.RuntimeMissing, Location.None, type));
        }
    }
}
