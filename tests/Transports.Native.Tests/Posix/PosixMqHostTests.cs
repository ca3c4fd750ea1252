using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Tests.Support;
using TypedMq.Transports.Posix;

namespace TypedMq.Tests.Posix;

/// <summary>What the host decides: users, limits, namespaces, mounts, sandboxes. Run in processes of their own.</summary>
[Trait("Transport", "posix")]
[Trait("Layer", "raw")]
public sealed class PosixMqHostTests : PosixMqTest
{
    private const int Owner = 61234, OwnersGroup = 61235, Stranger = 61236;

    private static readonly bool IsRoot = Environment.UserName == "root";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("typedmq-tests-");

    public PosixMqHostTests() => _root.UnixFileMode = (UnixFileMode)0b111_111_111;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _root.Delete(recursive: true);
    }

    [SkippableTheory]
    [InlineData("000", "no no no", "no no no", "no no no")]
    [InlineData("400", "yes no no", "no no no", "no no no")]
    [InlineData("200", "no yes no", "no no no", "no no no")]
    [InlineData("060", "no no no", "yes yes yes", "no no no")]
    [InlineData("066", "no no no", "yes yes yes", "yes yes yes")]
    [InlineData("606", "yes yes yes", "no no no", "yes yes yes")]
    [InlineData("642", "yes yes yes", "yes no no", "no yes no")]
    [Trait("Accepts", "V14")]
    [Trait("Accepts", "V15")]
    [Trait("Accepts", "V16")]
    [Trait("Accepts", "V17")]
    [Trait("Accepts", "P8")]
    public void The_bits_of_the_first_class_that_matches_decide_owner_then_group_then_others(string mode, string owner, string group, string others)
    {
        Need.That(IsRoot, "Needs root, to be other users.");
        PosixMq queue = Create();
        DescriptorHandle descriptor = (DescriptorHandle)queue.Descriptor;
        Assert.Equal(0, Libc.ChangeOwner(descriptor, Owner, OwnersGroup));
        Assert.Equal(0, Libc.ChangeMode(descriptor, Convert.ToUInt32(mode, 8)));

        Assert.Equal(owner, As($"--reuid={Owner}", $"--regid={OwnersGroup}", "--clear-groups"));
        Assert.Equal(group, As($"--reuid={Stranger}", $"--regid={OwnersGroup}", "--clear-groups"));
        Assert.Equal(group, As($"--reuid={Stranger}", $"--regid={Stranger}", $"--groups={OwnersGroup}"));
        Assert.Equal(others, As($"--reuid={Stranger}", $"--regid={Stranger}", "--clear-groups"));

        string As(params string[] identity) => string.Join(' ', ChildProcess.Run(_root.FullName, ["setpriv", .. identity], "posix", "raw-open", queue.Name)
            .Select(line => line.Split(' ')[1]).Select(answer => answer == $"{Errno.EACCES}" ? "no" : answer));
    }

    [SkippableFact]
    [Trait("Accepts", "P43")]
    public void Another_users_queue_cannot_be_unlinked()
    {
        Need.That(IsRoot, "Needs root, to be another user.");
        PosixMq queue = Create();
        Assert.Equal([$"{Errno.EACCES}"], ChildProcess.Run(_root.FullName, ChildProcess.AsOtherUser, "posix", "raw-unlink", queue.Name));
    }

    [SkippableTheory]
    [InlineData("10", "8192", "yes")]
    [InlineData("11", "16", "22")]
    [InlineData("1", "8193", "22")]
    [Trait("Accepts", "V10")]
    public void Above_the_hosts_limits_is_EINVAL_without_privileges(string messages, string size, string answer)
    {
        Need.That(IsRoot && ChildProcess.CanUnshare, "Needs root, for the limits of a new namespace and a user without privileges.");
        Assert.Equal([answer], ChildProcess.Run(_root.FullName, [.. ChildProcess.InOwnNamespace, .. ChildProcess.AsOtherUser], "posix", "raw-create", messages, size));
    }

    [SkippableTheory]
    [InlineData("11", "16")]
    [InlineData("1", "8193")]
    [Trait("Accepts", "V10")]
    public void Above_the_hosts_limits_takes_CAP_SYS_RESOURCE_which_root_may_lack(string messages, string size)
    {
        Need.That(IsRoot && ChildProcess.CanUnshare, "Needs root, for the limits of a new namespace.");
        const ulong ResourceCapability = 1ul << 24;
        string line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        bool capable = (Convert.ToUInt64(line[7..].Trim(), 16) & ResourceCapability) != 0;
        Assert.Equal([capable ? "yes" : $"{Errno.EINVAL}"], ChildProcess.Run(_root.FullName, ChildProcess.InOwnNamespace, "posix", "raw-create", messages, size));
    }

    [SkippableTheory]
    [InlineData("ulimit -n 100", "1", "16", 1, 99, Errno.EMFILE)]
    [InlineData("prlimit --pid $$ --msgqueue=49800", "10", "900", 5, 5, Errno.EMFILE)]
    [InlineData("prlimit --pid $$ --msgqueue=49799", "10", "900", 4, 4, Errno.EMFILE)]
    [InlineData("echo 20 > /proc/sys/fs/mqueue/queues_max", "1", "16", 20, 20, Errno.ENOSPC)]
    [Trait("Accepts", "P8")]
    [Trait("Accepts", "V24")]
    public void At_each_limit_a_creation_fails_by_its_name_and_leaves_nothing_behind(string limit, string messages, string size, int least, int most, int errno)
    {
        Need.That(IsRoot && ChildProcess.CanUnshare, "Needs root, for limits of its own.");
        string[] limited = [.. ChildProcess.InOwnNamespace, "sh", "-c", limit + " && exec \"$@\"", "sh", .. ChildProcess.AsOtherUser];
        string[] result = Assert.Single(ChildProcess.Run(_root.FullName, limited, "posix", "raw-create-until-refused", messages, size)).Split(' ');
        Assert.InRange(int.Parse(result[0], System.Globalization.CultureInfo.InvariantCulture), least, most);
        Assert.Equal([$"{errno}", $"{Errno.ENOENT}"], result[1..]);
    }

    [SkippableFact]
    [Trait("Accepts", "V18")]
    public void In_a_new_IPC_namespace_the_old_descriptor_works_and_the_name_is_free()
    {
        Need.That(IsRoot && ChildProcess.CanUnshare, "Needs the right to make an IPC namespace.");
        PosixMq queue = Create();
        Assert.Equal([$"{Errno.ENOENT}", $"{Errno.ENOENT}", "0", "8"], ChildProcess.Run(_root.FullName, [], "posix", "unshare", queue.Name));
        queue.Send([1]);
    }

    [SkippableFact]
    [Trait("Accepts", "V19")]
    [Trait("Accepts", "V20")]
    [Trait("Accepts", "V21")]
    public void Mounted_twice_the_file_system_shows_a_queue_in_each_and_deletes_it()
    {
        Need.That(IsRoot && ChildProcess.CanUnshare, "Needs the right to mount the file system of queues.");
        string first = Path.Combine(_root.FullName, "first"), second = Path.Combine(_root.FullName, "second");
        string mount = $"mkdir {first} {second} && mount -t mqueue none {first} && mount -t mqueue none {second} && exec \"$@\"";
        string[] output = ChildProcess.Run(_root.FullName, ["unshare", "--ipc", "--mount", "sh", "-c", mount, "sh"], "posix", "mounted-twice", first, second);
        const string Shown = "QSIZE:3          NOTIFY:0     SIGNO:0     NOTIFY_PID:0";
        Assert.Equal([Shown, Shown, "/shown", "False", $"{Errno.ENOENT}"], output);
    }

    [SkippableFact]
    public void Where_the_file_system_is_not_mounted_listing_says_what_to_mount()
    {
        Skip.IfNot(MqueueFileSystem.FindMountPoint() is null, "The file system of queues is mounted here.");
        Assert.Contains("mount -t mqueue none /dev/mqueue", Assert.Throws<MqNotSupportedException>(PosixMq.List).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Accepts", "C1")]
    [Trait("Accepts", "V25")]
    public void In_a_sandbox_without_mq_timedsend_the_answer_is_no_before_anything_is_sent()
    {
        string[] output = ChildProcess.Run(_root.FullName, [], "posix", "without-send");
        Assert.Equal("False", output[0]);
        Assert.Contains("ENOSYS", output[1], StringComparison.Ordinal);
        Assert.Equal("False", output[2]);
        Assert.Contains("does not work on this system", output[3], StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_sandbox_without_netlink_notifications_are_refused_by_name()
    {
        string[] output = ChildProcess.Run(ScopeRoot, [], "posix", "without-netlink");
        Assert.Equal($"{Errno.EAFNOSUPPORT}", output[0]);
        Assert.Contains("does not support notifications here", output[1], StringComparison.Ordinal);
        Assert.Contains("Allow AF_NETLINK (RestrictAddressFamilies=", output[1], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Accepts", "P46")]
    public async Task Senders_and_receivers_of_several_processes_and_queues_lose_and_double_nothing()
    {
        const int Each = 2000;
        PosixMq[] queues = [Create(new PosixMqAttributes(4, 4), "first"), Create(new PosixMqAttributes(8, 4), "second")];
        int[][] seen = [new int[4 * Each], new int[4 * Each]];
        int[] left = [4 * Each, 4 * Each];
        using RunningChild firstChild = new(ScopeRoot, [], "posix", "raw-send-many", queues[0].Name, "0", $"{2 * Each}");
        using RunningChild secondChild = new(ScopeRoot, [], "posix", "raw-send-many", queues[1].Name, "0", $"{2 * Each}");
        IEnumerable<NativeThread> senders = Enumerable.Range(0, 4).Select(i => new NativeThread(() =>
        {
            PosixMq queue = queues[i % 2];
            byte[] message = new byte[sizeof(int)];
            for (int number = (2 + (i / 2)) * Each; number < (3 + (i / 2)) * Each; number++)
            {
                BitConverter.TryWriteBytes(message, number);
                queue.Send(message, number % 3, Bound);
            }
        }));
        IEnumerable<NativeThread> receivers = Enumerable.Range(0, 6).Select(i => new NativeThread(() =>
        {
            byte[] buffer = new byte[sizeof(int)];
            while (Volatile.Read(ref left[i % 2]) > 0)
            {
                if (queues[i % 2].TryReceive(buffer, out _, out int priority, TimeSpan.FromMilliseconds(20)))
                {
                    int number = BitConverter.ToInt32(buffer);
                    Assert.Equal(number % 3, priority);
                    Interlocked.Increment(ref seen[i % 2][number]);
                    Interlocked.Decrement(ref left[i % 2]);
                }
            }
        }));
        NativeThread[] threads = [.. senders, .. receivers];
        await Task.WhenAll(threads.Select(thread => thread.Completion));
        firstChild.WaitForSuccess();
        secondChild.WaitForSuccess();
        Assert.All(seen, queue => Assert.All(queue, times => Assert.Equal(1, times)));
    }
}
