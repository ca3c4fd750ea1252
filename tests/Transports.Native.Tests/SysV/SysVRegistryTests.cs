using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using TypedMq.Interop;
using TypedMq.Scopes;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.SysV;

namespace TypedMq.Tests.SysV;

/// <summary>Names and their queues: one each, whoever races, dies, reboots, removes or puts things in the way.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "typed")]
public sealed class SysVRegistryTests : SysVTest
{
    [Fact]
    public void A_link_in_the_place_of_its_folder_is_refused_and_what_it_leads_to_is_left_alone()
    {
        MqScope scope = MqScope.Create("linked");
        ScopeFolder folder = ScopeFolder.Open(scope, "test");
        string elsewhere = Directory.CreateTempSubdirectory("typedmq-elsewhere-").FullName;
        string victim = Path.Combine(elsewhere, "orders");
        File.WriteAllText(victim, "not ours");
        string link = Path.Combine(folder.FullPath, "sysv");
        Directory.CreateSymbolicLink(link, elsewhere);
        try
        {
            using SysVTransport transport = new(new(scope, Logger));
            Assert.Contains("is a link or a file", Assert.Throws<MqAccessDeniedException>(() => transport.List()).Message, StringComparison.Ordinal);
            Assert.Throws<MqAccessDeniedException>(() => transport.Delete(MqQueueName.Parse("orders")));
            Assert.Throws<MqAccessDeniedException>(() => transport.Open(new() { Name = MqQueueName.Parse("orders"), Capacity = 1, MaxMessageBytes = 1 }));
            Assert.True(File.Exists(victim));
        }
        finally
        {
            File.Delete(link);
            Directory.Delete(elsewhere, recursive: true);
            Directory.Delete(folder.FullPath, recursive: true);
        }
    }

