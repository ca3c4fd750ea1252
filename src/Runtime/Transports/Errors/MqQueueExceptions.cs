namespace TypedMq;

/// <summary>An error that concerns one queue, which it names.</summary>
public abstract class MqQueueException : MqException
{
    private protected MqQueueException(string queue, string message, int errno, Exception? innerException = null)
        : base(message, errno, innerException) => Queue = queue;

    /// <summary>The name of the queue.</summary>
    public string Queue { get; }
}

/// <summary>The queue is full, and the channel's <see cref="MqFullMode"/> says not to wait.</summary>
public sealed class MqQueueFullException(string queue, int capacity) : MqQueueException(
    queue,
    $"Queue '{queue}' is full: it holds {capacity} messages. Receive from it, wait for room (FullMode = Wait), or create it with a larger Capacity.",
    errno: 0)
{
    /// <summary>How many messages the queue can hold.</summary>
    public int Capacity { get; } = capacity;

    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>The queue is empty, and the handle does not wait.</summary>
public sealed class MqQueueEmptyException(string queue) : MqQueueException(
    queue,
    $"Queue '{queue}' is empty. Try again later, wait for a message (a handle that blocks, or an awaited receive), or use a receive that returns false.",
    errno: 0)
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>Somebody is registered for the notifications of the queue already: it takes one registration at a time (<c>EBUSY</c>).</summary>
public sealed class MqNotificationTakenException(string queue, int errno = 0) : MqQueueException(
    queue,
    $"Queue '{queue}' has a registration for notifications already, here or in another process. End that one first, or await a receive instead.",
    errno);

/// <summary>The queue does not exist, and it was to be opened without being created (<c>ENOENT</c>).</summary>
public sealed class MqQueueNotFoundException(string queue, string transport, int errno = 0) : MqQueueException(
    queue,
    $"Queue '{queue}' does not exist on transport '{transport}'. Start the service that creates it, check the name and the scope, or open it with OpenMode = OpenOrCreate.",
    errno);

/// <summary>The queue exists already, and it was to be created exclusively (<c>EEXIST</c>).</summary>
public sealed class MqQueueExistsException(string queue, string transport, int errno = 0) : MqQueueException(
    queue,
    $"Queue '{queue}' exists already on transport '{transport}'. Delete it, choose another name, or open it with OpenMode = OpenOrCreate.",
    errno);

/// <summary>The queue exists, but is too small for what was asked of it, or of another kind.</summary>
public sealed class MqQueueMismatchException : MqQueueException
{
    /// <summary>Creates the error from both sets of values.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="requestedCapacity">The capacity asked for in messages; null when none was.</param>
    /// <param name="actualCapacity">The capacity of the existing queue in messages.</param>
    /// <param name="requestedMessageBytes">The payload size asked for in bytes; null when none was.</param>
    /// <param name="actualMessageBytes">The largest payload that the existing queue takes, in bytes.</param>
    public MqQueueMismatchException(string queue, int? requestedCapacity, int actualCapacity, int? requestedMessageBytes, int actualMessageBytes)
        : base(
            queue,
            $"Queue '{queue}' exists with Capacity = {actualCapacity} and MaxMessageBytes = {actualMessageBytes}, but Capacity = {Text(requestedCapacity)} and " +
            $"MaxMessageBytes = {Text(requestedMessageBytes)} were asked for. Ask for no more than it has, or delete it so that it is created anew.",
            errno: 0)
    {
        RequestedCapacity = requestedCapacity;
        ActualCapacity = actualCapacity;
        RequestedMessageBytes = requestedMessageBytes;
        ActualMessageBytes = actualMessageBytes;
    }

    /// <summary>Creates the error from what another setting was asked to be, and is. Capacities and sizes are then 0.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="setting">The name of the setting, for example <c>Topology</c>.</param>
    /// <param name="requested">The value asked for, as text.</param>
    /// <param name="actual">The value of the existing queue, as text.</param>
    public MqQueueMismatchException(string queue, string setting, string requested, string actual)
        : base(
            queue,
            $"Queue '{queue}' exists with {setting} = {actual}, but {setting} = {requested} was asked for. Ask for what it has, or delete it so that it is created anew.",
            errno: 0)
    {
    }

    /// <summary>The capacity asked for in messages; null when none was.</summary>
    public int? RequestedCapacity { get; }

    /// <summary>The capacity of the existing queue in messages; 0 when the error is about another setting.</summary>
    public int ActualCapacity { get; }

    /// <summary>The payload size asked for in bytes; null when none was.</summary>
    public int? RequestedMessageBytes { get; }

    /// <summary>The largest payload that the existing queue takes, in bytes; 0 when the error is about another setting.</summary>
    public int ActualMessageBytes { get; }

    private static string Text(int? value) => value is { } number ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "(any)";
}

/// <summary>The queue was removed while it was in use (<c>EIDRM</c>).</summary>
public sealed class MqQueueRemovedException(string queue, int errno = 0) : MqQueueException(
    queue,
    $"Queue '{queue}' was removed while it was in use. Messages that were in it are gone; open it again to get its successor.",
    errno);

/// <summary>What is stored under the queue's name is not a usable queue.</summary>
public sealed class MqCorruptQueueException(string queue, string found) : MqQueueException(
    queue,
    $"Queue '{queue}' is corrupt: {found}. Delete it so that it is created anew; its messages cannot be recovered.",
    errno: 0);

/// <summary>The queue, or the folder of its scope, may not be used by this process (<c>EACCES</c>, <c>EPERM</c>).</summary>
public sealed class MqAccessDeniedException(string queue, string detail, int errno = 0, Exception? innerException = null)
    : MqQueueException(queue, $"No permission on queue '{queue}': {detail}", errno, innerException);

/// <summary>A limit of the host, of the transport or of the queue was reached; the error names it, its value and how to raise it.</summary>
public sealed class MqLimitException(string queue, string limit, string? value, string remedy, int errno = 0) : MqQueueException(
    queue,
    $"Queue '{queue}': the limit {limit}{(value is null ? "" : $" = {value}")} is reached. {remedy}",
    errno)
{
    /// <summary>The name of the limit, for example <c>/proc/sys/fs/mqueue/msgsize_max</c>.</summary>
    public string Limit { get; } = limit;

    /// <summary>The value of the limit, as text; null when it is not known.</summary>
    public string? Value { get; } = value;
}

/// <summary>A channel asks for something that its transport cannot do.</summary>
public sealed class MqNotSupportedException(string queue, string transport, string feature, string remedy) : MqQueueException(
    queue,
    $"Transport '{transport}' of queue '{queue}' does not support {feature}. {remedy}",
    errno: 0)
{
    /// <summary>The name of the transport.</summary>
    public string Transport { get; } = transport;
}
