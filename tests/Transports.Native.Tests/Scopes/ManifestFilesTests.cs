using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Scopes;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.Posix;

namespace TypedMq.Tests.Scopes;

/// <summary>The contracts of a kernel's queue lie beside it: they come with it and go with it, whoever made or removed it.</summary>
[Trait("Transport", "posix")]
[Trait("Layer", "typed")]
public sealed class ManifestFilesTests : PosixTest
{
    private const string First = "manifest 1\nboth 0 Order\narray Order 0:long 1:int\n";
    private const string Second = "manifest 1\nboth 0 Order\narray Order 0:long 1:long 2:string?\n";
    private const string Changed = "manifest 1\nboth 0 Order\narray Order 0:long 1:string\n";

    private static string Folder => Path.Combine(ScopeRoot, $"typedmq-{Libc.EffectiveUser()}", "posix-manifests");

    private string File => Path.Combine(Folder, Name().Value);

    [Fact]
    public void A_file_says_which_queue_it_is_about_and_is_gone_with_it()
    {
        Open(Options() with { Manifest = First });
        Open(Options() with { Manifest = Second });
        string text = System.IO.File.ReadAllText(File);
        Assert.StartsWith($"queue {BootId.Current:n} ", text, StringComparison.Ordinal);
        Assert.EndsWith("\n" + First + Second, text, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));

        Assert.True(Transport.Delete(Name()));
        Assert.False(Path.Exists(File));
    }

    [Fact]
    public void A_queue_that_another_program_has_removed_and_made_anew_knows_nothing_of_the_old_one()
    {
        Open(Options() with { Manifest = First }).Dispose();
        PosixMq.Unlink("/" + Name().Value);
        using PosixMq made = PosixMq.Create("/" + Name().Value, MqAccess.Both, UnixFileMode.UserRead | UnixFileMode.UserWrite, new(4, 200));
        Open(Options() with { Manifest = Changed, Capacity = null, MaxMessageBytes = null });
        Assert.Throws<MqContractMismatchException>(() => Open(Options() with { Manifest = First, Capacity = null, MaxMessageBytes = null }));
    }

    [Fact]
    public void The_file_of_a_queue_that_another_program_has_removed_goes_when_queues_are_listed()
    {
        Open(Options() with { Manifest = First }).Dispose();
        PosixMq.Unlink("/" + Name().Value);
        Assert.DoesNotContain(Name(), Transport.List());
        Assert.False(Path.Exists(File));
    }

    [Fact]
    public void A_queue_keeps_its_file_while_it_is_open_and_its_successor_has_its_own()
    {
        Open(Options() with { Manifest = First });
        Assert.True(Transport.Delete(Name()));
        Open(Options() with { Manifest = Changed });
        Assert.EndsWith("\n" + Changed, System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("empty")]
    [InlineData("large")]
    [InlineData("link")]
    [InlineData("fifo")]
    public void What_else_lies_there_counts_for_nothing_and_is_replaced(string what)
    {
        Open(Options() with { Manifest = First }).Dispose();
        System.IO.File.Delete(File);
        string victim = Path.Combine(ScopeRoot, $"victim-{Guid.NewGuid():n}");
        System.IO.File.WriteAllText(victim, "not ours");
        switch (what)
        {
            case "link":
                System.IO.File.CreateSymbolicLink(File, victim);
                break;
            case "fifo":
                ChildProcess.Run(["/usr/bin/mkfifo", File], ScopeRoot);
                break;
            default:
                System.IO.File.WriteAllText(File, what == "text" ? "garbage" : new string('x', what == "empty" ? 0 : 1 << 20));
                break;
        }

        Open(Options() with { Manifest = Changed });
        Assert.EndsWith("\n" + Changed, System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.Null(new FileInfo(File).LinkTarget);
        Assert.Equal("not ours", System.IO.File.ReadAllText(victim));
        System.IO.File.Delete(victim);
    }

    [Fact]
    public void A_folder_in_the_place_of_the_file_is_an_error_that_names_it()
    {
        Open(Options()).Dispose();
        Directory.CreateDirectory(File);
        MqException error = Assert.Throws<MqException>(() => Open(Options() with { Manifest = First }));
        Assert.Contains(Folder, error.Message, StringComparison.Ordinal);
        Directory.Delete(File);
    }

    [Fact]
    public void What_a_killed_writer_left_is_in_nobodys_way()
    {
        Open(Options() with { Manifest = First });
        string draft = Path.Combine(Path.GetDirectoryName(Folder)!, "manifests.draft");
        System.IO.File.WriteAllText(draft, "half of");
        Open(Options() with { Manifest = Second });
        Assert.EndsWith("\n" + First + Second, System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.False(Path.Exists(draft));
    }

    [SkippableFact]
    public void In_the_scope_of_a_group_the_file_is_the_group_s_whatever_the_umask()
    {
        Need.That(Environment.UserName == "root" && UnixGroup.Find("daemon") is not null, "Only root can give folders to any group.");
        MqScope scope = MqScope.Create($"g{Environment.ProcessId}", "daemon");
        using PosixTransport transport = new(new(scope, Logger));
        try
        {
            transport.Open(Options() with { Manifest = First }).Dispose();
            string folder = Path.Combine(ScopeRoot, $"typedmq.{scope.Name}");
            using DescriptorHandle file = new(Libc.Open(Path.Combine(folder, "posix-manifests", Name().Value), Libc.OpenReadOnly | Libc.OpenCloseOnExec, mode: 0));
            Assert.Equal(0, FileStatus.Read(file, out FileStatus status));
            Assert.Equal((0b110_110_000u, UnixGroup.Find("daemon")), (status.Mode, status.Group));
        }
        finally
        {
            transport.Delete(Name());
            Directory.Delete(Path.Combine(ScopeRoot, $"typedmq.{scope.Name}"), recursive: true);
        }
    }

    [Fact]
    public void Who_is_known_already_needs_no_lock()
    {
        Open(Options() with { Manifest = First });
        using ScopeLock held = ScopeLock.Acquire(ScopeFolder.Open(MqScope.Default, "test"), "manifests.lock", "test");
        Open(Options() with { Manifest = First });
        Assert.Throws<MqContractMismatchException>(() => Open(Options() with { Manifest = Changed }));
    }
}
