using System.Runtime.Versioning;
using System.Text;
using TypedMq.Interop;
using TypedMq.Transports;

namespace TypedMq.Scopes;

/// <summary>What is kept of the contracts of the kernel's queues, which have no room for it: a file for each queue, in a folder of the scope. Thread-safe, between processes too.</summary>
/// <remarks>
/// <code>
/// /dev/shm/typedmq-1000
///     manifests.lock               taken for every change
///     manifests.draft              the next file, until it is whole
///     posix-manifests/orders       a line that says which queue it is about, then the manifest
/// </code>
/// <para>Files are replaced by rename(2): who is killed leaves the old one. A file that is about a predecessor, which was removed behind our back, counts for nothing.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class ManifestFiles
{
    private const string LockName = "manifests.lock";

    /// <summary>Longer than the first line of any file.</summary>
    private const int MaxFirstLine = 128;

    private readonly ScopeFolder _scope;
    private readonly string _folderName;

    /// <param name="scope">The folder of the scope.</param>
    /// <param name="transport">The transport, whose queues these are.</param>
    /// <param name="queue">The queue that needs it, for errors.</param>
    public ManifestFiles(ScopeFolder scope, string transport, string queue)
    {
        _scope = scope;
        _folderName = $"{transport}-manifests";
        scope.CreateFolder(_folderName, queue);
    }

    /// <summary>Compares the contracts of who opens a queue with what is kept of it, and adds them to that.</summary>
    /// <param name="options">How it is opened.</param>
    /// <param name="number">What tells the queue from others of its name, in this boot.</param>
    /// <exception cref="MqContractMismatchException">They do not fit those of another service.</exception>
    /// <exception cref="MqException">The file cannot be written.</exception>
    public void Check(MqQueueOptions options, ulong number)
    {
        if (options.Manifest is not { } manifest)
        {
            return;
        }

        string name = options.Name.Value;
        byte[] firstLine = Encoding.ASCII.GetBytes($"queue {BootId.Current:n} {number:x16}\n");

        // Most openers find theirs there. A file is whole whenever it is read, and what it refuses is refused.
        if (MqManifest.Merge(name, Read(name, firstLine), manifest) is null)
        {
            return;
        }

        using ScopeLock held = ScopeLock.Acquire(_scope, LockName, name);
        if (MqManifest.Merge(name, Read(name, firstLine), manifest) is { } merged)
        {
            Write(name, [.. firstLine, .. merged]);
        }
    }

    /// <summary>Removes a queue with what is kept of it. A successor's is not touched.</summary>
    /// <param name="name">The name of the queue.</param>
    /// <param name="remove">Removes the queue, and says whether it is gone.</param>
    /// <returns>What <paramref name="remove"/> returned.</returns>
    public int Remove(string name, Func<int> remove)
    {
        if (!Path.Exists(PathOf(name)))
        {
            return remove();
        }

        using ScopeLock held = ScopeLock.Acquire(_scope, LockName, name);
        int result = remove();
        if (result is 0 or -Errno.ENOENT)
        {
            Libc.Unlink(PathOf(name));
        }

        return result;
    }

    private string PathOf(string name) => Path.Combine(_scope.FullPath, _folderName, name);

    /// <summary>What is kept of exactly this queue.</summary>
    private ReadOnlySpan<byte> Read(string name, byte[] firstLine)
    {
        // Others may have put a link or a FIFO there: neither is followed, or waited for.
        int descriptor = Libc.Open(PathOf(name), Libc.OpenReadOnly | Libc.OpenNonBlocking | Libc.OpenNoFollow | Libc.OpenCloseOnExec, mode: 0);
        if (descriptor < 0)
        {
            return Errno.Last is Errno.ENOENT or Errno.ELOOP ? default : throw DescriptorErrors.For(Errno.Last, name, $"opening {PathOf(name)}");
        }

        using DescriptorHandle file = new(descriptor);
        if (FileStatus.Read(file, out FileStatus status) != 0 || status.Type != FileStatus.RegularFile || status.Size is <= 0 or > MqManifest.MaxBytes + MaxFirstLine)
        {
            return default;
        }

        byte[] text = new byte[status.Size];
        nint length;
        fixed (byte* bytes = text)
        {
            length = Libc.ReadAt(file, bytes, (nuint)text.Length, offset: 0);
        }

        return length == text.Length && text.AsSpan().StartsWith(firstLine) ? text.AsSpan(firstLine.Length) : default;
    }

    private void Write(string name, byte[] text)
    {
        string folder = _scope.CreateFolder(_folderName, name);
        string draft = Path.Combine(_scope.FullPath, "manifests.draft");
        try
        {
            File.Delete(draft);
            using (FileStream file = new(draft, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(text);
            }

            File.SetUnixFileMode(draft, (UnixFileMode)ScopeFolder.FileModeFor(_scope.Group));
            File.Move(draft, Path.Combine(folder, name), overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MqException($"Queue '{name}': its manifest in {folder} cannot be written: {error.Message} Make room in {_scope.FullPath}, or correct its permissions.", innerException: error);
        }
    }
}
