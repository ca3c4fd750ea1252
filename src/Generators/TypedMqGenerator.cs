using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Emit;
using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators;

/// <summary>
/// Writes a formatter for each contract and a proxy for each channel. Annotated types become models of plain values; models become source on
/// one branch, and what is wrong becomes diagnostics on the other. An edit that changes no model emits nothing again.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class TypedMqGenerator : IIncrementalGenerator
{
    /// <summary>Called before each type is parsed; tests let it throw.</summary>
    internal Action<ISymbol> BeforeParse { get; init; } = static _ => { };

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<EnvironmentModel> environment = context.CompilationProvider
            .Select(EnvironmentModel.From)
            .WithTrackingName(Steps.Environment);

        IncrementalValuesProvider<ParseResult<ContractModel>> contracts = context.SyntaxProvider
            .ForAttributeWithMetadataName(Names.ContractAttribute, static (node, _) => node is TypeDeclarationSyntax, (type, token) => Guard.Run(type, BeforeParse, ContractParser.Parse, token))
            .Where(static result => result is not null)
            .Select(static (result, _) => result!)
            .WithTrackingName(Steps.Contracts);

        IncrementalValuesProvider<ParseResult<ChannelModel>> channels = context.SyntaxProvider
            .ForAttributeWithMetadataName(Names.ChannelAttribute, static (node, _) => node is InterfaceDeclarationSyntax, (type, token) => Guard.Run(type, BeforeParse, ChannelParser.Parse, token))
            .Where(static result => result is not null)
            .Select(static (result, _) => result!)
            .WithTrackingName(Steps.Channels);

        context.RegisterSourceOutput(
            Models(contracts, environment, Steps.ContractModels),
            static (output, contract) => Emission.Emit(output, contract.HintName, contract.TypeName, contract, ContractEmitter.Emit));
        context.RegisterSourceOutput(
            Models(channels, environment, Steps.ChannelModels),
            static (output, channel) => Emission.Emit(output, channel.HintName, channel.InterfaceName, channel, ChannelEmitter.Emit));

        context.RegisterSourceOutput(Diagnostics(contracts, context.CompilationProvider, Steps.ContractDiagnostics), static (output, diagnostic) => output.ReportDiagnostic(diagnostic));
        context.RegisterSourceOutput(Diagnostics(channels, context.CompilationProvider, Steps.ChannelDiagnostics), static (output, diagnostic) => output.ReportDiagnostic(diagnostic));
        context.RegisterSourceOutput(environment.Combine(Any(contracts)).Combine(Any(channels)), static (output, state) =>
        {
            if (state.Left.Right || state.Right)
            {
                EnvironmentReport.Report(output, state.Left.Left);
            }
        });
    }

    private static IncrementalValuesProvider<T> Models<T>(IncrementalValuesProvider<ParseResult<T>> results, IncrementalValueProvider<EnvironmentModel> environment, string step)
        where T : class, IEquatable<T> => results
        .Combine(environment)
        .Where(static pair => pair.Left.Model is not null && pair.Right.IsSupported)
        .Select(static (pair, _) => pair.Left.Model!)
        .WithTrackingName(step);

    /// <summary>Only what is wrong meets the compilation, which is new after every edit: its tree makes a location that <c>#pragma</c> reaches.</summary>
    private static IncrementalValuesProvider<Diagnostic> Diagnostics<T>(IncrementalValuesProvider<ParseResult<T>> results, IncrementalValueProvider<Compilation> compilation, string step)
        where T : class, IEquatable<T> => results
        .SelectMany(static (result, _) => result.Diagnostics)
        .WithTrackingName(step)
        .Combine(compilation)
        .Select(static (pair, _) => pair.Left.In(pair.Right));

    private static IncrementalValueProvider<bool> Any<T>(IncrementalValuesProvider<T> values) => values.Collect().Select(static (all, _) => all.Length > 0);
}
