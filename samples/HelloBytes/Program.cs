using System.Text;
using TypedMq;

string name = $"hello-{Guid.NewGuid():N}";
using MqNode node = MqNode.Create(options => options.UsePosix());
using MqByteChannel queue = node.OpenBytes(name, options => (options.Capacity, options.MaxMessageBytes) = (10, 1000));
queue.Send("Hello, world!"u8);
byte[] buffer = new byte[queue.MaxMessageBytes];
int length = queue.Receive(buffer, out _);
Console.WriteLine(Encoding.UTF8.GetString(buffer, 0, length));
node.Delete(name);
