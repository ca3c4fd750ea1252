using System.Runtime.InteropServices;
using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Tests.Support;

namespace TypedMq.Tests.SysV;

/// <summary>What the host decides: users, limits, namespaces, other kinds of processes. Run in processes of their own.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "raw")]
public sealed class RawSysVHostTests : RawSysVTest
{
    [Fact]
    [Trait("Accepts", "V44")]
    [Trait("Accepts", "V54")]
    public void Without_permission_nothing_is_sent_received_seen_or_told()
    {
        string[] output = Run(ChildProcess.AsOtherUser, "without-permission");
        Assert.Equal(["send 13", "receive 13", "peek 13", "send 0", "status 13", "permissions 13"], output);
    }

    [Fact]
    [Trait("Accepts", "V55")]
    public void A_queue_grows_above_the_limit_only_with_the_privilege()
    {
        Assert.Equal(["lower 0", "back 0", $"above {Errno.EPERM}", "True"], Run(ChildProcess.AsOtherUser, "raise-bytes"));
    }

    [SkippableFact]
    [Trait("Accepts", "V47")]
    public void A_kernel_that_cannot_peek_says_so_and_what_it_lacks()
    {
        Strace.SkipWithoutIt();
        string[] output = Run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=msgrcv:error=ENOSYS"], "peek");
        Assert.Equal($"{Errno.ENOSYS}", output[0]);
        Assert.Contains("MSG_COPY needs CONFIG_CHECKPOINT_RESTORE", output[1], StringComparison.Ordinal);
        Assert.Equal("1", output[2]);
    }

    [SkippableFact]
    public void Whether_there_are_queues_at_all_can_be_asked_for()
    {
        Assert.True(SysVMq.IsSupported(out _));
        Strace.SkipWithoutIt();
        string[] output = Run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=msgctl:error=ENOSYS"], "supported");
        Assert.Contains("has no System V message queues (ENOSYS)", output[0], StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Accepts", "V56")]
    public void The_totals_move_by_exactly_one_queue_one_message_and_its_bytes()
    {
        ChildProcess.SkipWithoutNamespaces();
        Assert.Equal(["1 1 123"], Run(ChildProcess.InOwnNamespace, "totals"));
    }

    [SkippableFact]
    [Trait("Accepts", "S10")]
    public void Too_many_queues_are_reported_with_their_number_and_the_limit()
    {
        ChildProcess.SkipWithoutNamespaces();
        string[] output = Run([.. ChildProcess.InOwnNamespace, "sh", "-c", "echo 3 > /proc/sys/kernel/msgmni && exec \"$@\"", "sh"], "create-until-refused");
        Assert.Equal($"3 {Errno.ENOSPC}", output[0]);
        Assert.Contains("too many queues on this host (3 of at most 3", output[1], StringComparison.Ordinal);
        Assert.Contains("kernel.msgmni", output[1], StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Accepts", "S12")]
    public void One_key_is_another_queue_in_another_namespace()
    {
        ChildProcess.SkipWithoutNamespaces();
        SysVKey key = UnusedKey();
        SysVMq queue = Track(SysVMq.Create(key));
        queue.Send(1, [1]);
        Assert.Equal([$"open {Errno.ENOENT}", "0"], Run(ChildProcess.InOwnNamespace, "open", $"{key.Value}"));
        Assert.Equal([1], queue.Receive().Bytes);
    }

    [SkippableFact]
    [Trait("Accepts", "S12")]
    public void A_process_of_32_bits_with_its_shorter_type_word_exchanges_the_same_messages()
    {
        Need.That(RuntimeInformation.ProcessArchitecture == Architecture.X64, "Only x64 has processes of 32 bits here.");
        CProgram.SkipWithoutCompiler();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("typedmq-tests-");
        try
        {
            SysVKey key = UnusedKey();
            SysVMq queue = Track(SysVMq.Create(key));

            // No C library of 32 bits is needed for three system calls: receive the lowest type up to 3, send it back with type 1000000.
            (string? program, string errors) = CProgram.TryCompile(folder.FullName, $$"""
                static int call(int number, int a, int b, int c, int d, int e) {
                    int result;
                    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory");
                    return result;
                }
                static struct { long type; char bytes[16]; } message;
                void _start(void) {
                    int queue = call(399, {{key.Value}}, 0, 0, 0, 0);
                    int length = call(401, queue, (int)&message, sizeof message.bytes, -3, 0);
                    int ok = sizeof(long) == 4 && queue >= 0 && length == 4 && message.type == 1;
                    message.type = 1000000;
                    ok = ok && call(400, queue, (int)&message, length, 0, 0) == 0;
                    call(1, !ok, 0, 0, 0, 0);
                    __builtin_unreachable();
                }
                """, "-m32", "-nostdlib", "-static", "-ffreestanding", "-fno-stack-protector", "-fno-pie", "-no-pie");
            Skip.If(program is null, errors);
            queue.Send(3, [3]);
            queue.Send(1, [1, 2, 3, 4]);
            queue.Send(0x1_0000_0001, [5]);

            (int exitCode, string problem) = CProgram.Run([program]);

            Skip.If(exitCode == -1, $"This kernel runs no programs of 32 bits: {problem}");
            Assert.Equal(0, exitCode);
            SysVMessage answer = queue.Receive(1_000_000);
            Assert.Equal([1, 2, 3, 4], answer.Bytes);
            Assert.Equal([3], queue.Receive().Bytes);
            Assert.Equal([5], queue.Receive(0x1_0000_0001).Bytes);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public void Shared_memory_of_another_user_is_denied()
    {
        SysVSharedMemory memory = Track(SysVSharedMemory.Create(SysVKey.Private, 10, UnixFileMode.OtherRead | UnixFileMode.UserRead));
        Need.That(ChildProcess.AsOtherUser.Length > 0, "Needs root, to become another user.");
        Assert.Equal(["read 0", $"write {Errno.EACCES}"], Run(ChildProcess.AsOtherUser, "attach", $"{memory.Id}"));
    }

    private static string[] Run(string[] wrapper, params string[] command) => ChildProcess.Run(scopeRoot: "/", wrapper, ["sysv-raw", .. command]);
}
