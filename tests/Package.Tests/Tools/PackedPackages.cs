using System.IO.Compression;
using System.Xml.Linq;

namespace TypedMq.Tests.Tools;

/// <summary>The packages, packed into a folder as they are published.</summary>
public sealed class PackedPackages : IDisposable
{
    /// <summary>A version that no registry has, so that what is tested is what was packed.</summary>
    public const string Version = "99.0.0-test";

    private readonly TemporaryFolder _folder = new();

    public PackedPackages()
    {
        try
        {
            Command.DotNet(
                TemporaryFolder.Repository, new Dictionary<string, string>(),
                "pack", "src/TypedMq.Packages.slnf", "-c", "Release", "-p:Version=" + Version, "--artifacts-path", _folder["artifacts"], "--output", Feed);
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
    }

    /// <summary>The folder that the packages are in.</summary>
    public string Feed => _folder["feed"];

    /// <summary>The names of all files, without those that make a zip file a package.</summary>
    public string[] Files(string package, string extension = "nupkg")
    {
        using ZipArchive archive = Open(package, extension);
        return [.. archive.Entries
            .Select(static entry => entry.FullName)
            .Where(static name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml")
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>What the package says of itself.</summary>
    public XElement Metadata(string package)
    {
        using ZipArchive archive = Open(package, "nupkg");
        using Stream nuspec = archive.GetEntry(package + ".nuspec")!.Open();
        XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single();
        foreach (XElement element in metadata.DescendantsAndSelf())
        {
            element.Name = element.Name.LocalName;
        }

        return metadata;
    }

    public void Dispose() => _folder.Dispose();

    private ZipArchive Open(string package, string extension) => ZipFile.OpenRead(Path.Combine(Feed, $"{package}.{Version}.{extension}"));
}
