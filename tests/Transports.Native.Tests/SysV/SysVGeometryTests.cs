using Microsoft.Extensions.Logging;
using TypedMq.Interop;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.SysV;

namespace TypedMq.Tests.SysV;

/// <summary>What a queue holds, the kernel's limits, and permissions.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "typed")]
public sealed class SysVGeometryTests : SysVTest
{
    [Theory]
    [InlineData(MqEnvelopeMode.None)]
    [InlineData(MqEnvelopeMode.Standard)]
    [Trait("Accepts", "G24")]
    [Trait("Accepts", "V46")]
    public void A_queue_holds_its_capacity_of_full_messages_and_more_of_smaller_ones(MqEnvelopeMode envelope)
    {
        MqQueue queue = Open(envelope);
        byte[] full = new byte[100];
        for (int i = 0; i < queue.Capacity; i++)
        {
            Assert.True(TrySend(queue, full));
        }

        Assert.Equal(new MqQueueAttributes(4, 100, 4), queue.GetAttributes());

        // Of the room for the largest envelope, a small one leaves some.
        Assert.Equal(envelope == MqEnvelopeMode.Standard, TrySend(queue, full));
        while (TryReceive(queue) is not null)
        {
        }

        int sent = 0;
        while (TrySend(queue, [1]))
        {
            sent++;
        }

        Assert.InRange(sent, 5, 400);
        Assert.Equal(sent, queue.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "V45")]
    public void The_bytes_are_counted_by_the_kernel()
    {
        MqQueue queue = Open(Options() with { Capacity = 2, MaxMessageBytes = 8192, Envelope = MqEnvelopeMode.None });
        Assert.Equal(0, SystemVCalls.GetStatus(IdOf(queue), out SystemVQueueStatus status));
        Assert.Equal(16384ul, status.MaxBytes);
        Assert.True(TrySend(queue, new byte[8192]));
        Assert.True(TrySend(queue, new byte[8192]));
        Assert.False(TrySend(queue, [1]));
    }

    [Fact]
    public void Without_being_asked_a_queue_takes_what_the_kernel_gives()
    {
        SysVLimits limits = SysVLimits.Read();
        MqQueue queue = Open(new MqQueueOptions { Name = Name(), Envelope = MqEnvelopeMode.None });
        Assert.Equal((limits.MaxQueueBytes / limits.MaxMessageBytes, limits.MaxMessageBytes), (queue.Capacity, queue.MaxMessageBytes));

        MqQueue contract = Open(new MqQueueOptions { Name = Name("contract"), ContractBytes = 36 });
        Assert.Equal((limits.MaxQueueBytes / 100, 36), (contract.Capacity, contract.MaxMessageBytes));

        MqQueue many = Open(new MqQueueOptions { Name = Name("many"), Capacity = 16 });
        Assert.Equal((16, (limits.MaxQueueBytes / 16) - MqEnvelopePrefix.ReservedBytes), (many.Capacity, many.MaxMessageBytes));

        MqQueue large = Open(new MqQueueOptions { Name = Name("large"), ContractBytes = 1 << 20 });
        Assert.Equal(limits.MaxMessageBytes - MqEnvelopePrefix.ReservedBytes, large.MaxMessageBytes);
    }

    [Fact]
    public void What_suffices_is_opened_with_a_warning_and_what_does_not_names_both()
    {
        Open();
        MqQueue smaller = Open(Options() with { Capacity = 2, MaxMessageBytes = 50 });
        Assert.Equal((4, 100), (smaller.Capacity, smaller.MaxMessageBytes));
        Assert.Contains(Logger.Entries, entry => entry.Level == LogLevel.Warning && entry.Text.Contains("asked 50", StringComparison.Ordinal));
        Assert.Throws<MqQueueMismatchException>(() => Transport.Open(Options() with { Capacity = 5 }));
        MqQueueMismatchException error = Assert.Throws<MqQueueMismatchException>(() => Transport.Open(Options() with { MaxMessageBytes = 101 }));
        Assert.Equal((4, 100, 101), (error.ActualCapacity, error.ActualMessageBytes, error.RequestedMessageBytes));

        // Without an envelope there is more for the payload; with one, a small queue may have nothing left.
        Assert.Equal(164, Open(Options() with { MaxMessageBytes = null, Envelope = MqEnvelopeMode.None }).MaxMessageBytes);
        Open(Options("tiny") with { MaxMessageBytes = 64, Envelope = MqEnvelopeMode.None });
        Assert.Throws<MqQueueMismatchException>(() => Transport.Open(new() { Name = Name("tiny") }));
    }

    [Fact]
    [Trait("Accepts", "G32")]
    public void A_message_that_is_too_large_is_refused_and_the_queue_unchanged()
    {
        MqQueue queue = Open();
        MqEnvelope envelope = default;
        queue.TryClaim(in envelope, 0, out MqClaim claim);
        Assert.Equal(100, claim.Capacity);
        Assert.Throws<MqMessageTooLargeException>(() => queue.TryCommit(ref claim, 101));
        Assert.Null(claim.Array);
        Assert.Equal(0, queue.GetAttributes().Count);
    }

