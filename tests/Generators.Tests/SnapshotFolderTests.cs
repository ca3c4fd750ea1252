using System.Reflection;
using TypedMq.Generators.Tests.Harness;

namespace TypedMq.Generators.Tests;

public class SnapshotFolderTests
{
    [Fact]
    public void Every_snapshot_belongs_to_a_test()
    {
        HashSet<string> tests = [.. typeof(SnapshotFolderTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods())
            .Where(static method => method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(static method => $"{method.DeclaringType!.Name}.{method.Name}{Snapshot.Extension}")];

        Assert.All(Directory.GetFiles(Snapshot.Folder), file => Assert.Contains(Path.GetFileName(file), tests));
    }
}
