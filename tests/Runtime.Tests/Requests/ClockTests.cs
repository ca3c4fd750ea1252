using TypedMq.Tests.InProcess;

namespace TypedMq.Tests.Requests;

/// <summary>Deadlines pass by time that passes, not by a clock that somebody sets.</summary>
public sealed class ClockTests : RequestTest
{
    private ManualClock? _clock;

    // Called by the constructor of the base.
    protected override void ConfigureHost(InProcessOptions options) => options.Clock = _clock ??= new();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_set_while_a_request_is_executed_neither_ends_it_nor_gives_it_more_time(int hours)
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Serve(new()
        {
            OnQuote = async (quote, token) =>
            {
                await using CancellationTokenRegistration registration = token.Register(cancelled.SetResult);
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, token);
                return new(quote.Symbol, 1);
            },
        });
        Task<Price> call = Ask(static options => options.RequestTimeout = TimeSpan.FromSeconds(10)).QuoteAsync(new("A", 1)).AsTask();
        await begun.Task.WaitAsync(Patience);
        _clock!.WaitForTimers(2);
        _clock.StepTimeOfDay(TimeSpan.FromHours(hours));
        _clock.Advance(TimeSpan.FromSeconds(5));
        await Task.Yield();
        Assert.False(cancelled.Task.IsCompleted);
        Assert.False(call.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(6));
        await cancelled.Task.WaitAsync(Patience);
        await Assert.ThrowsAsync<TimeoutException>(() => call.WaitAsync(Patience));
    }
}
