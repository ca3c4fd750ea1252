using System.Runtime.InteropServices;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Waiting;

namespace TypedMq.Tests.Waiting;

/// <summary>Words that are awaited without a thread each.</summary>
public sealed class FutexReactorTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_ring_wakes_the_waiter_of_its_word_and_no_other(bool canWaitForAny)
    {
        FutexReactor reactor = FutexReactor.Start(canWaitForAny);
        TestWord[] words = [.. Enumerable.Range(0, FutexReactor.MaxSources).Select(_ => new TestWord())];
        Task[] waits = [.. words.Select(word => word.WaitAsync(reactor))];
        Assert.False(reactor.TryAdd(new TestWord()));
        for (int i = 0; i < words.Length; i += 2)
        {
            words[i].Happen();
            await waits[i].WaitAsync(PosixTest.Bound);
        }

        Assert.DoesNotContain(waits.Where((_, i) => i % 2 != 0), wait => wait.IsCompleted);
        for (int i = 1; i < words.Length; i += 2)
        {
            words[i].Happen();
        }

        await Task.WhenAll(waits).WaitAsync(PosixTest.Bound);
        foreach (TestWord word in words)
        {
            reactor.Remove(word);
        }

        await Task.WhenAll(words.Select(word => word.Released)).WaitAsync(PosixTest.Bound);
        Assert.True(reactor.TryAdd(new TestWord()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_wake_up_is_lost_while_words_come_and_go(bool canWaitForAny)
    {
        FutexReactor reactor = FutexReactor.Start(canWaitForAny);
        int rounds = canWaitForAny ? 500 : 20;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(lane => Task.Run(async () =>
        {
            for (int round = 0; round < rounds; round++)
            {
                TestWord word = new();
                for (int wait = 0; wait < 3; wait++)
                {
                    Task waiting = word.WaitAsync(reactor);
                    if (lane % 2 == 0)
                    {
                        await Task.Yield();
                    }

                    word.Happen();
                    await waiting.WaitAsync(PosixTest.Bound);
                }

                reactor.Remove(word);
                await word.Released.WaitAsync(PosixTest.Bound);
            }
        })));
    }

    [Fact]
    public async Task What_asks_for_it_is_looked_at_although_nobody_rings()
    {
        FutexReactor reactor = FutexReactor.Start(canWaitForAny: true);
        TestWord silent = new() { IsPolled = true };
        for (int round = 0; round < 5; round++)
        {
            Task wait = silent.WaitAsync(reactor);
            silent.HappenSilently();
            await wait.WaitAsync(PosixTest.Bound);
        }

        reactor.Remove(silent);
        await silent.Released.WaitAsync(PosixTest.Bound);
    }

    [Fact]
    public unsafe void A_ring_takes_the_bit_away_and_one_that_nobody_hears_changes_nothing()
    {
        uint value = 0;
        EventWord.Ring(&value);
        Assert.Equal(0u, value);
        Assert.Equal(1u, EventWord.Arm(&value));
        Assert.Equal(1u, EventWord.Arm(&value));
        EventWord.Ring(&value);
        Assert.Equal(2u, value);
        EventWord.RingAlways(&value);
        Assert.Equal(4u, value);
        value = uint.MaxValue;
        EventWord.Ring(&value);
        Assert.Equal(0u, value);
    }

    /// <summary>A word with a condition.</summary>
    private sealed unsafe class TestWord : FutexSource
    {
        private readonly uint* _word = (uint*)NativeMemory.AllocZeroed(sizeof(uint));
        private readonly MqWaiterQueue _waiters = new();
        private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _happened;
        private bool _added;

        public override uint* Word => _word;

        public override bool HasWaiters => _waiters.Count > 0;

        public override bool Polls => IsPolled;

        public bool IsPolled { get; init; }

        public Task Released => _released.Task;

        public Task WaitAsync(FutexReactor reactor)
        {
            _happened = false;
            Task wait = _waiters.WaitAsync(default).AsTask();
            if (!_added)
            {
                _added = true;
                Assert.True(reactor.TryAdd(this));
            }

            EventWord.Arm(_word);
            OnReady();
            reactor.EnsurePolling();
            return wait;
        }

        public void Happen()
        {
            _happened = true;
            Interlocked.MemoryBarrier();
            EventWord.Ring(_word);
        }

        public void HappenSilently() => _happened = true;

        public override void OnReady()
        {
            if (_happened)
            {
                _waiters.SignalOne();
            }
        }

        public override void Retain() => _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // The memory stays: a test frees none that it may ring.
        public override void Release() => _released.SetResult();
    }
}
