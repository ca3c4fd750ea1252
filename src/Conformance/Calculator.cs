using System.Runtime.CompilerServices;

namespace TypedMq.Conformance;

/// <summary>What is asked for over a queue.</summary>
[MqChannel("calculator")]
internal interface ICalculator
{
    ValueTask<Sum> AddAsync(Summands summands, CancellationToken cancellationToken = default);

    Sum Add(Summands summands, TimeSpan timeout);

    ValueTask<long> MultiplyAsync(int left, long right, CancellationToken cancellationToken = default);

    ValueTask<int> CountAsync(CancellationToken cancellationToken = default);

    ValueTask FailAsync(string why, CancellationToken cancellationToken = default);

    ValueTask ClearAsync(CancellationToken cancellationToken = default);

    ValueTask WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> CountToAsync(int last, CancellationToken cancellationToken = default);

    [MqOneWay]
    ValueTask NoteAsync(int number, CancellationToken cancellationToken = default);
}

[MqContract]
internal readonly record struct Summands(int Left, int Right);

[MqContract]
internal readonly record struct Sum(int Value);

/// <summary>Calculates, and remembers what became of requests.</summary>
internal sealed class Calculator : ICalculator
{
    private int _count;
    private int _cancelled;
    private int _noted;
    private int _waiting;

    /// <summary>Whether it says so, and never ends, when it is to add.</summary>
    public bool IsStuck { get; init; }

    public int Cancelled => Volatile.Read(ref _cancelled);

    public int Waiting => Volatile.Read(ref _waiting);

    public int Noted => Volatile.Read(ref _noted);

    public int Counted { get; private set; }

    public ValueTask<Sum> AddAsync(Summands summands, CancellationToken cancellationToken)
    {
        if (IsStuck)
        {
            Console.WriteLine("stuck");
            Thread.Sleep(Timeout.Infinite);
        }

        Interlocked.Increment(ref _count);
        return new(new Sum(summands.Left + summands.Right));
    }

    public Sum Add(Summands summands, TimeSpan timeout) => throw new InvalidOperationException("The asynchronous one is called.");

    public async ValueTask<long> MultiplyAsync(int left, long right, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return left * right;
    }

    public ValueTask<int> CountAsync(CancellationToken cancellationToken) => new(Volatile.Read(ref _count));

    public ValueTask FailAsync(string why, CancellationToken cancellationToken) => throw new ArgumentException(why);

    public ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _count, 0);
        return default;
    }

    public async ValueTask WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancelled);
            throw;
        }
    }

    public async IAsyncEnumerable<int> CountToAsync(int last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (int i = 1; i <= last; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Counted = i;
                yield return i;
                await Task.Yield();
            }
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Interlocked.Increment(ref _cancelled);
            }
        }
    }

    public ValueTask NoteAsync(int number, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _noted, number);
        return default;
    }
}
