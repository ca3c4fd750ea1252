using TypedMq.Tests.InProcess;

namespace TypedMq.Tests.Requests;

/// <summary>Of calls and channels that have ended, no timer keeps anything until a deadline that nobody waits for.</summary>
public sealed class LeftoverTests : RequestTest
{
    private ManualClock? _clock;

    // Called by the constructor of the base.
    protected override void ConfigureHost(InProcessOptions options) => options.Clock = _clock ??= new();

    [Fact]
    public async Task A_stream_that_has_ended_leaves_no_timer()
    {
        Serve(new());
        IDesk asked = Ask(static options => options.RequestTimeout = TimeSpan.FromDays(40));
        for (int i = 0; i < 5; i++)
        {
            await foreach (Price price in asked.WatchAsync(new("A", 3)))
            {
                if (i == price.Value)
                {
                    break;
                }
            }
        }

        await Until(() => _clock!.TimerCount == 0, "the timers of streams went with them");
    }

    [Fact]
    public async Task A_channel_that_is_closed_leaves_no_timer()
    {
        Serve(new(), static options => options.Concurrency = 4);
        List<Task> late = [];
        for (int i = 0; i < 20; i++)
        {
            IDesk asked = Ask(static options => options.RequestTimeout = TimeSpan.FromDays(40));
            await Task.WhenAll(asked.ResetAsync(), asked.FindAsync("A"), asked.CancelAsync(1).AsTask(), asked.FindAsync("B"));
            late.Add(asked.ResetAsync());
            asked.Dispose();
        }

        await Task.WhenAll(late).ContinueWith(static _ => { }, TaskScheduler.Default);
        await Until(() => _clock!.TimerCount == 0, "the timers of calls went with their channel");
    }
}
