using TypedMq.Transports;

namespace TypedMq.Tests.Waiting;

/// <summary>Asynchronous waits on a queue in the kernel, which tells again and again of what nobody takes.</summary>
public abstract class KernelAsyncWaitTests(Func<MqTransportContext, MqTransport> make) : AsyncWaitTests(make)
{
    [Fact]
    public async Task A_message_that_stays_wakes_one_waiter_after_the_other()
    {
        // Who is woken need not take the message: the next one must then hear of it.
        MqQueue queue = Open();
        Task[] waits = [.. Enumerable.Range(0, 100).Select(_ => queue.WaitAsync(MqDirection.Receive, default).AsTask())];
        TrySend(queue, [1]);
        await Task.WhenAll(waits).WaitAsync(Bound);
    }
}
