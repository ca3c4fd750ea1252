using System.Runtime.CompilerServices;
using System.Text;
using TypedMq.Native;
using TypedMq.Tests.Support;
using TypedMq.Transports;

namespace TypedMq.Tests.Posix;

/// <summary>The examples of docs/transports.md, line by line.</summary>
[Collection(PosixCollection.Name)]
[Trait("Transport", "posix")]
public sealed class PosixExampleTests
{
    [Fact]
    [Trait("Layer", "typed")]
    [Trait("Accepts", "C9")]
    public void Hello_world_goes_through_a_queue_of_a_random_name_in_ten_lines()
    {
        string name = Guid.NewGuid().ToString("n");
        using MqNode node = MqNode.Create(options => options.UsePosix());
        using MqByteChannel channel = node.OpenBytes(name, options => (options.Capacity, options.MaxMessageBytes) = (10, 1000));
        channel.Send("Hello, world!"u8);
        byte[] buffer = new byte[channel.MaxMessageBytes];
        int length = channel.Receive(buffer, out int priority);
        string text = Encoding.UTF8.GetString(buffer, 0, length);
        node.Delete(name);

        Assert.Equal(("Hello, world!", 0), (text, priority));
        Assert.InRange(CheckDocumented(nameof(Hello_world_goes_through_a_queue_of_a_random_name_in_ten_lines)), 1, 10);
    }

    [Fact]
    [Trait("Layer", "raw")]
    public void A_raw_queue_tells_of_a_message_that_is_then_received()
    {
        try
        {
            Jobs();
        }
        finally
        {
            PosixMq.Unlink("/jobs");
        }

        CheckDocumented(nameof(Jobs));
    }

    private static void Jobs()
    {
        using PosixMq queue = PosixMq.Create("/jobs", MqAccess.Both, UnixFileMode.UserRead | UnixFileMode.UserWrite, new(MaxMessages: 10, MessageSize: 64));
        queue.RequestNotification(OnMessage);
        queue.Send("resize 4711"u8, priority: 5);

        void OnMessage()
        {
            queue.RequestNotification(OnMessage);                        // again, before the queue is emptied
            Span<byte> buffer = stackalloc byte[64];
            while (queue.TryReceive(buffer, out int length, out int priority))
            {
                Handle(buffer[..length], priority);
            }
        }

        Assert.True(Handled.Wait(PosixTest.Bound));
    }

    private static readonly ManualResetEventSlim Handled = new();

    private static void Handle(ReadOnlySpan<byte> job, int priority)
    {
        if (priority == 5 && job.SequenceEqual("resize 4711"u8))
        {
            Handled.Set();
        }
    }

    /// <summary>The lines of a method, up to its first assertion, are those of an example in the documentation.</summary>
    /// <returns>How many they are.</returns>
    private static int CheckDocumented(string method, [CallerFilePath] string here = "")
    {
        string page = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/transports.md"));
        string[] lines =
        [
            .. File.ReadLines(here)
                .SkipWhile(line => !line.Contains($"void {method}()", StringComparison.Ordinal)).Skip(2)
                .TakeWhile(line => !line.Contains("Assert.", StringComparison.Ordinal)).Select(line => line.Length > 8 ? line[8..] : line.Trim()),
        ];
        string example = string.Join('\n', lines).Trim();
        Assert.Contains(example, File.ReadAllText(page), StringComparison.Ordinal);
        return example.Split('\n').Length;
    }
}
