using TypedMq.Transports.Posix;

namespace TypedMq.Tests.Support;

/// <summary>A test with POSIX queues. The kernel gives a user few of them: one test after the other.</summary>
[Collection(PosixCollection.Name)]
public abstract class PosixTest() : QueueTest(static context => new PosixTransport(context));
