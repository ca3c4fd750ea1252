using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Emit;
using TypedMq.Generators.Model;
using TypedMq.Generators.Parsing;

namespace TypedMq.Generators;

/// <summary>
/// Writes a formatter for each contract, a proxy for each channel and the properties of each view. Annotated types become models of plain values; models become source on
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
        var environment = context.CompilationProvider.Select(EnvironmentModel.From).WithTrackingName(Steps.Environment);
        var contracts = Parse(context, Names.ContractAttribute, ContractParser.Parse).WithTrackingName(Steps.Contracts);
        var objects = Parse(context, Names.MessagePackObjectAttribute, ContractParser.ParseMessagePack).WithTrackingName(Steps.Contracts);
        var unions = Parse(context, Names.MessagePackUnionAttribute, ContractParser.ParseMessagePack).WithTrackingName(Steps.Contracts);
        var adopted = ParseAdopted(context).WithTrackingName(Steps.Contracts);
        var channels = Parse(context, Names.ChannelAttribute, ChannelParser.Parse).WithTrackingName(Steps.Channels);
        var views = Parse(context, Names.ViewAttribute, ViewParser.Parse).WithTrackingName(Steps.Views);

        EmitContracts(context, contracts, environment);
        EmitContracts(context, objects, environment);
        EmitContracts(context, unions, environment);
        EmitContracts(context, adopted, environment);
        context.RegisterSourceOutput(
            Models(channels, environment).WithTrackingName(Steps.ChannelModels),
            static (output, channel) => Emission.Emit(output, channel.HintName, channel.InterfaceName, channel, ChannelEmitter.Emit));
        context.RegisterSourceOutput(
            Models(views, environment).WithTrackingName(Steps.ViewModels),
            static (output, view) => Emission.Emit(output, view.HintName, view.TypeName, view, ViewEmitter.Emit));

        Report(context, channels, Steps.ChannelDiagnostics);
        Report(context, views, Steps.ViewDiagnostics);
        context.RegisterSourceOutput(
            environment.Combine(Any(Any(contracts), Any(objects), Any(unions), Any(adopted), Any(channels))),
            static (output, state) => EnvironmentReport.Report(output, state.Left, isUsed: state.Right));
    }

    private static void EmitContracts(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<ParseResult<ContractModel>> contracts,
        IncrementalValueProvider<EnvironmentModel> environment)
    {
        context.RegisterSourceOutput(
            Models(contracts, environment).WithTrackingName(Steps.ContractModels),
            static (output, contract) => Emission.Emit(output, contract.HintName, contract.TypeName, contract, ContractEmitter.Emit));
        Report(context, contracts, Steps.ContractDiagnostics);
    }

    /// <summary>Only what is wrong meets the compilation, which is new after every edit: its tree makes a location that <c>#pragma</c> reaches.</summary>
    private static void Report<T>(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<ParseResult<T>> results, string step)
        where T : class, IEquatable<T> => context.RegisterSourceOutput(
            results.SelectMany(static (result, _) => result.Diagnostics).WithTrackingName(step).Combine(context.CompilationProvider),
            static (output, pair) => output.ReportDiagnostic(pair.Left.In(pair.Right)));

    private IncrementalValuesProvider<ParseResult<T>> Parse<T>(
        IncrementalGeneratorInitializationContext context,
        string attribute,
        Func<GeneratorAttributeSyntaxContext, CancellationToken, ParseResult<T>?> parse)
        where T : class, IEquatable<T> => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            attribute,
            static (node, _) => node is TypeDeclarationSyntax,
            (type, cancellationToken) => Guard.Run(type, BeforeParse, parse, cancellationToken))
        .Where(static result => result is not null)
        .Select(static (result, _) => result!);

    /// <summary>A file may adopt many types: all of its attributes are found at once.</summary>
    private IncrementalValuesProvider<ParseResult<ContractModel>> ParseAdopted(IncrementalGeneratorInitializationContext context) => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            Names.ContractForAttribute,
            static (node, _) => node is CompilationUnitSyntax,
            (file, cancellationToken) => AdoptionParser.Parse(file, BeforeParse, cancellationToken))
        .SelectMany(static (results, _) => results);

    private static IncrementalValuesProvider<T> Models<T>(
        IncrementalValuesProvider<ParseResult<T>> results,
        IncrementalValueProvider<EnvironmentModel> environment)
        where T : class, IEquatable<T> => results
        .Combine(environment)
        .Where(static pair => pair.Left.Model is not null && pair.Right.IsSupported)
        .Select(static (pair, _) => pair.Left.Model!);

    private static IncrementalValueProvider<bool> Any<T>(IncrementalValuesProvider<T> values) =>
        values.Collect().Select(static (all, _) => all.Length > 0);

    private static IncrementalValueProvider<bool> Any(IncrementalValueProvider<bool> first, params IncrementalValueProvider<bool>[] others)
    {
        foreach (IncrementalValueProvider<bool> other in others)
        {
            first = first.Combine(other).Select(static (pair, _) => pair.Left || pair.Right);
        }

        return first;
    }
}
