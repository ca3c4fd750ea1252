using Samples;

namespace OrderDesk;

/// <summary>An imaginary stock exchange, which is not always willing.</summary>
internal sealed class Exchange(RunFolder run)
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(1);

    private readonly string _resumed = ResumedFileOf(run);

    /// <summary>Resumes trading of what is suspended, in all processes of a run.</summary>
    /// <param name="run">The run.</param>
    public static void Resume(RunFolder run) => File.WriteAllText(ResumedFileOf(run), "");

    /// <summary>Executes an order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="attempt">Which attempt it is, from 1.</param>
    /// <param name="cancellationToken">Ends the wait for the exchange.</param>
    /// <exception cref="ExchangeException">The exchange does not execute it now.</exception>
    public async ValueTask ExecuteAsync(Order order, int attempt, CancellationToken cancellationToken)
    {
        await Task.Delay(Latency, cancellationToken);
        if (OrderFlow.IsRefusedAtFirst(order.Id, attempt))
        {
            throw new ExchangeException("The exchange is busy.");
        }

        if (order.Symbol == OrderFlow.Suspended && !File.Exists(_resumed))
        {
            throw new ExchangeException($"Trading of {OrderFlow.Suspended} is suspended.");
        }
    }

    private static string ResumedFileOf(RunFolder run) => run.FileOf("resumed");
}

/// <summary>The exchange does not execute an order now.</summary>
/// <param name="message">Why.</param>
internal sealed class ExchangeException(string message) : Exception(message);
