using TypedMq.Tests.Support;
using TypedMq.Tests.Waiting;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>Asynchronous waits on FastMq queues.</summary>
[Collection(PosixCollection.Name)]
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqAsyncWaitTests() : AsyncWaitTests(static context => new FastMqTransport(context));

/// <summary>Asynchronous waits where those who publish fence, not those who sleep.</summary>
[Collection(PosixCollection.Name)]
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FencedFastMqAsyncWaitTests() : AsyncWaitTests(static context => new FastMqTransport(context, new FastMqSettings { HasMembarrier = false }));
