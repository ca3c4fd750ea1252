namespace TypedMq.Transports.InProcess;

/// <summary>Messages that were sent and arrive later, in the order of their times, and of sending within one. Thread-safe.</summary>
internal sealed class DelayedMessages
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Message, (long Due, long Order)> _messages = new();
    private long _order;

    /// <summary>Takes a claim over, to commit it when its time has come.</summary>
    public void Add(InProcessStore store, MqClaim claim, int length, TimeSpan delay, TimeProvider clock)
    {
        MqDeadline due = MqDeadline.After(delay, clock);
        Message message = new(store, claim, length, due);
        lock (_lock)
        {
            _messages.Enqueue(message, (due.Timestamp, ++_order));
        }

        // Each timer lets all arrive that are due: which of several rings first is the clock's business, and makes no difference.
        message.Timer = clock.CreateTimer(static state => ((DelayedMessages)state!).Arrive(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (!Alarm.Set(message.Timer, due))
        {
            Arrive();
        }
    }

    private void Arrive()
    {
        // Under the lock, or two timers at once could change the order.
        lock (_lock)
        {
            while (_messages.TryPeek(out Message? message, out _))
            {
                if (!message.Due.HasPassed)
                {
                    // Timers ring early by a part of a millisecond.
                    message.Timer?.Change(message.Due.Remaining + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                    return;
                }

                _messages.Dequeue();
                message.Arrive();
            }
        }
    }

    private sealed class Message(InProcessStore store, MqClaim claim, int length, MqDeadline due)
    {
        private MqClaim _claim = claim;

        public MqDeadline Due => due;

        public ITimer? Timer { get; set; }

        public void Arrive()
        {
            Timer?.Dispose();
            try
            {
                store.Commit(ref _claim, length);
            }
            catch (MqQueueRemovedException)
            {
                // It goes the way of all other messages of the queue.
            }
        }
    }
}
