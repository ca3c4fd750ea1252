using System.Collections.Concurrent;

namespace TypedMq.Transports.InProcess;

/// <summary>A damage to one message.</summary>
/// <param name="Kind">What is damaged.</param>
/// <param name="Alter">How, if it is the payload.</param>
internal readonly record struct QueueDamage(InProcessDamage Kind, Action<Span<byte>>? Alter);

/// <summary>What goes wrong with the queues of one name. Thread-safe.</summary>
internal sealed class QueueFaults
{
    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<QueueDamage> _damages = new();
    private readonly List<TimeSpan> _delays = [];
    private readonly HashSet<FaultyInProcessQueue> _handles = [];
    private int _holds;

    /// <summary>Messages that are on their way to the queues of this name.</summary>
    public DelayedMessages Delayed { get; } = new();

    public bool IsFull => Volatile.Read(ref _holds) > 0;

    public TimeSpan CurrentDelay
    {
        get
        {
            lock (_lock)
            {
                TimeSpan longest = TimeSpan.Zero;
                foreach (TimeSpan delay in _delays)
                {
                    longest = delay > longest ? delay : longest;
                }

                return longest;
            }
        }
    }

    public bool TryTakeDamage(out QueueDamage damage) => _damages.TryDequeue(out damage);

    public void Corrupt(QueueDamage damage) => _damages.Enqueue(damage);

    public IDisposable HoldBack()
    {
        Interlocked.Increment(ref _holds);
        return new Scope(() =>
        {
            Interlocked.Decrement(ref _holds);
            foreach (FaultyInProcessQueue handle in Handles())
            {
                handle.WakeAll();
            }
        });
    }

    public IDisposable Delay(TimeSpan delay)
    {
        lock (_lock)
        {
            _delays.Add(delay);
        }

        return new Scope(() =>
        {
            lock (_lock)
            {
                _delays.Remove(delay);
            }
        });
    }

    public bool Remove()
    {
        bool removed = false;
        foreach (FaultyInProcessQueue handle in Handles())
        {
            removed |= handle.Destroy();
        }

        return removed;
    }

    public void Add(FaultyInProcessQueue handle)
    {
        lock (_lock)
        {
            _handles.Add(handle);
        }
    }

    public void Forget(FaultyInProcessQueue handle)
    {
        lock (_lock)
        {
            _handles.Remove(handle);
        }
    }

    private FaultyInProcessQueue[] Handles()
    {
        lock (_lock)
        {
            return [.. _handles];
        }
    }

    private sealed class Scope(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
