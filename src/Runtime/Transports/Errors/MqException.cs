namespace TypedMq;

/// <summary>The base of every error that TypedMq reports.</summary>
/// <remarks>
/// Messages say what happened, to which queue, against which limit, and what to do about it. They never contain bytes of a payload.
/// </remarks>
public class MqException : Exception
{
    /// <summary>Creates an error.</summary>
    /// <param name="message">What happened, to which queue, and the way out.</param>
    /// <param name="errno">The <c>errno(3)</c> value that the kernel gave, or 0 when no system call was involved.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public MqException(string message, int errno = 0, Exception? innerException = null)
        : base(message, innerException) => Errno = errno;

    /// <summary>The <c>errno(3)</c> value that the kernel gave, or 0 when no system call was involved.</summary>
    public int Errno { get; }

    /// <summary>
    /// Whether the same call can succeed later without anything being changed: true for a full queue, false for
    /// a size, a permission, a removed or a corrupt queue.
    /// </summary>
    public virtual bool IsTransient => false;
}
