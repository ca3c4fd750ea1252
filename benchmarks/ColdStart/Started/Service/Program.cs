using System.Diagnostics;
using TypedMq;
using TypedMq.Benchmarks.ColdStart;

// A service that does nothing but send: opens a channel, sends one message, and says when it began, when it had sent, and what it allocated meanwhile.
long began = Stopwatch.GetTimestamp();
long allocated = GC.GetAllocatedBytesForCurrentThread();
using MqNode node = Node.Create(transport: args[0]);
IFirstMessageSender channel = node.Open<IFirstMessageSender>(options => options.Name = args[1]);
channel.Send(new FirstMessage(Environment.ProcessId, "started"));
long sent = Stopwatch.GetTimestamp();
allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
Console.WriteLine($"{began} {sent} {allocated}");
