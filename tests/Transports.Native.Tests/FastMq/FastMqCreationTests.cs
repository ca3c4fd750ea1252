using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>Creating: whoever races or dies, there is one whole queue or none.</summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqCreationTests : FastMqTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Accepts", "G35")]
    [Trait("Accepts", "V24")]
    public async Task A_hundred_creators_in_threads_and_processes_end_on_one_queue(bool hasNamelessFiles)
    {
        using FastMqTransport transport = With(new() { HasNamelessFiles = hasNamelessFiles });
        MqQueueOptions options = Options() with { Capacity = 128 };
        RunningChild[] children = [.. Enumerable.Range(0, 10).Select(i => Child("send-one", Name().Value, $"{90 + i}"))];
        try
        {
            Array.ForEach(children, static child => Assert.Equal("ready", child.ReadLine()));
            using Barrier start = new(90);
            NativeThread[] threads = [.. Enumerable.Range(0, 90).Select(i => new NativeThread(() =>
            {
                start.SignalAndWait();
                MqQueue queue = Open(options, transport);
                Assert.Equal((128, 100), (queue.Capacity, queue.MaxMessageBytes));
                Assert.True(TrySend(queue, BitConverter.GetBytes(i)));
            }))];
            Array.ForEach(children, static child => child.WriteLine("go"));
            await Task.WhenAll(threads.Select(static thread => thread.Completion));
            Array.ForEach(children, static child => Assert.Equal($"True 128 {child.Id}", child.ReadLine()));
            MqQueue receiver = Open(options);
            List<int> received = [];
            while (TryReceive(receiver) is { } payload)
            {
                received.Add(BitConverter.ToInt32(payload));
            }

            Assert.Equal(Enumerable.Range(0, 100), received.Order());
        }
        finally
        {
            Array.ForEach(children, static child => child.Dispose());
        }
    }

    [Fact]
    [Trait("Accepts", "G35")]
    public void Of_fifty_who_create_anew_one_does()
    {
        for (int round = 0; round < 20; round++)
        {
            int created = 0, refused = 0;
            using Barrier start = new(50);
            Thread[] threads = [.. Enumerable.Range(0, 50).Select(_ => new Thread(() =>
            {
                start.SignalAndWait();
                try
                {
                    Open(Options() with { OpenMode = MqOpenMode.CreateNew });
                    Interlocked.Increment(ref created);
                }
                catch (MqQueueExistsException)
                {
                    Interlocked.Increment(ref refused);
                }
            }))];
            Array.ForEach(threads, static thread => thread.Start());
            Array.ForEach(threads, static thread => thread.Join());
            Assert.Equal((1, 49), (created, refused));
            Assert.True(Transport.Delete(Name()));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Accepts", "G35")]
    [Trait("Accepts", "R12")]
    public void Creators_and_deleters_that_are_killed_at_any_moment_leave_a_queue_or_none(bool hasNamelessFiles)
    {
        using FastMqTransport transport = With(new() { HasNamelessFiles = hasNamelessFiles });
        Open(Options("before")).Dispose();
        string[] others = [.. Directory.GetFileSystemEntries(Folder)];
        for (int round = 0; round < 12; round++)
        {
            using RunningChild child = Child("create-for-ever", Name().Value, $"{hasNamelessFiles}");
            Assert.Equal("ready", child.ReadLine());
            for (int seen = Random.Shared.Next(1, 50); seen > 0; seen--)
            {
                Until(() => File.Exists(FileOf()), "The child creates nothing.");
                Until(() => !File.Exists(FileOf()), "The child deletes nothing.");
            }

            child.Kill();

            // A draft at most, which the next creator removes.
            Assert.All(Directory.GetFileSystemEntries(Folder).Except(others), left => Assert.Contains(Path.GetFileName(left), (string[])[Name().Value, "typedmq:draft"]));
            using (MqQueue queue = transport.Open(Options()))
            {
                Assert.True(TrySend(queue, [1]));
                Assert.Equal([1], TryReceive(queue));
            }

            Assert.True(transport.Delete(Name()));
            using (MqQueue another = transport.Open(Options() with { OpenMode = MqOpenMode.CreateNew }))
            {
                Assert.Equal([.. others, FileOf()], Directory.GetFileSystemEntries(Folder).Order());
            }

            Assert.True(transport.Delete(Name()));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_draft_that_a_killed_creator_left_is_no_queue_and_is_gone_with_the_next_creation(bool hasNamelessFiles)
    {
        Open(Options("before")).Dispose();
        string draft = Path.Combine(Folder, "typedmq:draft");
        File.WriteAllText(draft, "half of a queue");
        Assert.DoesNotContain(Transport.List(), static name => name.Value.Contains("draft", StringComparison.Ordinal));
        using FastMqTransport transport = With(new() { HasNamelessFiles = hasNamelessFiles });
        Assert.True(TrySend(Open(Options(), transport), [1]));
        Assert.False(File.Exists(draft));
    }

    [Fact]
    public void Without_files_that_have_no_name_queues_are_the_same()
    {
        using FastMqTransport transport = With(new() { HasNamelessFiles = false });
        MqQueue queue = Open(Options(), transport);
        TrySend(queue, [1]);
        Assert.Equal([1], TryReceive(Open()));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FileOf()));
    }

    [Fact]
    [Trait("Accepts", "P42")]
    public void Who_opens_while_others_delete_gets_a_queue_that_works_or_is_removed()
    {
        Thread deleter = new(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                Transport.Delete(Name());
            }
        });
        deleter.Start();
        int worked = 0;
        while (deleter.IsAlive || worked == 0)
        {
            using MqQueue queue = Transport.Open(Options());
            try
            {
                TrySend(queue, [1]);
                worked++;
            }
            catch (MqQueueRemovedException)
            {
            }
        }

        Assert.True(TrySend(Open(Options()), [1]));
        Assert.Contains(Name(), Transport.List());
    }
}
