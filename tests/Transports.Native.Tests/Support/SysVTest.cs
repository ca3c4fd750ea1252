using TypedMq.Interop;
using TypedMq.Transports;
using TypedMq.Transports.SysV;

namespace TypedMq.Tests.Support;

/// <summary>A test with System V queues of its own: gone afterwards, by their ids, also when it fails.</summary>
/// <remarks>One after the other with the POSIX ones: they share the scope's folder of the run, and many measure time.</remarks>
[Collection(PosixCollection.Name)]
public abstract class SysVTest() : QueueTest(static context => new SysVTransport(context))
{
    private readonly List<int> _ids = [];

    /// <summary>The folder of the user's own scope.</summary>
    protected static string Folder => Path.Combine(ScopeRoot, $"typedmq-{Libc.EffectiveUser()}");

    /// <summary>The entry of a queue in the registry.</summary>
    protected string FileOf(string suffix = "queue") => Path.Combine(Folder, "sysv", Name(suffix).Value);

    /// <summary>The id of a queue, from what it says to people.</summary>
    protected static int IdOf(MqQueue queue) => int.Parse(queue.Address.Split(' ', ',')[3], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The key of a queue, from what it says to people.</summary>
    protected static int KeyOf(MqQueue queue) => Convert.ToInt32(queue.Address.Split("key 0x")[1][..8], 16);

    /// <summary>A queue that is removed after the test by its id.</summary>
    protected int Own(int id)
    {
        Assert.True(id >= 0, $"No queue: {id}.");
        _ids.Add(id);
        return id;
    }

    /// <summary>A key that nobody has.</summary>
    protected static int FreeKey()
    {
        int key;
        do
        {
            key = Random.Shared.Next(1, int.MaxValue);
        }
        while (SystemVCalls.GetQueue(key, 0) >= 0);
        return key;
    }

    /// <summary>Sends as a program that knows nothing of TypedMq does.</summary>
    protected static void SendRaw(int id, long type, params ReadOnlySpan<byte> bytes)
    {
        byte[] message = new byte[SystemVCalls.TypeSize + bytes.Length];
        BitConverter.TryWriteBytes(message, type);
        bytes.CopyTo(message.AsSpan(SystemVCalls.TypeSize));
        Assert.Equal(0, SystemVCalls.Send(id, message, SystemVCalls.NoWait));
    }

    /// <summary>Receives as a program that knows nothing of TypedMq does; null when there is nothing.</summary>
    protected static (long Type, byte[] Bytes)? ReceiveRaw(int id, long type = 0)
    {
        byte[] buffer = new byte[10_000];
        int length = SystemVCalls.Receive(id, buffer, type, SystemVCalls.NoWait);
        return length >= 0 ? (BitConverter.ToInt64(buffer), buffer[SystemVCalls.TypeSize..(SystemVCalls.TypeSize + length)])
            : length == -Errno.ENOMSG ? null
            : throw new InvalidOperationException(Errno.Describe(-length));
    }

    /// <summary>Runs a program of the test to its end.</summary>
    protected static string Run(string program, params string[] arguments)
    {
        (int exitCode, string output) = ChildProcess.Run([program, .. arguments], ScopeRoot);
        Assert.True(exitCode == 0, output);
        return output.Trim();
    }

    protected static string RunForeign(params string[] arguments) => Run("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "SysV", "foreign.py"), .. arguments]);

    protected override void Dispose(bool disposing)
    {
        // First, for a test may leave an entry that cannot be deleted.
        foreach (int id in _ids)
        {
            SystemVCalls.RemoveQueue(id);
        }

        base.Dispose(disposing);
    }
}
