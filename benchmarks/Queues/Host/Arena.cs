using System.IO.MemoryMappedFiles;

namespace TypedMq.Benchmarks.Host;

/// <summary>
/// The memory that both sides share besides the queues: the line of the bounce, the flags by which they meet, and room for plain rings. Its file
/// loses its name as soon as the peer has it too.
/// </summary>
internal sealed unsafe class Arena : IDisposable
{
    /// <summary>The room of one ring, in bytes.</summary>
    public const int RingBytes = 8 << 20;

    private const int RingOffset = 4096;
    private const long Size = RingOffset + (2L * RingBytes);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    private Arena(FileStream stream)
    {
        _file = MemoryMappedFile.CreateFromFile(stream, null, Size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, Size);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    // Each in a pair of lines of its own: processors fetch them in pairs.

    /// <summary>What goes to and fro between the cores.</summary>
    public ref long Bounce => ref *(long*)_start;

    /// <summary>How many threads of the peer are ready.</summary>
    public ref int Ready => ref *(int*)(_start + 0x100);

    /// <summary>How often the peer was woken.</summary>
    public ref long Woken => ref *(long*)(_start + 0x200);

    /// <summary>When it was woken last, as a timestamp of the monotonic clock, which is one for all processes.</summary>
    public ref long WokenAt => ref *(long*)(_start + 0x208);

    /// <summary>The word of the bare futex.</summary>
    public int* FutexWord => (int*)(_start + 0x300);

    /// <summary>The memory of a ring: there are two.</summary>
    public byte* Ring(int index) => _start + RingOffset + ((long)index * RingBytes);

    /// <summary>Creates it.</summary>
    /// <param name="path">Where.</param>
    public static Arena Create(string path)
    {
        // Allocated at once: a file with holes would be a bus error when /dev/shm is full.
        using FileStream stream = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, PreallocationSize = Size, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        stream.SetLength(Size);
        return new(stream);
    }

    /// <summary>Maps what the other side has created.</summary>
    /// <param name="path">Where it is.</param>
    public static Arena Open(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        return new(stream);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
