using System.Globalization;
using TypedMq;

// The other process of the conformance tests. It opens an existing queue by name and does one thing:
//   send <transport> <queue> <length>      sends one message of ascending bytes
//   receive <transport> <queue> <length>   receives one message and checks it
//   block <transport> <queue>              says "waiting", then receives for ever: it is there to be killed
string role = args[0];
using MqNode node = MqNode.Create(options => options.UsePosix().Transport = args[1]);
using MqByteChannel channel = node.OpenBytes(args[2], options => options.OpenMode = MqOpenMode.OpenExisting);
byte[] buffer = new byte[channel.MaxMessageBytes];
switch (role)
{
    case "send":
        channel.Send(Pattern(int.Parse(args[3], CultureInfo.InvariantCulture)));
        return 0;
    case "receive":
        bool arrived = channel.TryReceive(buffer, out int length, out _, TimeSpan.FromSeconds(20));
        return arrived && buffer.AsSpan(0, length).SequenceEqual(Pattern(int.Parse(args[3], CultureInfo.InvariantCulture))) ? 0 : 1;
    case "block":
        Console.WriteLine("waiting");
        channel.Receive(buffer, out _);
        return 2;
    default:
        return 3;
}

static byte[] Pattern(int length)
{
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++)
    {
        bytes[i] = (byte)i;
    }

    return bytes;
}
