using TypedMq.Interop;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;
using TypedMq.Transports.Posix;
using TypedMq.Transports.SysV;

namespace TypedMq.Tests.Scopes;

/// <summary>A private queue goes with its handle; one whose process was killed goes when somebody sweeps.</summary>
[Collection(PosixCollection.Name)]
public abstract class PrivateQueueTests(Func<MqTransportContext, MqTransport> make) : QueueTest(make)
{
    private string Locks => Path.Combine(ScopeRoot, $"typedmq-{Libc.EffectiveUser()}", Transport.Name + "-private");

    [Fact]
    public void It_takes_messages_from_other_handles_and_goes_with_its_own()
    {
        MqQueueOptions options = Options() with { Private = true };
        MqQueue queue = Open(options);
        using MqQueue other = Transport.Open(options with { Private = false, OpenMode = MqOpenMode.OpenExisting, Access = MqAccess.Send });
        Assert.True(TrySend(other, [1, 2]));
        Assert.Equal([1, 2], TryReceive(queue)!);
        Assert.True(File.Exists(LockOf(options)));

        queue.Dispose();
        Assert.DoesNotContain(options.Name, Transport.List());
        Assert.False(File.Exists(LockOf(options)));
        Assert.Throws<MqQueueNotFoundException>(() => Transport.Open(options with { Private = false, OpenMode = MqOpenMode.OpenExisting }));
    }

    [Fact]
    public void Sweeping_leaves_it_alone_while_its_owner_lives()
    {
        MqQueueOptions options = Options() with { Private = true };
        MqQueue queue = Open(options);
        Transport.SweepPrivate();
        Assert.Contains(options.Name, Transport.List());
        Assert.True(TrySend(queue, [1]));
        Assert.True(File.Exists(LockOf(options)));
    }

    [Fact]
    public void Sweeping_deletes_the_queue_of_an_owner_that_died_and_its_file()
    {
        Open(Options("mine") with { Private = true });

        // What a process leaves that is killed: a queue, and a file that nobody has locked.
        MqQueueOptions orphan = Options("orphan");
        Open(orphan).Dispose();
        File.WriteAllText(LockOf(orphan), "");

        Until(() => Transport.SweepPrivate() > 0 || !File.Exists(LockOf(orphan)), "nothing was swept");
        Assert.DoesNotContain(orphan.Name, Transport.List());
        Assert.False(File.Exists(LockOf(orphan)));
    }

    [Fact]
    public void A_file_whose_queue_was_never_made_is_swept()
    {
        Open(Options("mine") with { Private = true });
        MqQueueOptions never = Options("never");
        File.WriteAllText(LockOf(never), "");
        Until(() => Transport.SweepPrivate() > 0 || !File.Exists(LockOf(never)), "nothing was swept");
        Assert.False(File.Exists(LockOf(never)));
    }

    [Fact]
    public async Task Those_that_are_made_while_many_sweep_are_all_there()
    {
        using CancellationTokenSource done = new();
        Task[] sweepers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                Transport.SweepPrivate();
            }
        }))];
        try
        {
            for (int i = 0; i < 500; i++)
            {
                MqQueueOptions options = Options("swept") with { Private = true };
                using MqQueue queue = Open(options);
                Assert.True(TrySend(queue, [1]));
                Assert.True(File.Exists(LockOf(options)));
            }
        }
        finally
        {
            await done.CancelAsync();
            await Task.WhenAll(sweepers);
        }
    }

    [Fact]
    public void A_second_one_of_the_same_name_is_refused_and_leaves_the_first_alone()
    {
        MqQueueOptions options = Options() with { Private = true };
        MqQueue queue = Open(options);
        Assert.Throws<MqQueueExistsException>(() => Open(options));
        Assert.True(TrySend(queue, [1]));
        Assert.True(File.Exists(LockOf(options)));
    }

    [Fact]
    public void One_whose_name_a_queue_has_already_is_refused_and_leaves_nothing()
    {
        MqQueueOptions options = Options();
        MqQueue queue = Open(options);
        Assert.Throws<MqQueueExistsException>(() => Open(options with { Private = true }));
        Assert.False(File.Exists(LockOf(options)));
        Assert.True(TrySend(queue, [1]));
    }

    private string LockOf(MqQueueOptions options) => Path.Combine(Locks, options.Name.Value);
}

[Trait("Transport", "fastmq")]
public sealed class FastMqPrivateQueueTests() : PrivateQueueTests(static context => new FastMqTransport(context));

[Trait("Transport", "posix")]
public sealed class PosixPrivateQueueTests() : PrivateQueueTests(static context => new PosixTransport(context));

[Trait("Transport", "sysv")]
public sealed class SysVPrivateQueueTests() : PrivateQueueTests(static context => new SysVTransport(context));
