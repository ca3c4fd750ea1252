using System.Xml.Linq;
using TypedMq.Tests.Tools;

namespace TypedMq.Tests;

/// <summary>What is published.</summary>
[Collection(BuildCollection.Name)]
public sealed class PackageTests(PackedPackages packages)
{
    private static readonly string[] Names = ["TypedMq", "TypedMq.Conformance", "TypedMq.Runtime", "TypedMq.Transports.Native"];

    public static TheoryData<string> All => [.. Names];

    [Fact]
    public void There_is_a_package_of_each_name_and_no_other() =>
        Assert.Equal(Names.Select(static name => $"{name}.{PackedPackages.Version}.nupkg").Order(), Directory.GetFiles(packages.Feed, "*.nupkg").Select(static file => Path.GetFileName(file)).Order());

    [Fact]
    public void The_runtime_carries_the_generator_and_the_code_fixes_and_nothing_of_the_compiler() => Assert.Equal(
        [
            "README.md",
            "TypedMq.Runtime.nuspec",
            "analyzers/dotnet/cs/TypedMq.Generators.CodeFixes.dll",
            "analyzers/dotnet/cs/TypedMq.Generators.dll",
            "lib/net10.0/TypedMq.Runtime.dll",
            "lib/net10.0/TypedMq.Runtime.xml",
            "lib/net9.0/TypedMq.Runtime.dll",
            "lib/net9.0/TypedMq.Runtime.xml",
        ],
        packages.Files("TypedMq.Runtime"));

    [Fact]
    public void The_transports_are_a_library_with_its_documentation() => Assert.Equal(
        [
            "README.md",
            "TypedMq.Transports.Native.nuspec",
            "lib/net10.0/TypedMq.Transports.Native.dll",
            "lib/net10.0/TypedMq.Transports.Native.xml",
            "lib/net9.0/TypedMq.Transports.Native.dll",
            "lib/net9.0/TypedMq.Transports.Native.xml",
        ],
        packages.Files("TypedMq.Transports.Native"));

    [Fact]
    public void The_conformance_suite_is_a_library_that_brings_what_tests_are_written_with_and_no_runner()
    {
        Assert.Equal(
            [
                "README.md",
                "TypedMq.Conformance.nuspec",
                "lib/net10.0/TypedMq.Conformance.dll",
                "lib/net10.0/TypedMq.Conformance.xml",
                "lib/net9.0/TypedMq.Conformance.dll",
                "lib/net9.0/TypedMq.Conformance.xml",
            ],
            packages.Files("TypedMq.Conformance"));
        foreach (XElement framework in packages.Metadata("TypedMq.Conformance").Element("dependencies")!.Elements())
        {
            Assert.Equal(["TypedMq.Runtime", "xunit.assert", "xunit.extensibility.core"], framework.Elements().Select(static dependency => dependency.Attribute("id")!.Value));
        }
    }

    [Fact]
    public void The_package_for_services_holds_nothing_and_brings_the_others()
    {
        Assert.Equal(["README.md", "TypedMq.nuspec", "lib/net10.0/_._", "lib/net9.0/_._"], packages.Files("TypedMq"));
        foreach (XElement framework in packages.Metadata("TypedMq").Element("dependencies")!.Elements())
        {
            Assert.Equal(["TypedMq.Runtime", "TypedMq.Transports.Native"], framework.Elements().Select(static dependency => dependency.Attribute("id")!.Value));
        }
    }

    /// <summary>Analyzers are excluded from what a dependency brings unless it says otherwise.</summary>
    [Theory]
    [InlineData("TypedMq")]
    [InlineData("TypedMq.Conformance")]
    [InlineData("TypedMq.Transports.Native")]
    public void Who_depends_on_the_runtime_passes_its_generator_on(string package)
    {
        XElement[] dependencies = [.. packages.Metadata(package).Descendants("dependency").Where(static dependency => dependency.Attribute("id")!.Value == "TypedMq.Runtime")];

        Assert.Equal(2, dependencies.Length);
        Assert.All(dependencies, static dependency => Assert.Equal(("All", null), (dependency.Attribute("include")?.Value, dependency.Attribute("exclude")?.Value)));
    }

    /// <summary>What the project pins for itself must not become what its users get.</summary>
    [Fact]
    public void The_runtime_depends_on_abstractions_options_and_health_checks_only() => Assert.All(
        packages.Metadata("TypedMq.Runtime").Descendants("dependency"),
        static dependency => Assert.Matches(@"^Microsoft\.Extensions\.([A-Za-z]+\.Abstractions|Options|Diagnostics\.HealthChecks)$", dependency.Attribute("id")!.Value));

    [Theory]
    [InlineData("TypedMq.Conformance")]
    [InlineData("TypedMq.Runtime")]
    [InlineData("TypedMq.Transports.Native")]
    public void There_are_symbols_for_each_library(string package) => Assert.Equal(
        [$"{package}.nuspec", $"lib/net10.0/{package}.pdb", $"lib/net9.0/{package}.pdb"],
        packages.Files(package, "snupkg").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(All))]
    public void A_package_says_what_it_is_where_it_comes_from_and_under_which_licence(string package)
    {
        XElement metadata = packages.Metadata(package);

        Assert.Equal("MIT", metadata.Element("license")!.Value);
        Assert.Equal("README.md", metadata.Element("readme")!.Value);
        Assert.Equal("https://github.com/typedmq/typedmq", metadata.Element("repository")!.Attribute("url")!.Value);
        Assert.Equal("https://github.com/typedmq/typedmq", metadata.Element("projectUrl")!.Value);
        Assert.Contains("linux", metadata.Element("tags")!.Value.Split(' '));
        Assert.Contains("Linux host", metadata.Element("description")!.Value, StringComparison.Ordinal);
    }
}