    [Fact]
    [Trait("Accepts", "V45")]
    public void A_message_size_above_msgmax_is_refused_by_its_name()
    {
        MqLimitException error = Assert.Throws<MqLimitException>(() => Transport.Open(Options() with { MaxMessageBytes = SysVLimits.Read().MaxMessageBytes }));
        Assert.Equal("/proc/sys/kernel/msgmax", error.Limit);
        Assert.Equal(SysVLimits.Read().MaxMessageBytes.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Value);
        Assert.Contains("64 bytes of them for the envelope", error.Message, StringComparison.Ordinal);
        Assert.Contains("sysctl kernel.msgmax", error.Message, StringComparison.Ordinal);
        Assert.False(Transport.Delete(Name()));
    }

    [Fact]
    public void More_bytes_than_any_queue_has_are_refused_whatever_the_privileges()
    {
        MqLimitException error = Assert.Throws<MqLimitException>(() => Transport.Open(Options() with { Capacity = int.MaxValue }));
        Assert.Equal("2147483647", error.Value);
        Assert.False(Transport.Delete(Name()));
    }

    [SkippableFact]
    [Trait("Accepts", "V55")]
    public void More_bytes_than_msgmnb_are_refused_by_its_name_and_nothing_is_left()
    {
        string[] lines = RunAlone(ChildProcess.AsOtherUser, "try-open", "3", "8192");
        Assert.Equal("MqLimitException 1", lines[0]);
        Assert.Contains("/proc/sys/kernel/msgmnb = 16384", lines[1], StringComparison.Ordinal);
        Assert.Contains("24576 bytes", lines[1], StringComparison.Ordinal);
        Assert.Contains("sysctl kernel.msgmnb", lines[1], StringComparison.Ordinal);
        Assert.Equal("0", lines[2]);
    }

    [SkippableFact]
    [Trait("Accepts", "S10")]
    public void Too_many_queues_are_an_error_with_their_number_and_the_limit()
    {
        string[] lines = RunAlone(["sh", "-c", "echo 5 > /proc/sys/kernel/msgmni && exec \"$@\"", "sh"], "open-until-refused");
        Assert.Equal(["5", "MqLimitException 28"], lines[..2]);
        Assert.Contains("too many queues on this host: 5 of at most 5", lines[2], StringComparison.Ordinal);
        Assert.Contains("sysctl kernel.msgmni", lines[2], StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Raised_limits_are_used()
    {
        string[] lines = RunAlone(["sh", "-c", "echo 65536 > /proc/sys/kernel/msgmax && echo 1000000 > /proc/sys/kernel/msgmnb && exec \"$@\"", "sh"], "try-open", "10", "65536");
        Assert.Equal(["opened"], lines);
    }

    [SkippableTheory]
    [InlineData("600", "Receive yes", "Send yes", "Both yes")]
    [InlineData("400", "Receive yes", "Send 13", "Both 13")]
    [InlineData("200", "Receive 13", "Send yes", "Both 13")]
    public void The_mode_decides_what_a_handle_may_do_and_it_is_said_when_it_is_opened(string mode, params string[] expected) =>
        Assert.Equal(expected, RunAlone(ChildProcess.AsOtherUser, "open-with-mode", mode));

    [SkippableFact]
    public void A_queue_of_other_programs_that_may_only_be_sent_to_can_be_joined_to_send() =>
        Assert.Equal(["True True 1"], RunAlone(ChildProcess.AsOtherUser, "join-to-send"));

    [SkippableFact]
    [Trait("Accepts", "V44")]
    public void Without_permissions_everything_is_refused_by_name() => Assert.Equal(
        ["send 13", "receive 13", "choose 13", "look 13", "open 13", "count 0"],
        RunAlone(ChildProcess.AsOtherUser, "use-without-permissions"));

    [Fact]
    public void A_mode_that_is_asked_for_goes_through_the_umask()
    {
        MqQueue queue = Open(Options() with { Mode = (UnixFileMode)0b110_110_110 });
        Assert.Equal(0, SystemVCalls.GetStatus(IdOf(queue), out SystemVQueueStatus status));
        Assert.Equal(0b110_110_110u & ~Convert.ToUInt32(Run("sh", "-c", "umask"), 8), status.Permissions.Mode);
    }

    /// <summary>Runs a child in an IPC namespace of its own, and in a folder for scopes that everybody may enter.</summary>
    private static string[] RunAlone(IEnumerable<string> wrapper, params string[] command)
    {
        ChildProcess.SkipWithoutNamespaces();
        DirectoryInfo root = Directory.CreateTempSubdirectory("typedmq-tests-");
        try
        {
            File.SetUnixFileMode(root.FullName, (UnixFileMode)0b111_111_111);
            return ChildProcess.Run(root.FullName, [.. ChildProcess.InOwnNamespace, .. wrapper], ["sysv", .. command]);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
