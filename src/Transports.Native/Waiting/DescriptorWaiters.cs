using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Transports;

namespace TypedMq.Waiting;

/// <summary>The asynchronous waiters of one descriptor, in both directions. Thread-safe.</summary>
/// <remarks>
/// The descriptor is armed exactly while somebody waits: each event wakes the one who has waited longest, and arms again while others are
/// left. They may be woken for a message that the first one takes, but no message is ever there without somebody being told. A cancelled
/// waiter leaves the descriptor armed, for one event that wakes nobody.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class DescriptorWaiters(DescriptorHandle descriptor, string queue) : IReactorSource
{
    private readonly Lock _lock = new();
    private readonly MqWaiterQueue _receivers = new();
    private readonly MqWaiterQueue _senders = new();
    private int _place = -1;
    private uint _armed;
    private Func<Exception>? _closed;

    public ValueTask WaitAsync(MqDirection direction, CancellationToken cancellationToken)
    {
        EpollReactor reactor = EpollReactor.GetShared(queue);
        ValueTask task = (direction == MqDirection.Receive ? _receivers : _senders).WaitAsync(cancellationToken);
        Arm(reactor);
        return task;
    }

    public void OnReady(uint events)
    {
        lock (_lock)
        {
            _armed = 0;
        }

        // An error or a hang-up concerns both.
        if ((events & ~EpollReactor.Out) != 0)
        {
            _receivers.SignalOne();
        }

        if ((events & ~EpollReactor.In) != 0)
        {
            _senders.SignalOne();
        }

        Arm(EpollReactor.GetShared(queue));
    }

    /// <summary>Fails those who wait, and those who come later. To be called before the descriptor is closed.</summary>
    public void Close(Func<Exception> error)
    {
        lock (_lock)
        {
            _closed = error;
            if (_place >= 0)
            {
                EpollReactor.GetShared(queue).Remove(descriptor, _place);
            }
        }

        FailAll(error);
    }

    private void Arm(EpollReactor reactor)
    {
        Func<Exception>? failure;
        lock (_lock)
        {
            failure = _closed;
            uint wanted = (_receivers.Count > 0 ? EpollReactor.In : 0) | (_senders.Count > 0 ? EpollReactor.Out : 0);
            if (failure is null && (wanted & ~_armed) != 0)
            {
                try
                {
                    if (_place < 0)
                    {
                        _place = reactor.Add(descriptor, this, queue);
                    }

                    reactor.Arm(descriptor, _place, wanted, queue);
                    _armed = wanted;
                }
                catch (MqException error)
                {
                    failure = () => error;
                }
            }
        }

        if (failure is not null)
        {
            FailAll(failure);
        }
    }

    private void FailAll(Func<Exception> error)
    {
        _receivers.FailAll(error);
        _senders.FailAll(error);
    }
}
