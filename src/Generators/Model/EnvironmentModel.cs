using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedMq.Generators.Model;

/// <summary>Whether generated code can compile here at all.</summary>
/// <param name="LanguageVersion">The version of C#, when it is too old; null when it is not.</param>
/// <param name="MissingType">The type of the runtime that cannot be found; null when all are there.</param>
internal sealed record EnvironmentModel(string? LanguageVersion, string? MissingType)
{
    /// <summary>C# 13: Roslyn 4.8, which the generator is built with, has no name for it yet.</summary>
    private const LanguageVersion Required = (LanguageVersion)1300;

    /// <summary>One type of each part of the runtime that generated code calls, the newest last.</summary>
    private static readonly string[] RuntimeTypes = ["TypedMq.IMqFormatter`1", "TypedMq.MqSize", "TypedMq.Channels.MqChannelRegistry", "TypedMq.IMqView`1"];

    public bool IsSupported => LanguageVersion is null && MissingType is null;

    public static EnvironmentModel From(Compilation compilation, CancellationToken cancellationToken)
    {
        LanguageVersion version = ((CSharpCompilation)compilation).LanguageVersion;
        string? missing = null;
        foreach (string type in RuntimeTypes)
        {
            if (compilation.GetTypeByMetadataName(type) is null)
            {
                missing = type;
                break;
            }
        }

        return new(version < Required ? version.ToDisplayString() : null, missing);
    }
}
