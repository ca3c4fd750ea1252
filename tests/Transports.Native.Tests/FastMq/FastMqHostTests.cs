using TypedMq.Interop;
using TypedMq.Tests.Support;

namespace TypedMq.Tests.FastMq;

/// <summary>What the host decides: room, users, groups, system calls. Run in processes of their own.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqHostTests : FastMqTest
{
    private const string Group = "daemon";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("typedmq-tests-");

    public FastMqHostTests() => _root.UnixFileMode = (UnixFileMode)0b111_111_111;

    [SkippableFact]
    [Trait("Accepts", "R14")]
    [Trait("Accepts", "T7")]
    public void A_queue_for_which_there_is_no_room_is_an_error_that_says_how_much_and_leaves_nothing()
    {
        Need.That(ChildProcess.CanUnshare && Environment.UserName == "root", "Needs the right to mount a file system of its own.");
        string[] mounted = ["unshare", "--mount", "sh", "-c", $"mount -t tmpfs -o size=1m,mode=777 none '{_root}' && exec \"$@\"", "sh"];
        string[] output = ChildProcess.Run(_root.FullName, mounted, "fastmq", "create-in-little-room");
        string[] large = output[0].Split('|');
        Assert.Equal((nameof(MqLimitException), $"{Errno.ENOSPC}", $"room in {_root}/typedmq-0/fastmq"), (large[0], large[1], large[2]));
        Assert.Matches("^[1-9][0-9]* bytes free$", large[3]);
        Assert.Matches("The queue needs [1-9][0-9]{6} bytes", large[4]);
        Assert.Equal("0 listed", output[1]);

        // Those that there was room for work, to the last slot: every page is there.
        string[] small = output[2].Split('|');
        Assert.Equal((nameof(MqLimitException), $"{Errno.ENOSPC}"), (small[0], small[1]));
        int[] counts = [.. output[3].Split(' ').Select(int.Parse)];
        Assert.InRange(counts[0], 1, 100);
        Assert.Equal((16 * counts[0], counts[0]), (counts[1], counts[2]));
    }

    [SkippableFact]
    [Trait("Accepts", "T1")]
    [Trait("Accepts", "T2")]
    public void The_users_of_a_group_share_its_scope_and_others_are_refused_whatever_the_umask()
    {
        uint group = NeedGroup();
        int user = ChildProcess.OtherUser;
        Assert.Equal(["yes"], Exchange(user, group, "umask 077"));
        Assert.Equal([$"received {user}", "yes"], Exchange(user + 1, group, "umask 0"));
        Assert.Equal([$"received {user + 1}", "yes"], Exchange(user, group, "umask 077"));
        string folder = Path.Combine(_root.FullName, "typedmq.desk");
        Assert.Equal($"2770 {Group}", Status(folder));
        Assert.Equal($"2770 {Group}", Status(Path.Combine(folder, "fastmq")));
        Assert.Equal($"660 {Group}", Status(Path.Combine(folder, "fastmq", "orders")));
        Assert.Equal($"660 {Group}", Status(Path.Combine(folder, "fastmq.lock")));

        string[] stranger = Assert.Single(Exchange(user + 2, null, "umask 0")).Split('|');
        Assert.Equal(nameof(MqAccessDeniedException), stranger[0]);
        Assert.Contains(folder, stranger[4], StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Accepts", "T2")]
    public void In_the_scope_of_a_group_a_file_of_another_group_is_refused()
    {
        uint group = NeedGroup();
        Assert.Equal(["yes"], Exchange(ChildProcess.OtherUser, group, "true"));
        Assert.Equal(0, CProgram.Run(["chgrp", "0", Path.Combine(_root.FullName, "typedmq.desk", "fastmq", "orders")]).ExitCode);
        string[] refused = Assert.Single(Exchange(ChildProcess.OtherUser + 1, group, "true")).Split('|');

        // Without its group it is nobody's but the owner's; root could still open it.
        Assert.Equal(nameof(MqAccessDeniedException), refused[0]);
        refused = Assert.Single(ChildProcess.Run(_root.FullName, [], "fastmq", "exchange-in-scope", "desk", Group, "orders")).Split('|');
        Assert.Equal(nameof(MqCorruptQueueException), refused[0]);
        Assert.Contains($"belongs to group 0 instead of {group}", refused[4], StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Accepts", "T1")]
    [Trait("Accepts", "V14")]
    public void A_file_that_its_mode_closes_is_refused_and_so_is_a_folder_that_others_made()
    {
        Need.That(ChildProcess.AsOtherUser.Length > 0, "Needs root, to become another user.");
        Assert.Equal(["yes"], ChildProcess.Run(_root.FullName, ChildProcess.AsOtherUser, "fastmq", "try-open", "orders"));
        string folder = Path.Combine(_root.FullName, $"typedmq-{ChildProcess.OtherUser}");
        File.SetUnixFileMode(Path.Combine(folder, "fastmq", "orders"), UnixFileMode.UserRead);
        string[] refused = Assert.Single(ChildProcess.Run(_root.FullName, ChildProcess.AsOtherUser, "fastmq", "try-open", "orders")).Split('|');
        Assert.Equal((nameof(MqAccessDeniedException), $"{Errno.EACCES}"), (refused[0], refused[1]));
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        refused = Assert.Single(ChildProcess.Run(_root.FullName, ChildProcess.AsOtherUser, "fastmq", "try-open", "orders")).Split('|');
        Assert.Equal(nameof(MqAccessDeniedException), refused[0]);
        Assert.Contains($"{folder} has mode 0777, user 0", refused[4], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("waitv")]
    [InlineData("membarrier")]
    [InlineData("waitv", "membarrier")]
    public void Where_a_sandbox_forbids_system_calls_everything_ends_waits_as_well(params string[] calls)
    {
        string[] ends =
        [
            "deadline False", "token OperationCanceledException", "message True True", "awaited True True", "awaited token TaskCanceledException",
            "removal MqQueueRemovedException MqQueueRemovedException",
        ];
        string can = $"{!calls.Contains("membarrier")} {!calls.Contains("waitv")}";
        Assert.Equal([$"ManyToMany {can}", .. ends, $"OneToOne {can}", .. ends], ChildProcess.Run(ScopeRoot, [], ["fastmq", "wait-without", .. calls]));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _root.Delete(recursive: true);
    }

    private static uint NeedGroup()
    {
        Need.That(Environment.UserName == "root" && UnixGroup.Find(Group) is not null, $"Needs root, to become members of group {Group}.");
        return UnixGroup.Find(Group)!.Value;
    }

    private string[] Exchange(int user, uint? group, string before)
    {
        string[] wrapper = ["sh", "-c", $"{before}; exec \"$@\"", "sh", "setpriv", $"--reuid={user}", $"--regid={user}", group is null ? "--clear-groups" : $"--groups={group}"];
        return ChildProcess.Run(_root.FullName, wrapper, "fastmq", "exchange-in-scope", "desk", Group, "orders");
    }

    private static string Status(string path) => ChildProcess.Run(["stat", "-c", "%a %G", path], "/").Output.Trim();
}
