namespace TypedMq.Generators;

/// <summary>The names of the pipeline's steps, by which tests ask why a step ran.</summary>
internal static class Steps
{
    public const string Environment = nameof(Environment);
    public const string Contracts = nameof(Contracts);
    public const string ContractModels = nameof(ContractModels);
    public const string ContractDiagnostics = nameof(ContractDiagnostics);
    public const string Channels = nameof(Channels);
    public const string ChannelModels = nameof(ChannelModels);
    public const string ChannelDiagnostics = nameof(ChannelDiagnostics);
    public const string Views = nameof(Views);
    public const string ViewModels = nameof(ViewModels);
    public const string ViewDiagnostics = nameof(ViewDiagnostics);
}
