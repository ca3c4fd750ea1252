using TypedMq.Interop;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.SysV;

namespace TypedMq.Tests.SysV;

/// <summary>The contracts of a System V queue lie beside its entry, and are about exactly this queue.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "typed")]
public sealed class SysVManifestTests : SysVTest
{
    private const string First = "manifest 1\nboth 0 Order\narray Order 0:long 1:int\n";
    private const string Changed = "manifest 1\nboth 0 Order\narray Order 0:long 1:string\n";

    private string ManifestFile => Path.Combine(Folder, "sysv-manifests", Name().Value);

    [Fact]
    public void It_is_gone_with_its_queue()
    {
        Open(Options() with { Manifest = First });
        Assert.EndsWith("\n" + First, File.ReadAllText(ManifestFile), StringComparison.Ordinal);
        Assert.True(Transport.Delete(Name()));
        Assert.False(Path.Exists(ManifestFile));
    }

    [Fact]
    public void A_queue_that_somebody_else_has_removed_takes_it_along()
    {
        MqQueue queue = Open(Options() with { Manifest = First });
        SystemVCalls.RemoveQueue(IdOf(queue));
        Open(Options() with { Manifest = Changed });
        Assert.EndsWith("\n" + Changed, File.ReadAllText(ManifestFile), StringComparison.Ordinal);
    }

    [Fact]
    public void A_queue_of_a_known_key_that_is_made_anew_knows_nothing_of_the_old_one()
    {
        SysVMqOptions keys = new();
        keys.UseKey(Name().Value, FreeKey());
        using SysVTransport transport = new(new(MqScope.Default, Logger), keys);
        MqQueue queue = Open(Options() with { Manifest = First }, transport);
        Assert.Throws<MqContractMismatchException>(() => Open(Options() with { Manifest = Changed }, transport));
        SystemVCalls.RemoveQueue(IdOf(queue));
        Open(Options() with { Manifest = Changed }, transport);
        Assert.Throws<MqContractMismatchException>(() => Open(Options() with { Manifest = First }, transport));
    }

    [Fact]
    public void What_is_no_entry_is_deleted_with_it()
    {
        Open(Options() with { Manifest = First }).Dispose();
        Own(IdOf(Open(Options())));
        File.WriteAllText(FileOf(), "garbage");
        Assert.True(Transport.Delete(Name()));
        Assert.False(Path.Exists(ManifestFile));
    }
}
