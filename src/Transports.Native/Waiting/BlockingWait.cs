using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Transports;

namespace TypedMq.Waiting;

/// <summary>How a blocking wait ended.</summary>
internal enum WaitOutcome
{
    Ready,
    DeadlinePassed,
    Closed,
}

/// <summary>Blocks a thread on a descriptor, until one of four things ends it.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class BlockingWait
{
    /// <summary>Waits in ppoll(2), which takes nothing, so that nothing is lost however it ends. Signals are waited through.</summary>
    /// <param name="descriptor">What to wait for.</param>
    /// <param name="events"><see cref="PollEntry.In"/> or <see cref="PollEntry.Out"/>.</param>
    /// <param name="closing">Set when the owner of the descriptor closes it.</param>
    /// <param name="deadline">Until when, in monotonic time.</param>
    /// <param name="queue">The queue, for errors.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The descriptor was closed before the wait began.</exception>
    public static WaitOutcome Wait(DescriptorHandle descriptor, short events, EventSignal closing, MqDeadline deadline, string queue, CancellationToken cancellationToken)
    {
        bool holdsDescriptor = false, holdsClosing = false;
        CancellationSignal? cancellation = cancellationToken.CanBeCanceled ? CancellationSignal.ForThisThread(queue) : null;
        CancellationTokenRegistration registration = default;
        try
        {
            // Held for the whole wait: disposal sets the event, and the descriptors are closed when the last waiter has left.
            descriptor.DangerousAddRef(ref holdsDescriptor);
            closing.Descriptor.DangerousAddRef(ref holdsClosing);
            registration = cancellation?.Watch(cancellationToken) ?? default;

            PollEntry* entries = stackalloc PollEntry[3]
            {
                new() { Descriptor = (int)descriptor.DangerousGetHandle(), Events = events },
                new() { Descriptor = (int)closing.Descriptor.DangerousGetHandle(), Events = PollEntry.In },
                new() { Descriptor = (int?)cancellation?.Event.Descriptor.DangerousGetHandle() ?? -1, Events = PollEntry.In },
            };

            while (true)
            {
                TimeSpec time = default;
                if (!deadline.IsInfinite)
                {
                    TimeSpan left = deadline.Remaining;
                    time.Seconds = left.Ticks / TimeSpan.TicksPerSecond;
                    time.Nanoseconds = left.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick;
                }

                int ready = Libc.Poll(entries, 3, deadline.IsInfinite ? null : &time, signalMask: 0);
                if (ready < 0)
                {
                    int errno = Errno.Last;
                    if (errno != Errno.EINTR)
                    {
                        throw DescriptorErrors.For(errno, queue, "ppoll");
                    }
                }
                else if (entries[1].Returned != 0)
                {
                    return WaitOutcome.Closed;
                }
                else if (entries[2].Returned != 0)
                {
                    throw new OperationCanceledException(cancellationToken);
                }
                else if (entries[0].Returned != 0)
                {
                    return WaitOutcome.Ready;
                }
                else if (deadline.HasPassed)
                {
                    return WaitOutcome.DeadlinePassed;
                }
            }
        }
        finally
        {
            cancellation?.EndWatch(registration);
            if (holdsClosing)
            {
                closing.Descriptor.DangerousRelease();
            }

            if (holdsDescriptor)
            {
                descriptor.DangerousRelease();
            }
        }
    }
}
