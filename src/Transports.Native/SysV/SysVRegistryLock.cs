using System.Runtime.Versioning;
using System.Text;
using TypedMq.Interop;
using TypedMq.Scopes;

namespace TypedMq.Transports.SysV;

/// <summary>
/// The lock under which the registry of a scope is changed. Its file also says which queue is being made, so that the next holder finds what a killed one left unfinished.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class SysVRegistryLock : IDisposable
{
    private const string FileName = "sysv.lock";
    private const int NameOffset = 8;
    private const int NameSize = 256;

    private readonly ScopeLock _lock;

    private SysVRegistryLock(ScopeLock held) => _lock = held;

    /// <summary>Waits for the lock.</summary>
    /// <param name="scope">The folder of the scope.</param>
    /// <param name="queue">The queue for which it is needed, for errors.</param>
    /// <exception cref="MqException">Somebody holds it for too long.</exception>
    public static SysVRegistryLock Acquire(ScopeFolder scope, string queue) => new(ScopeLock.Acquire(scope, FileName, queue));

    /// <summary>Says that a queue of this key is about to be made. Nobody else has or will have the key, which is random.</summary>
    public void BeginCreation(int key, string name)
    {
        byte* bytes = stackalloc byte[NameSize];
        Span<byte> text = new(bytes, NameSize);
        text.Clear();
        Encoding.UTF8.GetBytes(name, text);

        // The key last: with it, the name counts.
        if (Libc.WriteAt(_lock.File, bytes, NameSize, NameOffset) != NameSize)
        {
            throw DescriptorErrors.ForFile(Errno.Last, name, $"writing {_lock.Path}", _lock.Path);
        }

        WriteKey(key, name);
    }

    /// <summary>The queue was made and written down, or was not made.</summary>
    public void EndCreation() => WriteKey(SystemVCalls.PrivateKey, FileName);

    /// <summary>What a former holder began and did not end.</summary>
    /// <returns>Whether there is something.</returns>
    public bool TryGetUnfinished(out int key, out string name)
    {
        byte* bytes = stackalloc byte[NameOffset + NameSize];
        nint length = Libc.ReadAt(_lock.File, bytes, NameOffset + NameSize, 0);
        key = length == NameOffset + NameSize ? *(int*)bytes : SystemVCalls.PrivateKey;
        name = key == SystemVCalls.PrivateKey ? "" : Encoding.UTF8.GetString(new ReadOnlySpan<byte>(bytes + NameOffset, NameSize)).TrimEnd('\0');
        return key != SystemVCalls.PrivateKey;
    }

    public void Dispose() => _lock.Dispose();

    private void WriteKey(int key, string name)
    {
        if (Libc.WriteAt(_lock.File, &key, sizeof(int), 0) != sizeof(int))
        {
            throw DescriptorErrors.ForFile(Errno.Last, name, $"writing {_lock.Path}", _lock.Path);
        }
    }
}
