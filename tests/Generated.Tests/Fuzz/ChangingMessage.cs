using System.ComponentModel;
using System.Runtime.InteropServices;

namespace TypedMq.Tests.Fuzz;

/// <summary>
/// A message that another thread writes to while it is read, as a hostile peer can in shared memory. It ends where a page begins that nobody may
/// read, so that a read behind its end ends the process.
/// </summary>
internal sealed partial class ChangingMessage : IDisposable
{
    private const int PageSize = 65536;

    private readonly byte[] _honest;
    private readonly nint _pages;
    private readonly nint _start;
    private readonly Thread _writer;
    private volatile bool _isOver;

    public ChangingMessage(byte[] honest)
    {
        Assert.InRange(honest.Length, 1, PageSize);
        _honest = honest;
        _pages = MapMemory(0, 2 * PageSize, ReadAndWrite, PrivateAnonymous, -1, 0);
        if (_pages == -1 || Protect(_pages + PageSize, PageSize, Nothing) != 0)
        {
            throw new Win32Exception();
        }

        _start = _pages + PageSize - honest.Length;
        Marshal.Copy(honest, 0, _start, honest.Length);
        _writer = new(Write) { IsBackground = true };
        _writer.Start();
    }

    /// <summary>The bytes as they are at each moment.</summary>
    public unsafe ReadOnlySpan<byte> Bytes => new((void*)_start, _honest.Length);

    public void Dispose()
    {
        _isOver = true;
        _writer.Join();
        _ = Unmap(_pages, 2 * PageSize);
    }

    /// <summary>Changes a few bytes to others, prefers those that announce lengths, and puts the honest ones back.</summary>
    private void Write()
    {
        Random random = new(1);
        ReadOnlySpan<byte> codes = [0x90, 0x9F, 0x80, 0x8F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC4, 0xC6, 0xC7, 0xCB, 0xCF, 0xD7, 0xD9, 0xDB, 0xDC, 0xDD, 0xDF, 0xFF, 0x00, 0x7F];
        while (!_isOver)
        {
            int at = random.Next(_honest.Length);
            Marshal.WriteByte(_start, at, random.Next(4) == 0 ? (byte)random.Next(256) : codes[random.Next(codes.Length)]);
            Thread.SpinWait(random.Next(64));
            Marshal.WriteByte(_start, at, _honest[at]);
        }
    }

    // mmap(2) and mprotect(2).
    private const int Nothing = 0;
    private const int ReadAndWrite = 3;
    private const int PrivateAnonymous = 0x22;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MapMemory(nint address, nint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nint length);
}
