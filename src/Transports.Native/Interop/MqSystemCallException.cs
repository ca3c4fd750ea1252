namespace TypedMq.Native;

/// <summary>
/// A call on a raw queue, semaphore set or shared memory failed as its manual page has it. Raw classes throw nothing else for what the
/// kernel refuses; <see cref="MqException.Errno"/> tells which refusal it was.
/// </summary>
public sealed class MqSystemCallException : MqException
{
    /// <summary>Creates the error.</summary>
    /// <param name="call">The call by the name of its manual page, for example <c>mq_send</c>.</param>
    /// <param name="target">What it was called on, for people: a name, a key, an id.</param>
    /// <param name="errno">What the kernel gave, see <c>errno(3)</c>.</param>
    public MqSystemCallException(string call, string target, int errno)
        : base($"{call} failed for {target}: {Interop.Errno.Describe(errno)}.", errno)
    {
        Call = call;
        Target = target;
    }

    /// <summary>The call by the name of its manual page.</summary>
    public string Call { get; }

    /// <summary>What it was called on, for people.</summary>
    public string Target { get; }

    /// <summary>Whether the same call may succeed later: EAGAIN, ENOMSG, EINTR and ETIMEDOUT.</summary>
    public override bool IsTransient => Errno is Interop.Errno.EAGAIN or Interop.Errno.ENOMSG or Interop.Errno.EINTR or Interop.Errno.ETIMEDOUT;
}
