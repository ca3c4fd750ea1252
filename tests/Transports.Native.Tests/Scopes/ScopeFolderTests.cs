using System.Diagnostics;
using TypedMq.Interop;
using TypedMq.Scopes;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.Scopes;

/// <summary>The folder of a scope is trusted only when nobody else can have made or changed it.</summary>
[Collection(PosixCollection.Name)]
public sealed class ScopeFolderTests(ScopeRoot root) : IDisposable
{
    private readonly string _name = "s" + Guid.NewGuid().ToString("n")[..20];

    private MqScope Scope => MqScope.Create(_name);

    private string FolderPath => Path.Combine(root.FullPath, $"typedmq-{Libc.EffectiveUser()}.{_name}");

    [Fact]
    public void It_is_made_for_the_user_alone_and_notes_the_IPC_namespace()
    {
        ScopeFolder folder = ScopeFolder.Open(Scope, "orders");
        Assert.Equal(FolderPath, folder.FullPath);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(FolderPath));
        Assert.Equal([Path.Combine(FolderPath, ".ipc-namespace")], Directory.GetFileSystemEntries(FolderPath));
        Assert.Equal($"{IpcNamespace.Current}\n", File.ReadAllText(Path.Combine(FolderPath, ".ipc-namespace")));
        Assert.NotEqual(0ul, IpcNamespace.Current);
        Assert.Equal(FolderPath, ScopeFolder.Open(Scope, "orders").FullPath);
    }

    [Fact]
    public void A_folder_that_others_may_enter_is_refused_with_the_remedy()
    {
        ScopeFolder.Open(Scope, "orders");
        File.SetUnixFileMode(FolderPath, (UnixFileMode)0b111_101_101);
        MqAccessDeniedException error = Assert.Throws<MqAccessDeniedException>(() => ScopeFolder.Open(Scope, "orders"));
        Assert.Contains("has mode 0755", error.Message, StringComparison.Ordinal);
        Assert.Contains($"chmod 700 {FolderPath}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_in_its_place_is_refused_also_when_it_leads_to_a_good_folder()
    {
        string good = Path.Combine(root.FullPath, "good-" + _name);
        Directory.CreateDirectory(good, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(FolderPath, good);
        Assert.Contains("is a link or a file", Assert.Throws<MqAccessDeniedException>(() => ScopeFolder.Open(Scope, "orders")).Message, StringComparison.Ordinal);
        File.Delete(FolderPath);
        File.WriteAllText(FolderPath, "");
        Assert.Contains("is a link or a file", Assert.Throws<MqAccessDeniedException>(() => ScopeFolder.Open(Scope, "orders")).Message, StringComparison.Ordinal);
        File.Delete(FolderPath);
        Directory.Delete(good);
    }

    [Fact]
    public async Task A_note_of_the_IPC_namespace_that_is_no_file_is_refused_without_waiting_for_it()
    {
        ScopeFolder.Open(Scope, "orders");
        string note = Path.Combine(FolderPath, ".ipc-namespace");
        File.Delete(note);
        using (Process mkfifo = Process.Start("mkfifo", [note]))
        {
            mkfifo.WaitForExit();
        }

        Task<MqException> refusal = Task.Run(() => Assert.Throws<MqException>(() => ScopeFolder.Open(Scope, "orders")));
        bool ended = await Task.WhenAny(refusal, Task.Delay(PosixTest.Bound)) == refusal;
        if (!ended)
        {
            using FileStream writer = new(note, FileMode.Open, FileAccess.Write);
        }

        Assert.True(ended, "It waits for a FIFO.");
        Assert.Contains(note, (await refusal).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_folder_of_another_user_is_refused()
    {
        Need.That(Environment.UserName == "root", "Only root can give folders away.");
        ScopeFolder.Open(Scope, "orders");
        GiveAway(user: 65534, group: uint.MaxValue);
        Assert.Contains("user 65534", Assert.Throws<MqAccessDeniedException>(() => ScopeFolder.Open(Scope, "orders")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_IPC_namespace_is_refused_by_both_inodes()
    {
        ScopeFolder.Open(Scope, "orders");
        File.WriteAllText(Path.Combine(FolderPath, ".ipc-namespace"), "17\n");
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => ScopeFolder.Open(Scope, "orders"));
        Assert.Contains("IPC namespace 17 ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"in {IpcNamespace.Current},", error.Message, StringComparison.Ordinal);
        Assert.Contains($"delete {FolderPath}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_that_make_it_at_once_all_get_it_and_no_draft_is_left()
    {
        using Barrier barrier = new(20);
        NativeThread[] threads = [.. Enumerable.Range(0, 20).Select(_ => new NativeThread(() =>
        {
            barrier.SignalAndWait(PosixTest.Bound);
            ScopeFolder.Open(Scope, "orders");
        }))];
        await Task.WhenAll(threads.Select(thread => thread.Completion));
        Assert.Single(Directory.GetFileSystemEntries(FolderPath));
    }

    [SkippableFact]
    public async Task That_of_a_group_appears_with_its_group_and_mode_at_once()
    {
        Need.That(Environment.UserName == "root", "Only root can give folders to any group.");
        MqScope scope = MqScope.Create(_name, "daemon");
        string path = Path.Combine(root.FullPath, $"typedmq.{_name}");
        try
        {
            using Barrier barrier = new(20);
            NativeThread[] threads = [.. Enumerable.Range(0, 20).Select(_ => new NativeThread(() =>
            {
                barrier.SignalAndWait(PosixTest.Bound);
                Assert.Equal(UnixGroup.Find("daemon"), ScopeFolder.Open(scope, "orders").Group);
            }))];
            await Task.WhenAll(threads.Select(thread => thread.Completion));
            Assert.Equal((UnixFileMode)0b010_111_111_000, File.GetUnixFileMode(path));
            Assert.Equal([path], Directory.GetFileSystemEntries(root.FullPath, $"*{_name}*"));

            File.SetUnixFileMode(path, (UnixFileMode)0b010_111_111_111);
            Assert.Contains("install -d -m 2770 -g daemon", Assert.Throws<MqAccessDeniedException>(() => ScopeFolder.Open(scope, "orders")).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    [Fact]
    public void A_group_that_does_not_exist_is_refused_by_name() =>
        Assert.Contains("no-such-group", Assert.Throws<MqConfigurationException>(() => ScopeFolder.Open(MqScope.Create(_name, "no-such-group"), "orders")).Message, StringComparison.Ordinal);

    public void Dispose()
    {
        if (Directory.Exists(FolderPath))
        {
            Directory.Delete(FolderPath, recursive: true);
        }
    }

    private void GiveAway(uint user, uint group)
    {
        using DescriptorHandle folder = new(Libc.Open(FolderPath, Libc.OpenReadOnly | Libc.OpenDirectory, 0));
        Assert.Equal(0, Libc.ChangeOwner(folder, user, group));
    }
}
