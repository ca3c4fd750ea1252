using TypedMq;

using MqNode node = MqNode.Create(options => options.UseFastMq());
IGreetings greetings = node.Open<IGreetings>();

greetings.Send(new Greeting("world", 3));
Greeting greeting = greetings.Receive();
Console.WriteLine($"Hello {string.Concat(Enumerable.Repeat("dear ", greeting.Warmth))}{greeting.Name}!");

node.Delete("hello"); // A queue outlives its processes until it is deleted.

[MqContract]
internal readonly record struct Greeting(string Name, int Warmth);

[MqChannel("hello")]
internal interface IGreetings : IMqQueue<Greeting>;
