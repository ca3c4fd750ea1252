using System.Globalization;
using TypedMq.Tests.Support;

namespace TypedMq.Tests;

/// <summary>What a message costs in the kernel, while there is data or room.</summary>
[Trait("Layer", "typed")]
public abstract class SystemCallTests(string transport, string send, string receive) : IDisposable
{
    private const int Messages = 1000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedmq-tests-");

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_message_costs_one_system_call_to_send_and_one_to_receive(bool isAsync)
    {
        Strace.SkipWithoutIt();
        Dictionary<string, int> calls = Strace.Count(_folder.FullName, "exchange", transport, Messages.ToString(CultureInfo.InvariantCulture), $"{isAsync}");
        string all = string.Join(", ", calls.Select(call => $"{call.Key} {call.Value}"));
        Assert.True(calls.Remove(send, out int sends) && sends == Messages, all);
        Assert.True(calls.Remove(receive, out int receives) && receives == Messages, all);

        // The .NET runtime's own threads may do something now and then; with the messages it has nothing to do.
        Assert.True(calls.Values.Sum() < Messages / 20, all);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _folder.Delete(recursive: true);
}

/// <summary>Of POSIX queues.</summary>
[Collection(PosixCollection.Name)]
[Trait("Transport", "posix")]
public sealed class PosixSystemCallTests() : SystemCallTests("posix", "mq_timedsend", "mq_timedreceive");

/// <summary>Of System V queues.</summary>
[Trait("Transport", "sysv")]
public sealed class SysVSystemCallTests() : SystemCallTests("sysv", "msgsnd", "msgrcv");