    [Fact]
    [Trait("Accepts", "G35")]
    [Trait("Accepts", "V30")]
    public void Fifty_threads_that_create_one_name_end_on_one_queue()
    {
        for (int round = 0; round < 20; round++)
        {
            ConcurrentBag<string> found = [];
            using Barrier start = new(50);
            Thread[] threads = [.. Enumerable.Range(0, 50).Select(_ => new Thread(() =>
            {
                using SysVTransport transport = new(new(MqScope.Default, Logger));
                start.SignalAndWait();
                using MqQueue queue = transport.Open(Options());
                found.Add(queue.Address);
                Assert.Equal((4, 100), (queue.Capacity, queue.MaxMessageBytes));
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            Assert.Equal(50, found.Count);
            Assert.Single(found.Distinct());
            Assert.True(Transport.Delete(Name()));
        }
    }

    [Fact]
    [Trait("Accepts", "G35")]
    public void Fifty_processes_that_create_one_name_end_on_one_queue()
    {
        RunningChild[] children = [.. Enumerable.Range(0, 50).Select(_ => new RunningChild(ScopeRoot, [], "sysv", "open", Name().Value))];
        try
        {
            Array.ForEach(children, child => Assert.Equal("ready", child.ReadLine()));
            Array.ForEach(children, child => child.WriteLine("go"));
            string[] found = [.. children.Select(child => child.ReadLine())];
            Array.ForEach(children, child => child.WaitForSuccess());
            Assert.Equal(Open(Options()).Address, Assert.Single(found.Distinct()));
        }
        finally
        {
            Array.ForEach(children, child => child.Dispose());
        }
    }

    [Fact]
    [Trait("Accepts", "G38")]
    [Trait("Accepts", "V33")]
    public void Seventy_thousand_names_never_share_a_queue()
    {
        // Seven times ten thousand at once, whose keys come from so few that they collide all the time.
        string root = $"/dev/shm/typedmq-tests-{Guid.NewGuid():n}";
        Directory.CreateDirectory(root);
        try
        {
            string[] lines = ChildProcess.Run(root, ChildProcess.CanUnshare ? ChildProcess.InOwnNamespace : [], "sysv", "create-many", "7", "10000");
            Assert.Equal(7, lines.Length);
            Assert.All(lines, line =>
            {
                string[] numbers = line.Split(' ');
                Assert.Equal("10000", numbers[0]);
                Assert.InRange(int.Parse(numbers[1], CultureInfo.InvariantCulture), 100, 10_000);
            });
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    [Trait("Accepts", "V32")]
    public void A_key_that_somebody_has_already_is_not_used()
    {
        int taken = FreeKey(), free = FreeKey();
        int foreign = Own(SystemVCalls.GetQueue(taken, SystemVCalls.Create | 0x180));
        Queue<int> keys = new([0, taken, taken, free]);
        SysVRegistry registry = new(ScopeFolder.Open(MqScope.Default, "test"), "test", new(), Logger, keys.Dequeue);
        SysVEntry entry = registry.Open(Options());
        entry.Doorbell.Dispose();
        Assert.Equal(free, entry.Record.Key);
        Assert.NotEqual(foreign, entry.Record.Id);
        Assert.Equal((4, 100 + MqEnvelopePrefix.ReservedBytes), (entry.Record.Capacity, entry.Record.MessageSize));
    }

    [Fact]
    public void A_killed_creator_leaves_no_queue_behind()
    {
        using RunningChild child = new(ScopeRoot, [], "sysv", "leave-unfinished", Name().Value);
        string[] unfinished = child.ReadLine().Split(' ');
        int key = int.Parse(unfinished[0], CultureInfo.InvariantCulture);
        int id = Own(int.Parse(unfinished[1], CultureInfo.InvariantCulture));
        Name("queue-other");
        Assert.Equal(id, SystemVCalls.GetQueue(key, 0));
        child.Kill();

        MqQueue queue = Open(Options());
        Assert.NotEqual(id, IdOf(queue));
        Assert.Equal(-Errno.ENOENT, SystemVCalls.GetQueue(key, 0));
        Assert.Contains(Logger.Entries, entry => entry.Text.Contains($"Removed System V queue {id}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_note_of_an_unfinished_queue_removes_none_that_somebody_uses()
    {
        Open(Options("other"));
        int key = FreeKey();
        int id = Own(SystemVCalls.GetQueue(key, SystemVCalls.Create | SystemVCalls.Exclusive | 0x180));
        SendRaw(id, 1, 1);
        using (SysVRegistryLock held = SysVRegistryLock.Acquire(ScopeFolder.Open(MqScope.Default, "test"), "test"))
        {
            held.BeginCreation(key, "../../etc/passwd");
        }

        Open(Options());
        Assert.Equal(id, SystemVCalls.GetQueue(key, 0));
    }

    [SkippableFact]
    public void Creators_that_are_killed_at_any_moment_leave_nothing_behind()
    {
        ChildProcess.SkipWithoutNamespaces();
        DirectoryInfo root = Directory.CreateTempSubdirectory("typedmq-tests-");
        try
        {
            // In a namespace of their own, so that its queues can be counted.
            string command = string.Join(' ', ChildProcess.Command([], "sysv"));
            string script = $"for i in 1 2 3 4 5 6 7 8; do {command} create-for-ever busy >/dev/null & P=$!; {command} create-for-ever busy >/dev/null & Q=$!; " +
                $"sleep 0.3$i; kill -9 $P; sleep 0.0$i; kill -9 $Q; wait; done 2>/dev/null; {command} tell-leftovers busy";
            (int exitCode, string output) = ChildProcess.Run([.. ChildProcess.InOwnNamespace, "sh", "-c", script], root.FullName);
            Assert.Equal((0, "0 0"), (exitCode, output.Trim()));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Who_opens_or_creates_while_others_delete_gets_a_queue_always()
    {
        using CancellationTokenSource end = new();
        Task[] opening = [.. Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using SysVTransport transport = new(new(MqScope.Default, Logger));
                for (int i = 0; i < 25_000; i++)
                {
                    transport.Open(Options()).Dispose();
                }
            },
            TaskCreationOptions.LongRunning))];
        Task deleting = Task.Factory.StartNew(
            () =>
            {
                using SysVTransport transport = new(new(MqScope.Default, Logger));
                while (!end.IsCancellationRequested)
                {
                    transport.Delete(Name());
                }
            },
            TaskCreationOptions.LongRunning);
        try
        {
            await Task.WhenAll(opening);
        }
        finally
        {
            await end.CancelAsync();
            await deleting;
        }
    }

    [SkippableFact]
    public void A_file_system_without_room_is_named()
    {
        ChildProcess.SkipWithoutNamespaces();
        DirectoryInfo root = Directory.CreateTempSubdirectory("typedmq-tests-");
        try
        {
            string command = string.Join(' ', ChildProcess.Command([], "sysv", "open-until-refused"));
            foreach (string size in (string[])["nr_inodes=7", "size=24k"])
            {
                string output = Run("unshare", "--ipc", "--mount", "sh", "-c", $"mount -t tmpfs -o {size} none {root.FullName} && TYPEDMQ_SCOPE_ROOT={root.FullName} {command}");
                Assert.Contains("room in " + root.FullName, output, StringComparison.Ordinal);
            }
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_killed_holder_of_the_lock_does_not_keep_it()
    {
        using (RunningChild child = new(ScopeRoot, [], "sysv", "leave-unfinished", Name().Value))
        {
            Own(int.Parse(child.ReadLine().Split(' ')[1], CultureInfo.InvariantCulture));
            Name("queue-other");
            Task<MqQueue> waiting = Task.Run(() => Open(Options()));
            Assert.False(waiting.IsCompleted);
            child.Kill();
            await waiting.WaitAsync(Bound);
        }

        Assert.True(Transport.Delete(Name()));
    }

    [Fact]
    [Trait("Accepts", "S11")]
    public void An_entry_from_before_a_reboot_is_replaced_and_not_found_by_those_who_do_not_create()
    {
        MqQueue before = Open(Options());
        TrySend(before, [1]);
        Own(IdOf(before));
        byte[] file = File.ReadAllBytes(FileOf());
        file[32] ^= 1;
        File.WriteAllBytes(FileOf(), file);

        Assert.Throws<MqQueueNotFoundException>(() => Transport.Open(Options() with { OpenMode = MqOpenMode.OpenExisting }));
        Assert.DoesNotContain(Name(), Transport.List());
        MqQueue after = Open(Options());
        Assert.NotEqual(IdOf(before), IdOf(after));
        Assert.Equal(0, after.GetAttributes().Count);
        Assert.Contains(Logger.Entries, entry => entry.Level == LogLevel.Warning && entry.Text.Contains(Name().Value, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Accepts", "S11")]
    public void A_queue_that_was_removed_by_its_id_has_a_successor_under_its_name_and_old_handles_do_not_mix_them_up()
    {
        MqQueue before = Open(Options());
        Assert.Equal(0, SystemVCalls.RemoveQueue(IdOf(before)));

        Assert.Throws<MqQueueNotFoundException>(() => Transport.Open(Options() with { OpenMode = MqOpenMode.OpenExisting }));
        Assert.False(Transport.Delete(Name()));
        MqQueue after = Open(Options() with { OpenMode = MqOpenMode.CreateNew });
        Assert.True(TrySend(after, [1]));
        Assert.Throws<MqQueueRemovedException>(() => TryReceive(before));
        Assert.Equal([1], TryReceive(after));
    }

    [Fact]
    [Trait("Accepts", "S11")]
    public void An_id_that_belongs_to_another_queue_by_now_is_not_used()
    {
        MqQueue before = Open(Options());
        int stranger = Own(SystemVCalls.GetQueue(FreeKey(), SystemVCalls.Create | SystemVCalls.Exclusive | 0x180));
        SystemVCalls.RemoveQueue(IdOf(before));
        byte[] file = File.ReadAllBytes(FileOf());
        BitConverter.TryWriteBytes(file.AsSpan(12), stranger);
        File.WriteAllBytes(FileOf(), file);

        Assert.NotEqual(stranger, IdOf(Open(Options())));
        Assert.Null(ReceiveRaw(stranger));
    }

    [Theory]
    [InlineData("truncated", "has 100 bytes instead of 4096")]
    [InlineData("long", "has 5000 bytes instead of 4096")]
    [InlineData("empty", "has 0 bytes instead of 4096")]
    [InlineData("link", "is a symbolic link")]
    [InlineData("dangling", "is a symbolic link")]
    [InlineData("hard-link", "has 2 names")]
    [InlineData("mode", "has mode 0666 instead of 0600")]
    [InlineData("fifo", "is no regular file")]
    [InlineData("directory", "is a directory")]
    [InlineData("socket", "is a socket")]
    [InlineData("foreign", "it is not a file of this registry")]
    [InlineData("newer", "it has version 2 of the layout, this library knows version 1")]
    [InlineData("values", "it holds values that no queue has")]
    [Trait("Accepts", "G24")]
    public void What_is_no_entry_of_the_registry_is_named_and_can_be_deleted(string kind, string found)
    {
        MqQueue queue = Open(Options());
        int id = Own(IdOf(queue));
        queue.Dispose();
        string file = FileOf();
        byte[] bytes = File.ReadAllBytes(file);
        switch (kind)
        {
            case "truncated":
                File.WriteAllBytes(file, bytes[..100]);
                break;
            case "long":
                File.WriteAllBytes(file, new byte[5000]);
                break;
            case "empty":
                File.WriteAllBytes(file, []);
                break;
            case "link":
            case "dangling":
                File.Delete(file);
                File.CreateSymbolicLink(file, kind == "link" ? "/etc/passwd" : "/nowhere");
                break;
            case "hard-link":
                Assert.Equal(0, Libc.Link(file, file + "-second"));
                Name("queue-second");
                break;
            case "mode":
                File.SetUnixFileMode(file, (UnixFileMode)0b110_110_110);
                break;
            case "fifo":
                File.Delete(file);
                Run("mkfifo", "-m", "600", file);
                break;
            case "directory":
                File.Delete(file);
                Directory.CreateDirectory(file);
                break;
            case "socket":
                File.Delete(file);
                Run("/usr/bin/python3", "-c", $"import os, socket; os.chdir('{Path.GetDirectoryName(file)}'); socket.socket(socket.AF_UNIX).bind('{Path.GetFileName(file)}')");
                break;
            case "foreign":
                File.WriteAllBytes(file, new byte[4096]);
                break;
            case "newer":
                bytes[8] = 2;
                File.WriteAllBytes(file, bytes);
                break;
            case "values":
                bytes.AsSpan(20, 4).Clear();
                File.WriteAllBytes(file, bytes);
                break;
        }

        foreach (MqOpenMode mode in Enum.GetValues<MqOpenMode>())
        {
            MqCorruptQueueException error = Assert.Throws<MqCorruptQueueException>(() => Transport.Open(Options() with { OpenMode = mode }));
            Assert.Contains(found, error.Message, StringComparison.Ordinal);
            Assert.Contains(file, error.Message, StringComparison.Ordinal);
        }

        Assert.Contains(Name(), Transport.List());
        Assert.True(Transport.Delete(Name()));
        Assert.NotEqual(id, IdOf(Open(Options())));
        Assert.False(kind == "link" && !File.Exists("/etc/passwd"));
    }

    [Fact]
    public void Entries_and_queues_are_for_their_owner_alone()
    {
        MqQueue queue = Open(Options());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FileOf()));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(FileOf())!));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Folder, "sysv.lock")));
        Assert.Equal(0, SystemVCalls.GetStatus(IdOf(queue), out SystemVQueueStatus status));
        Assert.Equal(0b110_000_000u, status.Permissions.Mode);
    }

    [SkippableFact]
    public void Entries_and_queues_of_a_groups_scope_are_for_its_members()
    {
        Need.That(Libc.EffectiveUser() == 0, "Needs root, to be a member of any group.");
        const string Group = "61235";
        string scope = $"test-{Guid.NewGuid():n}"[..32];
        using SysVTransport desk = new(new(MqScope.Create(scope, Group), Logger));
        MqQueueName name = MqQueueName.Parse("orders");
        try
        {
            using MqQueue queue = desk.Open(new() { Name = name, Capacity = 1, MaxMessageBytes = 16 });
            Assert.Equal(0, SystemVCalls.GetStatus(IdOf(queue), out SystemVQueueStatus status));
            Assert.Equal((0b110_110_000u, 61235u), (status.Permissions.Mode, status.Permissions.Group));
            string folder = Path.Combine(ScopeRoot, $"typedmq.{scope}");
            Assert.Equal("2770 61235", Run("stat", "-c", "%a %g", Path.Combine(folder, "sysv")));
            Assert.Equal("660 61235", Run("stat", "-c", "%a %g", Path.Combine(folder, "sysv", "orders")));
            Assert.Equal("660 61235", Run("stat", "-c", "%a %g", Path.Combine(folder, "sysv.lock")));
        }
        finally
        {
            desk.Delete(name);
        }
    }

    [Fact]
    public void Queues_of_the_registry_are_listed_and_those_that_are_gone_are_not()
    {
        Open(Options("stays"));
        MqQueue gone = Open(Options("gone"));
        SystemVCalls.RemoveQueue(IdOf(gone));
        Open(Options("deleted"));
        Transport.Delete(Name("deleted"));
        Assert.Equal([Name("stays")], Transport.List().Where(name => name == Name("stays") || name == Name("gone") || name == Name("deleted")));
    }

    [Fact]
    [Trait("Accepts", "V30")]
    [Trait("Accepts", "V31")]
    public void A_name_with_a_key_of_its_own_joins_the_queue_of_other_programs()
    {
        int key = FreeKey();
        using SysVTransport transport = new(new(MqScope.Default, Logger), new SysVMqOptions().UseKey(Name().Value, key));
        Assert.Throws<MqQueueNotFoundException>(() => transport.Open(Options() with { OpenMode = MqOpenMode.OpenExisting }));
        int id = Own(int.Parse(RunForeign("create", $"{key}"), CultureInfo.InvariantCulture));
        Assert.Throws<MqQueueExistsException>(() => transport.Open(Options() with { OpenMode = MqOpenMode.CreateNew }));

        MqQueue queue = Open(new() { Name = Name(), OpenMode = MqOpenMode.OpenExisting, Envelope = MqEnvelopeMode.None }, transport);
        Assert.Equal((id, key), (IdOf(queue), KeyOf(queue)));
        RunForeign("send", $"{key}", "32763", "hello");
        Assert.Equal("hello"u8.ToArray(), TryReceive(queue, out int priority));
        Assert.Equal(5, priority);
        TrySend(queue, [1, 2], 32767);
        Assert.Equal("1 0102", RunForeign("receive", $"{key}"));

        // When other programs make it anew, the name follows.
        SystemVCalls.RemoveQueue(id);
        int second = Own(int.Parse(RunForeign("create", $"{key}"), CultureInfo.InvariantCulture));
        Assert.Equal(second, IdOf(Open(new() { Name = Name(), OpenMode = MqOpenMode.OpenExisting, Envelope = MqEnvelopeMode.None }, transport)));
        Assert.True(transport.Delete(Name()));
        Assert.Equal(-Errno.ENOENT, SystemVCalls.GetQueue(key, 0));
    }

    [Fact]
    public void A_queue_with_a_key_of_its_own_is_created_when_there_is_none_and_its_key_is_not_changed_later()
    {
        int key = FreeKey();
        using SysVTransport transport = new(new(MqScope.Default, Logger), new SysVMqOptions().UseKey(Name().Value, key));
        MqQueue queue = Open(Options(), transport);
        Assert.Equal((IdOf(queue), 4, 100), (SystemVCalls.GetQueue(key, 0), queue.Capacity, queue.MaxMessageBytes));

        using SysVTransport other = new(new(MqScope.Default, Logger), new SysVMqOptions().UseKey(Name().Value, FreeKey()));
        MqConfigurationException error = Assert.Throws<MqConfigurationException>(() => other.Open(Options()));
        Assert.Contains($"0x{key:x8}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Accepts", "V33")]
    public void No_key_is_0_and_no_two_names_have_one()
    {
        SysVMqOptions options = new();
        Assert.Throws<MqConfigurationException>(() => options.UseKey("orders", 0));
        options.UseKey("orders", 7).UseKey("/orders", 7);
        Assert.Contains("'orders'", Assert.Throws<MqConfigurationException>(() => options.UseKey("prices", 7)).Message, StringComparison.Ordinal);
    }
}
