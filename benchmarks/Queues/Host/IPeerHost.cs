namespace TypedMq.Benchmarks.Host;

/// <summary>Where a peer runs, and how it is spoken to.</summary>
internal interface IPeerHost : IDisposable
{
    int ProcessId { get; }

    bool IsAlive { get; }

    /// <summary>Gives it a line.</summary>
    /// <exception cref="IOException">It has ended.</exception>
    void Tell(string line);

    /// <summary>Waits for its next line; null when it has ended.</summary>
    string? Hear();

    /// <summary>Ends it, also while it owes a line, and while another thread waits for that.</summary>
    void Kill();
}
