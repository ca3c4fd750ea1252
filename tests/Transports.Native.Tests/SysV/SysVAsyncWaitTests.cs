using TypedMq.Tests.Support;
using TypedMq.Tests.Waiting;
using TypedMq.Transports.SysV;

namespace TypedMq.Tests.SysV;

/// <summary>Asynchronous waits on System V queues.</summary>
[Collection(PosixCollection.Name)]
[Trait("Transport", "sysv")]
[Trait("Layer", "typed")]
public sealed class SysVAsyncWaitTests() : KernelAsyncWaitTests(static context => new SysVTransport(context));
