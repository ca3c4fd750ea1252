namespace HostWatch;

/// <summary>Tells the user what happens to the processes: at once, or, while the screen is the dashboard's, at the end. Thread-safe.</summary>
/// <param name="output">Where to.</param>
/// <param name="atOnce">Whether at once.</param>
internal sealed class Reports(TextWriter output, bool atOnce)
{
    private const int Kept = 8;

    private readonly Lock _lock = new();
    private readonly Queue<string> _kept = [];

    /// <summary>Takes a report.</summary>
    /// <param name="text">What happened.</param>
    public void Add(string text)
    {
        string line = $"{DateTime.Now:HH:mm:ss} {text}";
        lock (_lock)
        {
            if (atOnce)
            {
                output.WriteLine(line);
                return;
            }

            if (_kept.Count == Kept)
            {
                _kept.Dequeue();
            }

            _kept.Enqueue(line);
        }
    }

    /// <summary>Writes the last of what was not told at once.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            while (_kept.TryDequeue(out string? line))
            {
                output.WriteLine(line);
            }
        }
    }
}
