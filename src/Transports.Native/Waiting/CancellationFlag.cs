using System.Runtime.Versioning;

namespace TypedMq.Waiting;

/// <summary>
/// Makes the cancellation of a token visible to futex(2). Each thread that ever blocks with a token keeps one, since a thread waits for one
/// thing at a time.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class CancellationFlag
{
    private static readonly Action<object?> SetCallback = static state => ((CancellationFlag)state!).Flag.Set();

    [ThreadStatic]
    private static CancellationFlag? _current;

    public FutexFlag Flag { get; } = new();

    public static CancellationFlag ForThisThread() => _current ??= new();

    public CancellationTokenRegistration Watch(CancellationToken cancellationToken) => cancellationToken.UnsafeRegister(SetCallback, this);

    /// <summary>Ends a watch, and makes the flag ready for the next one.</summary>
    public void EndWatch(CancellationTokenRegistration registration)
    {
        // Waits for a callback that is running: nobody sets the flag any more afterwards.
        registration.Dispose();
        if (Flag.IsSet)
        {
            Flag.Clear();
        }
    }
}
