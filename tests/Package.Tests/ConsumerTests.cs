using System.Text.Json;
using TypedMq.Tests.Tools;

namespace TypedMq.Tests;

/// <summary>What somebody builds who installs the packages into an empty cache.</summary>
[Collection(BuildCollection.Name)]
public sealed class ConsumerTests(PackedPackages packages)
{
    private const string DirectoryBuildProps = """
        <Project>
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <AnalysisMode>Recommended</AnalysisMode>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
          </PropertyGroup>
        </Project>
        """;

    private const string ContractsProject = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <ItemGroup>
            <PackageReference Include="TypedMq.Runtime" Version="{PackedPackages.Version}" />
          </ItemGroup>
        </Project>
        """;

    private const string ContractsCode = """
        using TypedMq;

        namespace Shop;

        /// <summary>An order.</summary>
        [MqContract]
        public readonly record struct OrderPlaced(long Id, string Symbol, decimal Price, OrderLine[] Lines);

        /// <summary>A line of it.</summary>
        [MqContract]
        public sealed record OrderLine(int Count, string? Note);
        """;

    /// <summary>It installs nothing: what the contracts need comes with them.</summary>
    private const string ChannelsProject = """
        <Project Sdk="Microsoft.NET.Sdk">
          <ItemGroup>
            <ProjectReference Include="../Contracts/Contracts.csproj" />
          </ItemGroup>
        </Project>
        """;

    private const string ChannelsCode = """
        using TypedMq;

        namespace Shop;

        /// <summary>Orders.</summary>
        [MqChannel("orders", Capacity = 2, MaxMessageBytes = 256)]
        public interface IOrders : IMqQueue<OrderPlaced>;
        """;

    private const string ServiceProject = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="TypedMq" Version="{PackedPackages.Version}" />
            <ProjectReference Include="../Channels/Channels.csproj" />
          </ItemGroup>
        </Project>
        """;

    private const string ServiceCode = """
        using Shop;
        using TypedMq;

        using MqNode node = MqNode.Create(options => options.UsePosix());
        try
        {
            IOrders orders = node.Open<IOrders>(options => options.Name = args[0]);
            orders.Send(new OrderPlaced(42, "ACME", 9.99m, [new(7, null)]));
            OrderPlaced order = orders.Receive();
            Console.WriteLine(FormattableString.Invariant($"{order.Id} {order.Symbol} {order.Price} {order.Lines[0]}"));
        }
        finally
        {
            node.Delete(args[0]);
        }
        """;

    private const string ConformanceProject = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <ItemGroup>
            <PackageReference Include="TypedMq.Conformance" Version="{PackedPackages.Version}" />
            <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.11.0" />
            <PackageReference Include="xunit" Version="2.9.3" />
            <PackageReference Include="xunit.runner.visualstudio" Version="3.1.5" />
          </ItemGroup>
        </Project>
        """;

    private const string ConformanceCode = """
        using TypedMq;
        using TypedMq.Conformance;

        namespace Mine;

        /// <summary>What every transport must do, mine too.</summary>
        public sealed class MineConformance : TransportConformance
        {
            /// <inheritdoc/>
            protected override void Configure(MqOptions options) => options.UseInProcess();
        }
        """;

    /// <summary>Contracts in one project, channels in a second, a service in a third.</summary>
    [Fact]
    public void A_solution_that_installs_the_packages_builds_without_a_warning_and_works()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> environment = Prepare(folder);
        folder.Write("Contracts/Contracts.csproj", ContractsProject);
        folder.Write("Contracts/Contracts.cs", ContractsCode);
        folder.Write("Channels/Channels.csproj", ChannelsProject);
        folder.Write("Channels/Channels.cs", ChannelsCode);
        folder.Write("Service/Service.csproj", ServiceProject);
        folder.Write("Service/Program.cs", ServiceCode);

        string build = Command.DotNet(folder.FullPath, environment, "build", "Service", "-c", "Release", "--output", folder["program"]);

        Assert.Contains("0 Warning(s)", build, StringComparison.Ordinal);
        foreach (string project in new[] { "Contracts", "Channels", "Service" })
        {
            string[] analyzers = Analyzers(folder, environment, project);
            Assert.Single(analyzers, static file => file == "TypedMq.Generators.dll");
            Assert.DoesNotContain("Microsoft.CodeAnalysis.dll", analyzers);
        }

        string queue = $"consumer-{Environment.ProcessId}-{Guid.NewGuid():n}";
        try
        {
            Assert.Equal("42 ACME 9.99 OrderLine { Count = 7, Note =  }\n", Command.DotNet(folder.FullPath, environment, folder["program", "Service.dll"], queue));
        }
        finally
        {
            using MqNode node = MqNode.Create(static options => options.UsePosix());
            node.Delete(queue);
        }
    }

    /// <summary>Somebody's own transport is held to what all of them must do. Here it is the one in memory.</summary>
    [Fact]
    public void The_conformance_suite_runs_for_a_transport_of_somebody_elses()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> environment = Prepare(folder);
        folder.Write("Tests/Tests.csproj", ConformanceProject);
        folder.Write("Tests/MineConformance.cs", ConformanceCode);

        string output = Command.DotNet(folder.FullPath, environment, "test", "Tests", "-c", "Release");

        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
        Assert.Matches(@"Passed! +- Failed: +0, Passed: +[1-9][0-9]+, Skipped: +0,", output);
    }

    /// <summary>An empty cache, and a source that has the packages.</summary>
    private Dictionary<string, string> Prepare(TemporaryFolder folder)
    {
        folder.Write("NuGet.config", $"<configuration><packageSources><add key=\"packed\" value=\"{packages.Feed}\" /></packageSources></configuration>");
        folder.Write("Directory.Build.props", DirectoryBuildProps);
        return new() { ["NUGET_PACKAGES"] = folder["packages"], ["TYPEDMQ_SCOPE_ROOT"] = folder.FullPath };
    }

    /// <summary>The files that the compiler of a project loads as analyzers.</summary>
    private static string[] Analyzers(TemporaryFolder folder, Dictionary<string, string> environment, string project)
    {
        string json = Command.DotNet(folder.FullPath, environment, "msbuild", $"{project}/{project}.csproj", "-t:ResolveLockFileAnalyzers", "-getItem:Analyzer");
        return [.. JsonDocument.Parse(json).RootElement.GetProperty("Items").GetProperty("Analyzer").EnumerateArray().Select(static item => Path.GetFileName(item.GetProperty("Identity").GetString()!))];
    }
}
