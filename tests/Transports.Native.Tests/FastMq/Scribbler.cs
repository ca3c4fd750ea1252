using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>A hostile peer: a thread that writes into a mapping of a queue what cannot be, what nearly could, and now and then what is right.</summary>
internal sealed unsafe class Scribbler : IDisposable
{
    private readonly FastMqMemory _memory;
    private readonly Random _random;
    private readonly Thread _thread;
    private readonly byte[]? _healthy;
    private volatile bool _ends;
    private long _written;

    /// <param name="memory">What it writes into. It is healthy now.</param>
    /// <param name="seed">What it writes.</param>
    /// <param name="heals">Whether it makes everything healthy again now and then, so that the others come far enough to be hurt anew.</param>
    public Scribbler(FastMqMemory memory, int seed, bool heals)
    {
        _memory = memory;
        _random = new(seed);
        _healthy = !heals ? null : new ReadOnlySpan<byte>(memory.At(0), (int)memory.Geometry.FileSize).ToArray();
        _thread = new(Run) { IsBackground = true };
    }

    public void Start() => _thread.Start();

    /// <summary>Ends it.</summary>
    /// <returns>How many words it has written.</returns>
    public long Stop()
    {
        _ends = true;
        if (_thread.ThreadState != ThreadState.Unstarted)
        {
            _thread.Join();
        }

        return _written;
    }

    public void Dispose() => Stop();

    private void Run()
    {
        while (!_ends)
        {
            ulong* word = Somewhere();
            ulong before = Volatile.Read(ref *word);
            switch (_random.Next(6))
            {
                case 0:
                    Volatile.Write(ref *word, (ulong)_random.NextInt64());
                    break;
                case 1:
                    Volatile.Write(ref *word, Volatile.Read(ref *word) ^ (1UL << _random.Next(64)));
                    break;
                case 2:
                    Volatile.Write(ref *word, Volatile.Read(ref *word) + (ulong)_random.Next(-3, 4));
                    break;
                case 3:
                    Volatile.Write(ref *word, (ulong)_random.Next(-2, 100));
                    break;
                case 4:
                    Volatile.Write(ref *word, *Somewhere());
                    break;
                default:
                    Volatile.Write(ref *word, SlotState.With((ulong)_random.NextInt64(), (SlotPhase)_random.Next(8), (uint)_random.Next(16)));
                    break;
            }

            _written++;
            Thread.SpinWait(_random.Next(_random.Next(8) == 0 ? 4000 : 100));

            // Much is taken back, and with it what others did meanwhile. What says that this is a queue always is, or nobody would come any more.
            if (_random.Next(4) != 0 || word < (ulong*)_memory.At(0x100))
            {
                Volatile.Write(ref *word, before);
            }

            Volatile.Write(ref _memory.Header->Condition, (uint)FastMqCondition.Usable);
            if (_healthy is not null && _random.Next(16) == 0)
            {
                _healthy.CopyTo(new Span<byte>(_memory.At(0), _healthy.Length));
                Thread.SpinWait(_random.Next(20_000));
            }
        }
    }

    /// <summary>A word of a part of the file: each part as often as any other, whatever their sizes.</summary>
    private ulong* Somewhere()
    {
        FastMqGeometry geometry = _memory.Geometry;
        (long start, long end) = _random.Next(8) switch
        {
            0 => (0L, 0x100L),
            1 => (0x100, 0x300),
            2 => (0x300, 0x500),
            3 => (FastMqGeometry.ParticipantsOffset, geometry.LanesOffset),
            4 => (geometry.LanesOffset, geometry.RingsOffset),
            5 => (geometry.RingsOffset, geometry.RingsOffset < geometry.SlotsOffset ? geometry.RingsOffset + 0x1000 : geometry.FileSize),
            _ => (geometry.SlotsOffset, geometry.FileSize),
        };
        return (ulong*)_memory.At(start + (_random.NextInt64((end - start) / sizeof(ulong)) * sizeof(ulong)));
    }
}
