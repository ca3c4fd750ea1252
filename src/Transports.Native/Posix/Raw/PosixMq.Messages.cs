using TypedMq.Interop;
using TypedMq.Transports;
using TypedMq.Waiting;

namespace TypedMq.Native;

/// <summary>
/// Sending and receiving: <c>mq_send(3)</c>, <c>mq_receive(3)</c> and their timed forms. A call without a time blocks in the kernel, so that a
/// waiting receiver gets its message before any notification is sent. A call with one waits in ppoll(2) by the monotonic clock, because
/// the kernel's own deadlines move with the wall clock.
/// </summary>
public sealed partial class PosixMq
{
    /// <summary>Sends: <c>mq_send(3)</c>. While the queue is full it waits, or fails with EAGAIN when the description does not block.</summary>
    /// <param name="message">The message; it may be empty.</param>
    /// <param name="priority">The priority: 0 to <see cref="MaxPriority"/>.</param>
    /// <exception cref="MqSystemCallException">EAGAIN, EBADF (opened to receive only), EINVAL (the priority), EMSGSIZE. Nothing was sent.</exception>
    public void Send(ReadOnlySpan<byte> message, int priority = 0) => Check(MessageQueueCalls.Send(_descriptor, message, (uint)priority), "mq_send");

    /// <summary>Sends, and waits no longer than a time while the queue is full: <c>mq_timedsend(3)</c>.</summary>
    /// <param name="message">The message; it may be empty.</param>
    /// <param name="priority">The priority: 0 to <see cref="MaxPriority"/>.</param>
    /// <param name="timeout">How long; zero means not to wait, any negative time without an end.</param>
    /// <exception cref="MqSystemCallException">ETIMEDOUT, or EAGAIN at once when the description does not block; else as <see cref="Send(ReadOnlySpan{byte}, int)"/>. Nothing was sent.</exception>
    public void Send(ReadOnlySpan<byte> message, int priority, TimeSpan timeout) => Check(SendUntil(message, priority, After(timeout)), "mq_timedsend");

    /// <summary>Sends, and waits until a point in time while the queue is full: <c>mq_timedsend(3)</c>, but a step of the clock during the wait does not move its end.</summary>
    /// <param name="message">The message; it may be empty.</param>
    /// <param name="priority">The priority: 0 to <see cref="MaxPriority"/>.</param>
    /// <param name="deadline">Until when; the message is sent also after it when there is room.</param>
    /// <exception cref="MqSystemCallException">As <see cref="Send(ReadOnlySpan{byte}, int, TimeSpan)"/>. Nothing was sent.</exception>
    public void Send(ReadOnlySpan<byte> message, int priority, DateTimeOffset deadline) => Check(SendUntil(message, priority, Until(deadline)), "mq_timedsend");

    /// <summary>Sends if there is room; never waits, whether or not the description blocks.</summary>
    /// <param name="message">The message; it may be empty.</param>
    /// <param name="priority">The priority: 0 to <see cref="MaxPriority"/>.</param>
    /// <returns>False when the queue is full.</returns>
    /// <exception cref="MqSystemCallException">EBADF, EINVAL, EMSGSIZE. Nothing was sent.</exception>
    public bool TrySend(ReadOnlySpan<byte> message, int priority = 0) => Succeeds(MessageQueueCalls.SendNow(_descriptor, message, (uint)priority), "mq_timedsend");

    /// <summary>Sends, and waits no longer than a time while the queue is full.</summary>
    /// <param name="message">The message; it may be empty.</param>
    /// <param name="priority">The priority: 0 to <see cref="MaxPriority"/>.</param>
    /// <param name="timeout">How long; zero means not to wait, any negative time without an end.</param>
    /// <returns>False when the queue is still full, or is full and the description does not block.</returns>
    /// <exception cref="MqSystemCallException">EBADF, EINVAL, EMSGSIZE. Nothing was sent.</exception>
    public bool TrySend(ReadOnlySpan<byte> message, int priority, TimeSpan timeout) => Succeeds(SendUntil(message, priority, After(timeout)), "mq_timedsend");

    /// <summary>
    /// Takes the oldest message of the highest priority: <c>mq_receive(3)</c>. While the queue is empty it waits, or fails with EAGAIN when the description
    /// does not block.
    /// </summary>
    /// <param name="buffer">Where the message goes: at least <see cref="PosixMqAttributes.MessageSize"/> bytes; what lies behind the message is left alone.</param>
    /// <param name="priority">The priority of the message.</param>
    /// <returns>The length of the message.</returns>
    /// <exception cref="MqSystemCallException">EAGAIN, EBADF (opened to send only), EMSGSIZE (the buffer, also when the message would fit). Nothing was taken.</exception>
    public int Receive(Span<byte> buffer, out int priority)
    {
        int length = MessageQueueCalls.Receive(_descriptor, buffer, out priority);
        Check(length, "mq_receive");
        return length;
    }

