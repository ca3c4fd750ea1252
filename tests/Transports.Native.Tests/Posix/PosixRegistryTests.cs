using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Scopes;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.Posix;

namespace TypedMq.Tests.Posix;

/// <summary>The notes of which queues a scope has, and what they cost.</summary>
[Trait("Transport", "posix")]
[Trait("Layer", "typed")]
public sealed class PosixRegistryTests : PosixTest
{
    private readonly MqScope _scope = MqScope.Create($"t{Environment.ProcessId}");
    private readonly PosixTransport _scoped;

    public PosixRegistryTests() => _scoped = new(new(_scope, Logger));

    protected override void Dispose(bool disposing)
    {
        foreach (MqQueueName name in _scoped.List())
        {
            _scoped.Delete(name);
        }

        _scoped.Dispose();
        base.Dispose(disposing);
    }

    [Fact]
    public void A_created_queue_is_listed_until_it_is_deleted()
    {
        MqQueueName first = MqQueueName.Parse("first"), longest = MqQueueName.Parse(new string('x', 230));
        Create(first).Dispose();
        Create(longest).Dispose();
        Assert.Equal([first, longest], _scoped.List().OrderBy(name => name.Value));
        Assert.True(_scoped.Delete(longest));
        Assert.Equal([first], _scoped.List());
        Assert.DoesNotContain(first, Transport.List());
    }

    [Fact]
    public void A_queue_that_another_program_has_unlinked_is_not_listed_and_its_note_goes()
    {
        MqQueueName name = MqQueueName.Parse("orders");
        Create(name).Dispose();
        PosixMq.Unlink("/" + _scope.QualifiedName(name));
        Assert.Empty(_scoped.List());
        Assert.Empty(Notes());
    }

    [Fact]
    public void A_queue_whose_note_was_lost_gets_one_when_it_is_opened()
    {
        MqQueueName name = MqQueueName.Parse("orders");
        using MqQueue queue = Create(name);
        File.Delete(Assert.Single(Notes()));
        _scoped.Open(new() { Name = name }).Dispose();
        Assert.Equal([name], _scoped.List());
        Assert.Equal($"1 80 {Libc.EffectiveUser()}\n", File.ReadAllText(Assert.Single(Notes())));
    }

    [SkippableFact]
    public void A_queue_that_somebody_else_owns_keeps_its_note_when_it_cannot_be_deleted()
    {
        Need.That(Environment.UserName == "root", "Needs root, to become another user.");
        MqQueue queue = Open();
        Assert.Equal([$"{nameof(MqAccessDeniedException)} {Errno.EACCES}"], ChildProcess.Run(OtherRoot(), ChildProcess.AsOtherUser, "delete", queue.Name.Value));
        Assert.Contains(queue.Name, Transport.List());
    }

    [Fact]
    public void Listing_opens_no_queue_and_so_ends_no_registration()
    {
        MqQueueName name = MqQueueName.Parse("orders");
        using MqQueue queue = Create(name);
        using PosixMq raw = PosixMq.Open("/" + _scope.QualifiedName(name), MqAccess.Both);
        raw.RequestNotification(() => { });
        Assert.Equal([name], _scoped.List());
        Assert.Equal(Environment.ProcessId, raw.GetStatus().NotifiedProcess);
    }

    [Fact]
    public async Task What_is_no_note_is_neither_waited_for_nor_believed_nor_deleted()
    {
        MqQueueName name = MqQueueName.Parse("orders");
        Create(name).Dispose();
        string folder = Path.GetDirectoryName(Assert.Single(Notes()))!;

        // Opening a FIFO that nobody writes to blocks.
        string[] names = ["fifo", "empty", "text", "large", "link"];
        string[] paths = [.. names.Select(file => Path.Combine(folder, file))];
        using (Process mkfifo = Process.Start("mkfifo", [paths[0]]))
        {
            mkfifo.WaitForExit();
        }

        File.WriteAllText(paths[1], "");
        File.WriteAllText(paths[2], "root:x:0:0\n");
        File.WriteAllText(paths[3], "1 80 0" + new string(' ', 100_000));
        string elsewhere = Path.GetTempFileName();
        File.WriteAllText(elsewhere, "1 80 0\n");
        File.CreateSymbolicLink(paths[4], elsewhere);
        try
        {
            Task<IReadOnlyList<MqQueueName>> list = Task.Run(_scoped.List);
            bool ended = await Task.WhenAny(list, Task.Delay(Bound)) == list;
            if (!ended)
            {
                using FileStream writer = new(paths[0], FileMode.Open, FileAccess.Write);
            }

            Assert.True(ended, "Listing waits for a FIFO.");
            Assert.Equal([name], await list);
            Assert.All(paths[1..], static path => Assert.True(File.Exists(path), path));

            // A queue of the name takes its place.
            Create(MqQueueName.Parse("text")).Dispose();
            Assert.Contains(MqQueueName.Parse("text"), _scoped.List());
        }
        finally
        {
            _scoped.Delete(MqQueueName.Parse("text"));
            foreach (string path in paths.Append(elsewhere))
            {
                File.Delete(path);
            }
        }
    }

