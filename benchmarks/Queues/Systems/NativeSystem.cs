using System.Runtime.InteropServices;
using TypedMq.Benchmarks.Host;

namespace TypedMq.Benchmarks.Systems;

/// <summary>A queue of others, with loops in C++: <c>benchmarks/peers</c>. It is left out where its library was not built, or does not have it.</summary>
/// <param name="name">Which one.</param>
/// <param name="isManyToMany">Whether several threads may send, and several receive.</param>
/// <param name="maxCapacity">The largest capacity that it is opened with.</param>
internal sealed class NativeSystem(string name, bool isManyToMany = true, int maxCapacity = int.MaxValue) : QueueSystem
{
    /// <summary>The one that nothing is compared with: what a queue of two sides can reach at most, from C.</summary>
    public const string CRing = "c-ring";

    public override string Name => name;

    public override bool IsManyToMany => isManyToMany;

    public override bool CanSleep => false;

    public override string? Reference => name == CRing ? null : "fastmq";

    public override string? WhyNot => NativePeers.WhyNot(name);

    public override Driver Open(QueueShape shape, Side side, bool returns, Arena arena)
    {
        bool sends = side == Side.Sender;
        nint there = NativePeers.Open(name, There(shape), Limited(shape), sends, creates: sends, arena, room: 0);
        try
        {
            nint back = returns ? NativePeers.Open(name, Back(shape), Limited(shape), !sends, creates: sends, arena, room: 1) : 0;
            return sends ? new NativeDriver(sending: there, receiving: back) : new NativeDriver(sending: back, receiving: there);
        }
        catch
        {
            NativePeers.Close(there);
            throw;
        }
    }

    public override void Delete(QueueShape shape)
    {
        NativePeers.Remove(name, There(shape));
        NativePeers.Remove(name, Back(shape));
    }

    private QueueShape Limited(QueueShape shape) => shape with { Capacity = Math.Min(shape.Capacity, maxCapacity) };

    private static string There(QueueShape shape) => shape.Name + "-there";

    private static string Back(QueueShape shape) => shape.Name + "-back";
}

/// <summary>The loops in C++. Nothing is allocated here.</summary>
internal sealed unsafe class NativeDriver(nint sending, nint receiving) : Driver
{
    public override long PingPong(Span<long> roundTrips)
    {
        fixed (long* times = roundTrips)
        {
            NativePeers.Check(NativePeers.PingPong(sending, receiving, times, roundTrips.Length));
        }

        return 0;
    }

    public override long Echo(int rounds)
    {
        NativePeers.Check(NativePeers.Echo(receiving, sending, rounds));
        return 0;
    }

    public override Produced Produce(long first, long count)
    {
        NativePeers.Check(NativePeers.Produce(sending, first, count, out long started));
        return new(started, 0);
    }

    public override void EndStream(int receivers) => NativePeers.Check(NativePeers.EndStream(sending, receivers));

    public override Consumed Consume(Arena arena)
    {
        long* result = stackalloc long[4];
        fixed (int* ready = &arena.Ready)
        {
            NativePeers.Check(NativePeers.Consume(receiving, ready, result));
        }

        return new(result[0], result[1], result[2], 0, result[3] != 0);
    }

    public override (long Ticks, long Allocated) SendAndReceive(int priorities, int count) => throw new BenchmarkException("One process does not do both here.");

    public override void WakeSleeper(Arena arena, SleepWatch peer, Span<long> wakeUps) => throw new BenchmarkException("These queues are only spun on.");

    public override void SleepAndReceive(Arena arena, int count) => throw new BenchmarkException("These queues are only spun on.");

    public override void Sleep(TimeSpan time) => throw new BenchmarkException("These queues are only spun on.");

    public override void Dispose()
    {
        NativePeers.Close(sending);
        NativePeers.Close(receiving);
    }
}

/// <summary>The functions of <c>benchmarks/peers/peers.cpp</c>.</summary>
internal static unsafe partial class NativePeers
{
    private const string Library = "typedmq-peers";

    static NativePeers() => NativeLibrary.SetDllImportResolver(typeof(NativePeers).Assembly, static (name, assembly, path) =>
        name == Library && Find() is { } file ? NativeLibrary.Load(file) : NativeLibrary.Load(name, assembly, path));

    /// <summary>Why a system cannot be measured here; null when it can.</summary>
    public static string? WhyNot(string system)
    {
        if (Find() is null)
        {
            return "benchmarks/peers is not built (benchmarks/peers/build.sh)";
        }

        return Has(system) == 0 ? null : Error();
    }

    public static nint Open(string system, string name, QueueShape shape, bool sends, bool creates, Arena arena, int room)
    {
        Check(Open(system, name, shape.MessageBytes, shape.Capacity, sends ? 1 : 0, creates ? 1 : 0, arena.Ring(room), Arena.RingBytes, out nint queue));
        return queue;
    }

    public static void Check(int result)
    {
        if (result != 0)
        {
            throw new BenchmarkException(Error());
        }
    }

    [LibraryImport(Library, EntryPoint = "peer_close")]
    public static partial void Close(nint queue);

    [LibraryImport(Library, EntryPoint = "peer_remove", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Remove(string system, string name);

    [LibraryImport(Library, EntryPoint = "peer_ping_pong")]
    public static partial int PingPong(nint there, nint back, long* roundTrips, int rounds);

    [LibraryImport(Library, EntryPoint = "peer_echo")]
    public static partial int Echo(nint there, nint back, int rounds);

    [LibraryImport(Library, EntryPoint = "peer_produce")]
    public static partial int Produce(nint queue, long first, long count, out long started);

    [LibraryImport(Library, EntryPoint = "peer_end_stream")]
    public static partial int EndStream(nint queue, int receivers);

    [LibraryImport(Library, EntryPoint = "peer_consume")]
    public static partial int Consume(nint queue, int* ready, long* result);

    /// <summary>The library, in the folder of its sources somewhere above this program.</summary>
    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string file = Path.Combine(folder.FullName, "benchmarks", "peers", "bin", $"lib{Library}.so");
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    private static string Error() => Marshal.PtrToStringUTF8(ErrorText()) ?? "";

    [LibraryImport(Library, EntryPoint = "peer_error")]
    private static partial nint ErrorText();

    [LibraryImport(Library, EntryPoint = "peer_has", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Has(string system);

    [LibraryImport(Library, EntryPoint = "peer_open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string system, string name, int messageBytes, int capacity, int sends, int creates, byte* room, long roomBytes, out nint queue);
}