    /// <summary>Receives, and waits no longer than a time while the queue is empty: <c>mq_timedreceive(3)</c>. A message that is there is taken whatever the time.</summary>
    /// <param name="buffer">Where the message goes: at least <see cref="PosixMqAttributes.MessageSize"/> bytes.</param>
    /// <param name="priority">The priority of the message.</param>
    /// <param name="timeout">How long; zero means not to wait, any negative time without an end.</param>
    /// <returns>The length of the message.</returns>
    /// <exception cref="MqSystemCallException">ETIMEDOUT, or EAGAIN at once when the description does not block; else as <see cref="Receive(Span{byte}, out int)"/>. Nothing was taken.</exception>
    public int Receive(Span<byte> buffer, out int priority, TimeSpan timeout)
    {
        int length = ReceiveUntil(buffer, out priority, After(timeout));
        Check(length, "mq_timedreceive");
        return length;
    }

    /// <summary>Receives, and waits until a point in time while the queue is empty: <c>mq_timedreceive(3)</c>, but a step of the clock during the wait does not move its end.</summary>
    /// <param name="buffer">Where the message goes: at least <see cref="PosixMqAttributes.MessageSize"/> bytes.</param>
    /// <param name="priority">The priority of the message.</param>
    /// <param name="deadline">Until when; a message that is there is taken also after it.</param>
    /// <returns>The length of the message.</returns>
    /// <exception cref="MqSystemCallException">As <see cref="Receive(Span{byte}, out int, TimeSpan)"/>. Nothing was taken.</exception>
    public int Receive(Span<byte> buffer, out int priority, DateTimeOffset deadline)
    {
        int length = ReceiveUntil(buffer, out priority, Until(deadline));
        Check(length, "mq_timedreceive");
        return length;
    }

    /// <summary>Receives if there is a message; never waits, whether or not the description blocks.</summary>
    /// <param name="buffer">Where the message goes: at least <see cref="PosixMqAttributes.MessageSize"/> bytes.</param>
    /// <param name="length">The length of the message.</param>
    /// <param name="priority">The priority of the message.</param>
    /// <returns>False when the queue is empty.</returns>
    /// <exception cref="MqSystemCallException">EBADF, EMSGSIZE. Nothing was taken.</exception>
    public bool TryReceive(Span<byte> buffer, out int length, out int priority)
    {
        length = MessageQueueCalls.ReceiveNow(_descriptor, buffer, out priority);
        return Succeeds(ref length, "mq_timedreceive");
    }

    /// <summary>Receives, and waits no longer than a time while the queue is empty.</summary>
    /// <param name="buffer">Where the message goes: at least <see cref="PosixMqAttributes.MessageSize"/> bytes.</param>
    /// <param name="length">The length of the message.</param>
    /// <param name="priority">The priority of the message.</param>
    /// <param name="timeout">How long; zero means not to wait, any negative time without an end.</param>
    /// <returns>False when the queue is still empty, or is empty and the description does not block.</returns>
    /// <exception cref="MqSystemCallException">EBADF, EMSGSIZE. Nothing was taken.</exception>
    public bool TryReceive(Span<byte> buffer, out int length, out int priority, TimeSpan timeout)
    {
        length = ReceiveUntil(buffer, out priority, After(timeout));
        return Succeeds(ref length, "mq_timedreceive");
    }

    private static MqDeadline After(TimeSpan timeout) => timeout < TimeSpan.Zero ? MqDeadline.Infinite : MqDeadline.After(timeout);

    // No time before now is ever subtracted from: a deadline that has passed is one like any other.
    private static MqDeadline Until(DateTimeOffset deadline)
    {
        TimeSpan left = deadline - DateTimeOffset.UtcNow;
        return left <= TimeSpan.Zero ? MqDeadline.Now : MqDeadline.After(left);
    }

    private int SendUntil(ReadOnlySpan<byte> message, int priority, MqDeadline deadline)
    {
        if (deadline.IsInfinite)
        {
            return MessageQueueCalls.Send(_descriptor, message, (uint)priority);
        }

        while (true)
        {
            int result = MessageQueueCalls.SendNow(_descriptor, message, (uint)priority);
            if (result != -Errno.ETIMEDOUT || !WaitsFor(PollEntry.Out, deadline))
            {
                return result;
            }
        }
    }

    private int ReceiveUntil(Span<byte> buffer, out int priority, MqDeadline deadline)
    {
        if (deadline.IsInfinite)
        {
            return MessageQueueCalls.Receive(_descriptor, buffer, out priority);
        }

        while (true)
        {
            int result = MessageQueueCalls.ReceiveNow(_descriptor, buffer, out priority);
            if (result != -Errno.ETIMEDOUT || !WaitsFor(PollEntry.In, deadline))
            {
                return result;
            }
        }
    }

    /// <summary>Lets time pass until it is worth trying again; the last try comes after the deadline.</summary>
    /// <returns>False when the deadline had passed before the last try.</returns>
    private bool WaitsFor(short events, MqDeadline deadline)
    {
        if (deadline.HasPassed)
        {
            return false;
        }

        EventSignal closing;
        lock (_lock)
        {
            ThrowIfDisposed();
            closing = _closing ??= new(Name);
        }

        ObjectDisposedException.ThrowIf(BlockingWait.Wait(_descriptor, events, closing, deadline, Name, CancellationToken.None) == WaitOutcome.Closed, this);
        return true;
    }

    private bool Succeeds(int result, string call) => Succeeds(ref result, call);

    private bool Succeeds(ref int result, string call)
    {
        if (result is -Errno.EAGAIN or -Errno.ETIMEDOUT)
        {
            result = 0;
            return false;
        }

        Check(result, call);
        return true;
    }
}
