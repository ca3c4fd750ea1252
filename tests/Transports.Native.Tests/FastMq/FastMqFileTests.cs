using System.Net.Sockets;
using TypedMq.Interop;
using TypedMq.Scopes;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>What lies where a queue should be: only a whole queue of the right owner is opened; anything else is named, left alone, and can be deleted.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqFileTests : FastMqTest
{
    [Theory]
    [InlineData(0, "which is not even a header")]
    [InlineData(1, "which is not even a header")]
    [InlineData(4095, "which is not even a header")]
    [InlineData(4096, "it was cut, or never whole")]
    [InlineData(20_000, "it was cut, or never whole")]
    [InlineData(-1, "it was cut, or never whole")]
    [InlineData(-4096, "it was cut, or never whole")]
    [InlineData(4096 * 1000, "it was cut, or never whole")]
    [Trait("Accepts", "G24")]
    [Trait("Accepts", "R14")]
    public void A_file_of_another_size_is_refused(int size, string found)
    {
        Open().Dispose();
        using (FileStream file = File.OpenWrite(FileOf()))
        {
            file.SetLength(size < 0 ? file.Length + size : size);
        }

        IsRefused(found);
    }

    [Fact]
    [Trait("Accepts", "G24")]
    public void What_another_program_wrote_is_refused()
    {
        Open().Dispose();
        File.WriteAllText(FileOf(), new string('x', 5000));
        IsRefused("is no FastMq queue");
    }

    [Theory]
    [InlineData(0x00, "is no FastMq queue")]
    [InlineData(0x08, "newer than 1, the newest that this version of TypedMq knows: update this service first")]
    [InlineData(0x0C, "numbers contradict each other")]
    [InlineData(0x10, "numbers contradict each other")]
    [InlineData(0x14, "numbers contradict each other")]
    [InlineData(0x18, "numbers contradict each other")]
    [InlineData(0x1C, "a header that cannot be")]
    [InlineData(0x20, "numbers contradict each other")]
    [InlineData(0x24, "a header that cannot be")]
    [InlineData(0x30, "it was cut, or never whole")]
    [InlineData(0x38, "a header that cannot be")]
    [InlineData(0x40, "numbers contradict each other")]
    [InlineData(0x48, "numbers contradict each other")]
    [InlineData(0x50, "numbers contradict each other")]
    [InlineData(0x58, "numbers contradict each other")]
    [InlineData(0x78, "numbers contradict each other")]
    [InlineData(0x80, "numbers contradict each other")]
    [InlineData(0x84, "numbers contradict each other")]
    [InlineData(0x88, "numbers contradict each other")]
    [InlineData(0x90, "numbers contradict each other")]
    [Trait("Accepts", "T3")]
    [Trait("Accepts", "R15")]
    public void A_number_that_contradicts_the_others_is_refused(int offset, string found)
    {
        uint[] wrong = [0, uint.MaxValue, 0x7FFF_FFFF, 0x8000_0000];
        Open().Dispose();
        byte[] whole = File.ReadAllBytes(FileOf());
        uint right = BitConverter.ToUInt32(whole, offset);
        foreach (uint value in (uint[])[.. wrong, right + 4096, right ^ 0x10000])
        {
            // That slots are reserved for another priority, or none, is no contradiction.
            if (value == right || (offset == 0x88 && value <= FastMqTransport.MaxPriority))
            {
                continue;
            }

            byte[] changed = [.. whole];
            BitConverter.TryWriteBytes(changed.AsSpan(offset), value);
            File.WriteAllBytes(FileOf(), changed);
            MqCorruptQueueException error = Assert.Throws<MqCorruptQueueException>(() => Transport.Open(Options()));
            Assert.Equal(error.Message, Assert.Throws<MqCorruptQueueException>(() => Look()).Message);
        }

        BitConverter.TryWriteBytes(whole.AsSpan(offset), right + 0x10000);
        File.WriteAllBytes(FileOf(), whole);
        IsRefused(found);
    }

    [Fact]
    public void The_other_engine_over_the_same_file_is_refused()
    {
        Open().Dispose();
        using (FileStream file = File.OpenWrite(FileOf()))
        {
            file.Position = 0x38;
            file.WriteByte((byte)FastMqEngine.OneToOne);
        }

        IsRefused("numbers contradict each other");
    }

    [Fact]
    [Trait("Accepts", "T2")]
    public void A_link_is_refused_and_what_it_leads_to_is_left_alone()
    {
        Open().Dispose();
        MqQueue other = Open(Options("other"));
        File.Delete(FileOf());
        File.CreateSymbolicLink(FileOf(), FileOf("other"));
        IsRefused("is a symbolic link");
        Assert.True(TrySend(other, [1]));

        Transport.Delete(Name());
        File.CreateSymbolicLink(FileOf(), "/nowhere");
        IsRefused("is a symbolic link");
    }

    [Fact]
    [Trait("Accepts", "T2")]
    public void A_directory_is_refused_and_one_that_holds_something_is_not_deleted()
    {
        Open().Dispose();
        File.Delete(FileOf());
        Directory.CreateDirectory(Path.Combine(FileOf(), "inside"));
        Refused("is a directory");
        Assert.Contains(FileOf(), Assert.ThrowsAny<MqException>(() => Transport.Delete(Name())).Message, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(FileOf(), "inside"));
        IsRefused("is a directory");
    }

    [Fact]
    [Trait("Accepts", "T2")]
    public void A_pipe_is_refused_at_once()
    {
        Open().Dispose();
        File.Delete(FileOf());
        Assert.Equal(0, CProgram.Run(["mkfifo", FileOf()]).ExitCode);
        IsRefused("is no regular file");
    }

    [Fact]
    [Trait("Accepts", "T2")]
    public void A_socket_is_refused()
    {
        Open().Dispose();
        File.Delete(FileOf());
        string shorter = Path.Combine(ScopeRoot, "s");
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(shorter));
        File.Move(shorter, FileOf());
        IsRefused("is a socket");
    }

    [Fact]
    [Trait("Accepts", "T2")]
    public void A_queue_with_a_second_name_is_refused_under_both()
    {
        MqQueue queue = Open();
        Assert.Equal(0, Libc.Link(FileOf(), FileOf("other")));
        Refused("has 2 names");
        Refused("has 2 names", "other");
        File.Delete(FileOf("other"));
        Assert.True(TrySend(queue, [1]));
        Assert.Equal([1], TryReceive(Open()));
    }

    [SkippableTheory]
    [InlineData(65534, -1, "belongs to user 65534 instead of 0")]
    [InlineData(-1, 65534, null)]
    [Trait("Accepts", "T2")]
    public void A_file_of_another_user_is_refused_and_in_ones_own_scope_the_group_does_not_matter(int user, int group, string? found)
    {
        Need.That(Environment.UserName == "root", "Needs root, to give a file away.");
        Open().Dispose();
        using (DescriptorHandle file = new(Libc.Open(FileOf(), Libc.OpenReadOnly, 0)))
        {
            Assert.Equal(0, Libc.ChangeOwner(file, (uint)user, (uint)group));
        }

        if (found is null)
        {
            Assert.True(TrySend(Open(), [1]));
        }
        else
        {
            IsRefused(found);
        }
    }

    [Fact]
    [Trait("Accepts", "T1")]
    [Trait("Accepts", "P4")]
    public void A_queue_is_its_users_alone_unless_another_mode_is_asked_for()
    {
        Open();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FileOf()));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Folder));
        UnixFileMode asked = (UnixFileMode)0b110_100_100;
        Open(Options("readable") with { Mode = asked });
        Assert.Equal(asked & ~(UnixFileMode)FileCreationMask.Current, File.GetUnixFileMode(FileOf("readable")));
    }

    [Fact]
    public void What_is_in_the_way_is_listed_with_the_queues()
    {
        Open();
        File.WriteAllText(FileOf("foreign"), "x");
        Assert.Subset(Transport.List().ToHashSet(), new HashSet<MqQueueName> { Name(), Name("foreign") });
    }

    /// <summary>Neither used, nor replaced, nor looked into; and after it was deleted the name is good again.</summary>
    private void IsRefused(string found)
    {
        Refused(found);
        Assert.True(Transport.Delete(Name()));
        Assert.False(Path.Exists(FileOf()));
        Assert.True(TrySend(Open(), [1]));
    }

    private void Refused(string found, string suffix = "queue")
    {
        foreach (MqOpenMode mode in Enum.GetValues<MqOpenMode>())
        {
            MqCorruptQueueException error = Assert.Throws<MqCorruptQueueException>(() => Transport.Open(Options(suffix) with { OpenMode = mode }));
            Assert.Contains(found, error.Message, StringComparison.Ordinal);
            Assert.Contains(FileOf(suffix), error.Message, StringComparison.Ordinal);
        }

        Assert.Contains(found, Assert.Throws<MqCorruptQueueException>(() => Look(suffix)).Message, StringComparison.Ordinal);
    }
}
