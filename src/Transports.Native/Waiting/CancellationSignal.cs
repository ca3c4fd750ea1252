using System.Runtime.Versioning;

namespace TypedMq.Waiting;

/// <summary>
/// Makes the cancellation of a token visible to poll(2). Each thread that ever blocks with a token keeps one, since a thread waits for one
/// thing at a time; its descriptor goes when the thread has ended.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class CancellationSignal
{
    private static readonly Action<object?> SetCallback = static state => ((CancellationSignal)state!).Set();

    [ThreadStatic]
    private static CancellationSignal? _current;

    private volatile bool _isSet;

    private CancellationSignal(string queue) => Event = new(queue);

    public EventSignal Event { get; }

    public static CancellationSignal ForThisThread(string queue) => _current ??= new(queue);

    public CancellationTokenRegistration Watch(CancellationToken cancellationToken) => cancellationToken.UnsafeRegister(SetCallback, this);

    /// <summary>Ends a watch, and makes the signal ready for the next one.</summary>
    public void EndWatch(CancellationTokenRegistration registration)
    {
        // Waits for a callback that is running: nobody sets the event any more afterwards.
        registration.Dispose();
        if (_isSet)
        {
            _isSet = false;
            Event.Clear();
        }
    }

    private void Set()
    {
        _isSet = true;
        Event.Set();
    }
}