    [Fact]
    public void A_link_in_the_place_of_its_folder_is_refused_and_what_it_leads_to_is_left_alone()
    {
        Create(MqQueueName.Parse("orders")).Dispose();
        string folder = Path.GetDirectoryName(Assert.Single(Notes()))!;
        string elsewhere = Directory.CreateTempSubdirectory("typedmq-elsewhere-").FullName;
        string victim = Path.Combine(elsewhere, "1 2 3");
        File.WriteAllText(victim, "1 80 0\n");
        Directory.Move(folder, folder + "-aside");
        Directory.CreateSymbolicLink(folder, elsewhere);
        try
        {
            using PosixTransport other = new(new(_scope, Logger));
            Assert.Contains("is a link or a file", Assert.Throws<MqAccessDeniedException>(() => other.List()).Message, StringComparison.Ordinal);
            Assert.Throws<MqAccessDeniedException>(() => other.Open(new() { Name = MqQueueName.Parse("new"), Capacity = 1, MaxMessageBytes = 1 }));
            Assert.True(File.Exists(victim));
        }
        finally
        {
            File.Delete(folder);
            Directory.Move(folder + "-aside", folder);
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [SkippableFact]
    public void In_the_scope_of_a_group_the_notes_are_the_groups()
    {
        Need.That(Environment.UserName == "root", "Only root can give files to any group.");
        MqScope desk = MqScope.Create("notes", "daemon");
        using PosixTransport transport = new(new(desk, NullLogger.Instance));
        MqQueueName name = MqQueueName.Parse("orders");
        try
        {
            transport.Open(new() { Name = name, Capacity = 1, MaxMessageBytes = 1 }).Dispose();
            string folder = Path.Combine(Environment.GetEnvironmentVariable(ScopeFolder.RootVariable)!, "typedmq.notes", "posix");
            Assert.Equal((UnixFileMode)0b010_111_111_000, File.GetUnixFileMode(folder));
            Assert.Equal((UnixFileMode)0b000_110_110_000, File.GetUnixFileMode(Path.Combine(folder, "orders")));
            using DescriptorHandle opened = new(Libc.Open(folder, Libc.OpenReadOnly | Libc.OpenCloseOnExec, 0));
            Assert.Equal(0, FileStatus.Read(opened, out FileStatus status));
            Assert.Equal(UnixGroup.Find("daemon"), status.Group);
        }
        finally
        {
            transport.Delete(name);
        }
    }

    [SkippableFact]
    [Trait("Accepts", "P8")]
    public void Before_the_budget_is_used_up_there_is_a_warning_and_the_error_says_by_what()
    {
        Need.That(ChildProcess.CanUnshare && ChildProcess.AsOtherUser.Length > 0, "Needs root: the budget of this user may be in use.");
        Skip.IfNot(ResourceLimit.MessageQueueBytes == 819200, "RLIMIT_MSGQUEUE is not what Linux has as default.");
        string[] output = ChildProcess.Run(OtherRoot(), [.. ChildProcess.InOwnNamespace, .. ChildProcess.AsOtherUser], "posix", "budget");
        Assert.Equal(Enumerable.Repeat("silent", 8), output[..8]);
        Assert.StartsWith("Warning: Queue 'budget-8' was created; 9 queues of this scope now take 745920 of the 819200 bytes", output[8], StringComparison.Ordinal);
        Assert.Contains("needs 82880 bytes", output[9], StringComparison.Ordinal);
        Assert.Contains("In use: 745920 bytes by 9 queues of this scope", output[9], StringComparison.Ordinal);
    }

    private MqQueue Create(MqQueueName name) => _scoped.Open(new() { Name = name, Capacity = 1, MaxMessageBytes = 16 });

    private string[] Notes() => Directory.GetFiles(Path.Combine(Environment.GetEnvironmentVariable(ScopeFolder.RootVariable)!, $"typedmq-{Libc.EffectiveUser()}.{_scope.Name}", "posix"));

    /// <summary>A folder in which another user can have its scopes.</summary>
    private static string OtherRoot()
    {
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(Environment.GetEnvironmentVariable(ScopeFolder.RootVariable)!, $"others-{Guid.NewGuid():n}"));
        folder.UnixFileMode = (UnixFileMode)0b111_111_111;
        folder.Parent!.UnixFileMode = (UnixFileMode)0b111_101_101;
        return folder.FullName;
    }
}
