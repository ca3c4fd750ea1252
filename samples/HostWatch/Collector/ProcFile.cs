using Microsoft.Win32.SafeHandles;

namespace HostWatch;

/// <summary>Reads whole <c>/proc</c> files into one buffer that is used again and again. Not thread-safe.</summary>
/// <param name="root">Where <c>/proc</c> is mounted.</param>
internal sealed class ProcFile(string root)
{
    private byte[] _buffer = new byte[16 * 1024];

    /// <summary>Where <c>/proc</c> is mounted.</summary>
    public string Root { get; } = root;

    /// <summary>Reads a file.</summary>
    /// <param name="name">Its name below the root.</param>
    /// <returns>Its bytes, until the next read; empty when it is not there (any more), for processes end while we look at them.</returns>
    public ReadOnlySpan<byte> Read(string name)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(Path.Combine(Root, name));
            int length = 0;
            while (true)
            {
                // Such a file has no length of its own: it ends where a read gives nothing.
                int read = RandomAccess.Read(file, _buffer.AsSpan(length), length);
                if (read == 0)
                {
                    return _buffer.AsSpan(0, length);
                }

                length += read;
                if (length == _buffer.Length)
                {
                    Array.Resize(ref _buffer, _buffer.Length * 2);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // ESRCH, when the process ends between open and read, is an IOException too.
            return default;
        }
    }
}
