namespace TypedMq.Tests.Support;

/// <summary>A record that costs nothing to decode.</summary>
[MqContract]
public readonly record struct Counted(int Number);

/// <summary>Its channel.</summary>
[MqChannel("counted", Capacity = 4, MaxMessageBytes = 64)]
public interface ICounted : IMqQueue<Counted>, IMqChannel;

/// <summary>Sends and receives while there is data or room, and marks where that begins and ends for strace(1).</summary>
internal static class CountedChild
{
    public static void Run(string transport, int messages, bool isAsync)
    {
        using MqNode node = MqNode.Create(options => _ = transport switch
        {
            "fastmq" => options.UseFastMq(),
            "sysv" => options.UseSysV(),
            _ => options.UsePosix(),
        });
        string name = $"counted-{Environment.ProcessId}-{Guid.NewGuid():n}";
        using (ICounted channel = node.Open<ICounted>(options => options.Name = name))
        {
            try
            {
                Exchange(channel, 100, isAsync);
                _ = File.Exists(Strace.Begin);
                Exchange(channel, messages, isAsync);
                _ = File.Exists(Strace.End);
            }
            finally
            {
                node.Delete(name);
            }
        }
    }

    private static void Exchange(ICounted channel, int messages, bool isAsync)
    {
        for (int i = 0; i < messages; i += 2)
        {
            if (isAsync)
            {
                Completed(channel.SendAsync(new(i)));
                Completed(channel.SendAsync(new(i + 1)));
                Same(i, Completed(channel.ReceiveAsync()));
                Same(i + 1, Completed(channel.ReceiveAsync()));
            }
            else
            {
                channel.Send(new(i));
                channel.Send(new(i + 1), PosixTest.Bound);
                Same(i, channel.Receive());
                Same(i + 1, channel.TryReceive(out Counted counted, PosixTest.Bound) ? counted : default);
            }
        }
    }

    private static void Completed(ValueTask task)
    {
        Assert.True(task.IsCompletedSuccessfully);
        task.GetAwaiter().GetResult();
    }

    private static Counted Completed(ValueTask<Counted> task)
    {
        Assert.True(task.IsCompletedSuccessfully);
        return task.GetAwaiter().GetResult();
    }

    private static void Same(int expected, Counted counted) => Assert.True(expected == counted.Number);
}
