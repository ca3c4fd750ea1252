using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Native;

/// <summary>
/// The key by which processes find a System V queue, semaphore set or shared memory (<c>sysvipc(7)</c>). Keys live in an IPC namespace;
/// queues, semaphores and shared memory do not share them. <see langword="default"/> is <see cref="Private"/>.
/// </summary>
public readonly partial record struct SysVKey
{
    /// <summary>An explicit key.</summary>
    /// <param name="value">The key: anything but 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The value is 0, <c>IPC_PRIVATE</c>: a key that was computed and happens to be 0 would give everybody an object of their own.
    /// </exception>
    public SysVKey(int value)
    {
        if (value == 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(value), "Key 0 is IPC_PRIVATE: every process would get an object of its own. Choose another key, or say SysVKey.Private where that is meant.");
        }

        Value = value;
    }

    /// <summary><c>IPC_PRIVATE</c>: creates another object every time, which is found by its id alone.</summary>
    public static SysVKey Private => default;

    /// <summary>What the kernel is given: 0 for <see cref="Private"/>.</summary>
    public int Value { get; }

    /// <summary>Whether this is <see cref="Private"/>.</summary>
    public bool IsPrivate => Value == 0;

    /// <summary>The key that <c>ftok(3)</c> derives from a file, the same as in C.</summary>
    /// <param name="path">A file or folder that exists and can be looked at. A relative path counts from the current folder.</param>
    /// <param name="id">Tells keys of one file apart, 1 to 255 (often a letter): of a larger number only the low 8 bits count.</param>
    /// <returns>The key: never 0.</returns>
    /// <remarks>
    /// The key is 8 bits of the id, 8 bits of the device and 16 bits of the inode number. Different files collide: among 300 files of a
    /// disk it is as likely as not. A file that is replaced has another key than before. Use this only to meet programs that use it too.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The low 8 bits of the id are 0, for which no key is defined.</exception>
    /// <exception cref="MqSystemCallException">The file does not exist (ENOENT), or its folder may not be searched (EACCES).</exception>
    [SupportedOSPlatform("linux")]
    public static SysVKey Ftok(string path, int id)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if ((id & 0xFF) == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(id), id, "Only the low 8 bits of the id count, and they must not be 0.");
        }

        // -1 is also the key of some files, so it is the errno that tells: it is cleared before the call.
        int key = DeriveKey(path, id);
        return key == -1 && Errno.Last is not 0 and int errno ? throw new MqSystemCallException("ftok", $"'{path}'", errno) : new(key);
    }

    /// <summary>The key as <c>ipcs(1)</c> shows it.</summary>
    public override string ToString() => IsPrivate ? "IPC_PRIVATE" : "0x" + Value.ToString("x8", CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "ftok", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int DeriveKey(string path, int id);
}
