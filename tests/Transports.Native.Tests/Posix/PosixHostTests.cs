using System.Globalization;
using TypedMq.Interop;
using TypedMq.Scopes;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.Posix;

/// <summary>What the host decides: limits, users, mounts, namespaces. Run in processes of their own.</summary>
[Trait("Transport", "posix")]
[Trait("Layer", "typed")]
public sealed class PosixHostTests : PosixTest
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("typedmq-tests-");

    public PosixHostTests() => _root.UnixFileMode = (UnixFileMode)0b111_111_111;

    [SkippableFact]
    [Trait("Accepts", "P8")]
    public void After_nine_queues_of_default_size_the_error_names_the_budget_and_not_the_descriptors()
    {
        Need.That(ChildProcess.CanUnshare && ChildProcess.AsOtherUser.Length > 0, "Needs root: the budget of this user may be in use.");
        Skip.IfNot(ResourceLimit.MessageQueueBytes == 819200, "RLIMIT_MSGQUEUE is not what Linux has as default.");
        string[] output = ChildProcess.Run(_root.FullName, [.. ChildProcess.InOwnNamespace, .. ChildProcess.AsOtherUser], "open-default-size-until-refused");
        Assert.Equal("9", output[0]);
        Assert.Equal($"{Errno.EMFILE} RLIMIT_MSGQUEUE 819200 bytes", output[1]);
        Assert.Contains("needs 82880 bytes", output[2], StringComparison.Ordinal);
        Assert.Equal("9 listed", output[3]);
    }

    [SkippableFact]
    [Trait("Accepts", "P8")]
    public void Without_a_descriptor_left_the_error_names_the_descriptors_and_not_the_budget()
    {
        Need.That(ChildProcess.CanUnshare, "Needs the right to make an IPC namespace.");
        string[] limited = [.. ChildProcess.InOwnNamespace, "sh", "-c", "ulimit -n 150 && exec \"$@\"", "sh", .. ChildProcess.AsOtherUser];
        string[] output = ChildProcess.Run(_root.FullName, limited, "open-small-until-refused");
        Assert.InRange(int.Parse(output[0], CultureInfo.InvariantCulture), 1, 149);
        Assert.Equal($"{Errno.EMFILE} RLIMIT_NOFILE 150", output[1]);
        Assert.Equal($"{Errno.EMFILE} RLIMIT_NOFILE 150", output[3]);

        // What could not be looked for is not forgotten.
        Assert.Equal(output[0], output[4]);
    }

    [SkippableFact]
    [Trait("Accepts", "P8")]
    public void As_many_queues_as_the_namespace_holds_can_be_opened_and_the_error_of_the_next_one_names_the_limit()
    {
        Need.That(ChildProcess.CanUnshare && ChildProcess.AsOtherUser.Length > 0, "Needs root, for a limit of its own.");
        string[] limited = [.. ChildProcess.InOwnNamespace, "sh", "-c", "echo 20 > /proc/sys/fs/mqueue/queues_max && exec \"$@\"", "sh", .. ChildProcess.AsOtherUser];
        string[] output = ChildProcess.Run(_root.FullName, limited, "open-small-until-refused");
        Assert.Equal(["20", $"{Errno.ENOSPC} /proc/sys/fs/mqueue/queues_max 20"], output[..2]);
    }

    [SkippableFact]
    [Trait("Accepts", "P43")]
    public void A_queue_of_another_user_cannot_be_deleted()
    {
        Need.That(ChildProcess.AsOtherUser.Length > 0, "Needs root, to become another user.");
        MqQueue queue = Open();
        Assert.Equal([$"{nameof(MqAccessDeniedException)} {Errno.EACCES}"], ChildProcess.Run(_root.FullName, ChildProcess.AsOtherUser, "delete", queue.Name.Value));
        Assert.True(Transport.Delete(queue.Name));
    }

    [SkippableTheory]
    [InlineData("000", "Receive 13", "Send 13", "Both 13", "V14")]
    [InlineData("400", "Receive yes", "Send 13", "Both 13", "V15")]
    [InlineData("200", "Receive 13", "Send yes", "Both 13", "V16")]
    [Trait("Accepts", "V14")]
    [Trait("Accepts", "V15")]
    [Trait("Accepts", "V16")]
    public void The_mode_decides_what_the_owner_may_open(string mode, string receive, string send, string both, string statement)
    {
        Need.That(ChildProcess.CanUnshare && ChildProcess.AsOtherUser.Length > 0, $"{statement} needs a user without privileges.");
        Assert.Equal([receive, send, both], ChildProcess.Run(_root.FullName, [.. ChildProcess.InOwnNamespace, .. ChildProcess.AsOtherUser], "open-with-mode", mode));
    }

    [SkippableTheory]
    [InlineData("11", "1", "/proc/sys/fs/mqueue/msg_max = 10")]
    [InlineData("1", "8193", "/proc/sys/fs/mqueue/msgsize_max = 8192")]
    [Trait("Accepts", "V10")]
    public void Without_privileges_more_than_the_host_allows_is_an_error_that_names_the_limit(string capacity, string size, string limit)
    {
        Need.That(ChildProcess.CanUnshare && ChildProcess.AsOtherUser.Length > 0, "Needs a user without privileges, and the limits of a new namespace.");
        string[] output = ChildProcess.Run(_root.FullName, [.. ChildProcess.InOwnNamespace, .. ChildProcess.AsOtherUser], "try-open", "large", capacity, size);
        Assert.Equal($"{nameof(MqLimitException)} {Errno.EINVAL}", output[0]);
        Assert.Contains(limit, output[1], StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Accepts", "V18")]
    public void A_scope_is_refused_in_another_IPC_namespace_than_its_own()
    {
        Need.That(ChildProcess.CanUnshare, "Needs the right to make an IPC namespace.");
        Open();
        string root = Environment.GetEnvironmentVariable(ScopeFolder.RootVariable)!;
        string[] output = ChildProcess.Run(root, ChildProcess.InOwnNamespace, "try-open", "elsewhere", "1", "1");
        Assert.Equal($"{nameof(MqConfigurationException)} 0", output[0]);
        Assert.Contains($"live in the IPC namespace {IpcNamespace.Current}", output[1], StringComparison.Ordinal);
        Assert.Matches("this process is in [1-9][0-9]*,", output[1]);
    }

    [SkippableFact]
    public void The_queues_of_a_scope_are_listed_and_no_others()
    {
        Need.That(ChildProcess.CanUnshare && Environment.UserName == "root", "Needs the right to mount the file system of queues.");
        string[] mounted = ["unshare", "--ipc", "--mount", "sh", "-c", $"mkdir '{_root}/with space' && mount -t mqueue none '{_root}/with space' && exec \"$@\"", "sh"];
        string[] output = ChildProcess.Run(_root.FullName, mounted, "list", "b", "a");
        Assert.Equal(["a b", "orders"], output);
    }

    [Fact]
    public void A_node_uses_the_transport_by_its_name()
    {
        MqQueueName name = Name("node");
        using MqNode node = MqNode.Create(options => options.UsePosix());
        MqByteChannel channel = node.OpenBytes(name.Value, options => (options.Capacity, options.MaxMessageBytes) = (1, 10));
        Assert.Equal("posix", channel.Transport);
        Assert.True(channel.TrySend([1, 2, 3]));
        Assert.False(channel.TrySend([4]));
        Assert.Equal([1, 2, 3], TryReceive(Open(Options("node") with { Capacity = null, MaxMessageBytes = null, Envelope = MqEnvelopeMode.None }))!);
        Assert.True(node.Delete(name.Value));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _root.Delete(recursive: true);
    }
}
