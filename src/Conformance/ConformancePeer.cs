using System.Globalization;

namespace TypedMq.Conformance;

/// <summary>
/// The other process of <see cref="HostTransportConformance"/>. A transport's own executable consists of one line:
/// <c>return ConformancePeer.Run(args, options => options.UseMine());</c>
/// </summary>
/// <remarks>
/// Roles, each with the name of a queue, which exists but in the last:
/// <list type="table">
/// <item><term><c>send queue length</c></term><description>sends one message of ascending bytes</description></item>
/// <item><term><c>receive queue length</c></term><description>receives one message and checks it</description></item>
/// <item><term><c>block-receive queue</c></term><description>says <c>waiting</c>, then receives: it is there to be killed</description></item>
/// <item><term><c>await-receive queue</c></term><description>the same, but awaits the message</description></item>
/// <item><term><c>block-send queue</c></term><description>says <c>waiting</c>, then sends: the queue is full, and it is there to be killed</description></item>
/// <item><term><c>handle queue</c></term><description>handles the first message, of which it says <c>handling</c> and the number, without an end: it is there to be killed</description></item>
/// <item><term><c>notify queue</c></term><description>registers for one notification, says <c>waiting</c>, and waits for it</description></item>
/// <item><term><c>race queue capacity bytes number</c></term><description>
/// says <c>ready</c>, waits for a line, opens or creates the queue, says <c>opened</c> with its capacity and message size, and sends the number in one byte
/// </description></item>
/// <item><term><c>serve queue [stuck]</c></term><description>
/// serves requests, says <c>serving</c>, and ends with a line of input, unless it is killed; when it is stuck, says <c>stuck</c> instead of adding
/// </description></item>
/// <item><term><c>ask queue</c></term><description>sends a request that is not answered, says <c>asking</c>, and waits: it is there to be killed</description></item>
/// </list>
/// </remarks>
public static class ConformancePeer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Does what a test asks of its other process.</summary>
    /// <param name="args">The arguments of the program: a role, the name of a queue, and what the role needs.</param>
    /// <param name="configure">Registers and chooses the transport under test.</param>
    /// <returns>What the program is to end with: 0 means success.</returns>
    /// <exception cref="ArgumentException">There is no such role.</exception>
    public static int Run(string[] args, Action<MqOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(args);
        using MqNode node = MqNode.Create(configure);
        switch (args[0])
        {
            case "race":
                Race(node, args);
                return 0;
            case "serve":
                Serve(node, args[1], isStuck: args is [_, _, "stuck"]).GetAwaiter().GetResult();
                return 0;
            case "ask":
                Ask(node, args[1]).GetAwaiter().GetResult();
                return 1;
            case "handle":
                Handle(node, args[1]);
                return 1;
        }

        using MqByteChannel channel = node.OpenBytes(args[1], options => options.OpenMode = MqOpenMode.OpenExisting);
        byte[] buffer = new byte[channel.MaxMessageBytes];
        switch (args[0])
        {
            case "send":
                channel.Send(Pattern(args[2]));
                return 0;
            case "receive":
                return channel.TryReceive(buffer, out int length, out _, Patience) && buffer.AsSpan(0, length).SequenceEqual(Pattern(args[2])) ? 0 : 1;
            case "block-receive":
                Console.WriteLine("waiting");
                channel.Receive(buffer, out _);
                return 1;
            case "await-receive":
                Task receive = channel.ReceiveAsync(buffer).AsTask();
                Console.WriteLine("waiting");
                receive.Wait();
                return 1;
            case "block-send":
                Console.WriteLine("waiting");
                channel.Send([1]);
                return 1;
            case "notify":
                using (ManualResetEventSlim told = new())
                using (channel.Notify(told.Set, once: true))
                {
                    Console.WriteLine("waiting");
                    return told.Wait(Patience) ? 0 : 1;
                }

            default:
                throw new ArgumentException($"'{args[0]}' is no role.", nameof(args));
        }
    }

    private static async Task Serve(MqNode node, string queue, bool isStuck)
    {
        await using MqConsumer server = node.StartServer<ICalculator>(new Calculator { IsStuck = isStuck }, options => options.Concurrency = 4, options => options.Name = queue);
        Console.WriteLine("serving");
        await Task.Run(Console.ReadLine).ConfigureAwait(false);
    }

    private static async Task Ask(MqNode node, string queue)
    {
        ICalculator asked = node.Open<ICalculator>(options => options.Name = queue);
        Task asking = asked.WaitAsync(Patience, CancellationToken.None).AsTask();
        Console.WriteLine("asking");
        await asking.ConfigureAwait(false);
    }

    private static void Handle(MqNode node, string queue)
    {
        node.StartHandler<IReadings>(new Endless(), null, options => (options.Name, options.OpenMode) = (queue, MqOpenMode.OpenExisting));
        Thread.Sleep(Timeout.Infinite);
    }

    private static void Race(MqNode node, string[] args)
    {
        Console.WriteLine("ready");
        Console.ReadLine();
        using MqByteChannel channel = node.OpenBytes(args[1], options => (options.Capacity, options.MaxMessageBytes) = (Number(args[2]), Number(args[3])));
        Console.WriteLine($"opened {channel.Capacity} {channel.MaxMessageBytes}");
        channel.Send([(byte)Number(args[4])]);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static byte[] Pattern(string length)
    {
        byte[] bytes = new byte[Number(length)];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)i;
        }

        return bytes;
    }

    private sealed class Endless : IMqHandler<Reading>
    {
        public async ValueTask HandleAsync(Reading message, MqContext context, CancellationToken cancellationToken)
        {
            Console.WriteLine($"handling {message.Id}");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
