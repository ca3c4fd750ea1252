using TypedMq.Benchmarks.Host;

namespace TypedMq.Benchmarks.Systems;

/// <summary>The systems that can be measured, in the order of the report. Each is made when it is measured.</summary>
internal static class AllSystems
{
    private static readonly (string Name, Func<QueueSystem> Make)[] Makers =
    [
        (NativeSystem.CRing, static () => new NativeSystem(NativeSystem.CRing, isManyToMany: false)),
        ("c-pool", static () => new NativeSystem("c-pool", isManyToMany: false)),
        ("plain-ring", static () => new PlainRing()),
        ("fastmq", static () => new SeamSystem(TransportKind.FastMq)),
        ("fastmq-typed", static () => new TypedSystem(TransportKind.FastMq)),
        ("fastmq-one-to-one", static () => new SeamSystem(TransportKind.FastMqOneToOne)),
        ("fastmq-one-to-one-typed", static () => new TypedSystem(TransportKind.FastMqOneToOne)),
        ("posix-calls", static () => new PosixCalls()),
        ("posix", static () => new SeamSystem(TransportKind.Posix)),
        ("posix-typed", static () => new TypedSystem(TransportKind.Posix)),
        ("sysv-calls", static () => new SysVCalls()),
        ("sysv", static () => new SeamSystem(TransportKind.SysV)),
        ("sysv-typed", static () => new TypedSystem(TransportKind.SysV)),
        ("inprocess-typed", static () => new TypedSystem(TransportKind.InProcess)),
        ("inprocess", static () => new SeamSystem(TransportKind.InProcess)),
        ("channels", static () => new Channels()),
        ("c-posix", static () => new NativeSystem("c-posix")),
        ("c-sysv", static () => new NativeSystem("c-sysv")),
        ("boost", static () => new NativeSystem("boost")),
        ("zeromq", static () => new NativeSystem("zeromq", isManyToMany: false)),
        ("unix-socket", static () => new UnixSocket()),
        ("named-pipe", static () => new NamedPipe()),
    ];

    public static IEnumerable<string> Names => Makers.Select(static maker => maker.Name);

    /// <summary>Makes a system.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static QueueSystem Make(string name) => Makers.FirstOrDefault(maker => maker.Name == name).Make is { } make
        ? make()
        : throw new BenchmarkException($"There is no system '{name}'. There are: {string.Join(", ", Names)}.");
}
