using TypedMq.Tests.InProcess;

namespace TypedMq.Tests.Consumers;

/// <summary>What tests of consumers share: a node of its own, and handlers made of lambdas.</summary>
public abstract class ConsumerTest : InProcessTest
{
    protected static readonly string[] NoReasons = [];

    internal static Handler<T> Handle<T>(Action<T> handle) => new((message, _, _) =>
    {
        handle(message);
        return ValueTask.CompletedTask;
    });

    internal static Handler<T> Handle<T>(Func<T, MqContext, CancellationToken, ValueTask> handle) => new(handle);

    /// <summary>Numbers that a handler has seen, for whoever waits for so many of them.</summary>
    internal sealed class Seen
    {
        private readonly object _gate = new();
        private readonly List<int> _numbers = [];

        public void Add(int number)
        {
            lock (_gate)
            {
                _numbers.Add(number);
                Monitor.PulseAll(_gate);
            }
        }

        public int[] WaitFor(int count)
        {
            lock (_gate)
            {
                while (_numbers.Count < count)
                {
                    Assert.True(Monitor.Wait(_gate, Patience), $"{_numbers.Count} of {count} came.");
                }

                return [.. _numbers];
            }
        }
    }

    internal sealed class Handler<T>(Func<T, MqContext, CancellationToken, ValueTask> handle) : IMqHandler<T>
    {
        public ValueTask HandleAsync(T message, MqContext context, CancellationToken cancellationToken) => handle(message, context, cancellationToken);
    }
}
