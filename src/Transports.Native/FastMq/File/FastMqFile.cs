using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Scopes;

namespace TypedMq.Transports.FastMq;

/// <summary>Creates, opens and verifies the file of a queue.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class FastMqFile
{
    private const uint PermissionBits = 0b111_111_111;

    private static readonly int OpenFlags = Libc.OpenReadWrite | Libc.OpenNoFollow | Libc.OpenNonBlocking | Libc.OpenCloseOnExec;

    /// <summary>Opens a file, if it is one of these.</summary>
    /// <returns>Null when there is none of that name, or only what is about to be deleted.</returns>
    /// <exception cref="MqCorruptQueueException">It is not, or it is damaged; the error says what was found.</exception>
    /// <exception cref="MqAccessDeniedException">It is not for this process.</exception>
    public static FastMqMemory? TryOpen(DescriptorHandle folder, FastMqFolder owner, string name, bool alsoCorrupt = false)
    {
        string path = owner.PathOf(name);
        DescriptorHandle? file = TryOpenFile(folder, name, path);
        if (file is null)
        {
            return null;
        }

        try
        {
            FileStatus status = ReadStatus(file, name, path);
            if (status.Links == 0)
            {
                file.Dispose();
                return null;
            }

            CheckOwner(in status, owner.Group, name, path);
            FastMqHeader header;
            Unsafe.SkipInit(out header);
            if (Libc.ReadAt(file, &header, FastMqGeometry.HeaderSize, 0) != FastMqGeometry.HeaderSize)
            {
                throw Corrupt(name, path, $"has {status.Size} bytes, which is not even a header");
            }

            // From here on our copy counts, and what follows from it.
            FastMqGeometry geometry = Verify(in header, status.Size, name, path);
            if (header.Condition == (uint)FastMqCondition.Removed)
            {
                file.Dispose();
                return null;
            }

            if (header.Condition != (uint)FastMqCondition.Usable && !alsoCorrupt)
            {
                throw Corrupt(name, path, "was found damaged by somebody who used it, and is not used any more");
            }

            return Map(file, in geometry, in header, name, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Creates a file, which gets its name when it is whole. Under the lock of the folder, and the name is free.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="owner">The folder too.</param>
    /// <param name="draft">The name that it has until it is whole; null to try without.</param>
    /// <param name="draftIfNeeded">That name, for a file system that knows no files without a name.</param>
    /// <param name="options">How to open it.</param>
    /// <param name="settings">What it is like.</param>
    /// <param name="geometry">How large it is.</param>
    public static FastMqMemory Create(
        DescriptorHandle folder, FastMqFolder owner, string? draft, string draftIfNeeded, MqQueueOptions options, FastMqSettings settings, in FastMqGeometry geometry)
    {
        string name = options.Name.Value;
        string path = owner.PathOf(name);
        int descriptor = -1;
        if (draft is null)
        {
            descriptor = FolderCalls.Open(folder, ".", Libc.OpenReadWrite | Libc.OpenCloseOnExec | FolderCalls.OpenTemporary, ScopeFolder.PrivateFileMode);
            if (descriptor < 0 && Errno.Last is Errno.EOPNOTSUPP or Errno.EISDIR or Errno.ENOENT)
            {
                draft = draftIfNeeded;
            }
        }

        if (draft is not null)
        {
            descriptor = FolderCalls.Open(folder, draft, OpenFlags | Libc.OpenCreate | Libc.OpenExclusive, ScopeFolder.PrivateFileMode);
        }

        if (descriptor < 0)
        {
            throw DescriptorErrors.ForFile(Errno.Last, name, $"creating {path}", path);
        }

        DescriptorHandle file = new(descriptor);
        try
        {
            // All of it now: a page for which there is no memory would otherwise be found out by SIGBUS when somebody uses it.
            int result = FolderCalls.Allocate(file, geometry.FileSize);
            if (result != 0)
            {
                throw NoRoom(-result, name, path, geometry.FileSize);
            }

            FastMqHeader header = NewHeader(in geometry, options, settings);
            if (Libc.WriteAt(file, &header, FastMqGeometry.HeaderSize, 0) != FastMqGeometry.HeaderSize)
            {
                throw DescriptorErrors.ForFile(Errno.Last, name, $"writing {path}", path);
            }

            if (FastMqManifest.Compare(file, options) is { } manifest && !FastMqManifest.TryWrite(file, manifest))
            {
                throw DescriptorErrors.ForFile(Errno.Last, name, $"writing the manifest of {path}", path);
            }

            uint mode = options.Mode is { } asked ? (uint)asked & PermissionBits & ~FileCreationMask.Current : ScopeFolder.FileModeFor(owner.Group);
            if ((owner.Group is { } group && Libc.ChangeOwner(file, user: uint.MaxValue, group) != 0) || Libc.ChangeMode(file, mode) != 0)
            {
                throw DescriptorErrors.ForFile(Errno.Last, name, $"giving {path} its group and mode", path);
            }

            FastMqMemory memory = Map(file, in geometry, in header, name, path);
            if ((draft is null ? FolderCalls.Link(file, folder, name) : FolderCalls.Rename(folder, draft, name)) != 0)
            {
                int errno = Errno.Last;
                memory.Close();
                throw DescriptorErrors.ForFile(errno, name, $"naming {path}", path);
            }

            return memory;
        }
        catch
        {
            file.Dispose();
            throw;
        }
        finally
        {
            if (draft is not null)
            {
                _ = FolderCalls.Unlink(folder, draft);
            }
        }
    }

    /// <summary>Tells all who have a queue open that it is removed, if it is one. Under the lock of the folder.</summary>
    public static bool TryMarkRemoved(DescriptorHandle folder, string name)
    {
        int descriptor = FolderCalls.Open(folder, name, OpenFlags, 0);
        if (descriptor < 0)
        {
            return false;
        }

        using DescriptorHandle file = new(descriptor);
        ulong magic = 0;
        if (FileStatus.Read(file, out FileStatus status) != 0 || status.Type != FileStatus.RegularFile || status.Size < FastMqGeometry.HeaderSize
            || Libc.ReadAt(file, &magic, sizeof(ulong), 0) != sizeof(ulong) || magic != FastMqHeader.MagicNumber)
        {
            return false;
        }

        nint address = Libc.Map(0, FastMqGeometry.HeaderSize, Libc.ProtectRead | Libc.ProtectWrite, Libc.MapShared, file, 0);
        if (address == -1)
        {
            return false;
        }

        MarkRemoved((FastMqHeader*)address);
        _ = Libc.Unmap(address, FastMqGeometry.HeaderSize);
        return true;
    }

    /// <summary>Says that the queue is removed, and wakes everybody.</summary>
    public static void MarkRemoved(FastMqHeader* header)
    {
        Interlocked.Exchange(ref header->Condition, (uint)FastMqCondition.Removed);
        FastMqHeader.WakeAll(header);
    }

    private static DescriptorHandle? TryOpenFile(DescriptorHandle folder, string name, string path)
    {
        int descriptor = FolderCalls.Open(folder, name, OpenFlags, 0);
        int errno = Errno.Last;
        return descriptor >= 0 ? new(descriptor) : errno switch
        {
            Errno.ENOENT => null,
            Errno.ELOOP => throw Corrupt(name, path, "is a symbolic link"),
            Errno.ENXIO => throw Corrupt(name, path, "is a socket"),
            Errno.EISDIR => throw Corrupt(name, path, "is a directory"),
            Errno.EACCES => throw new MqAccessDeniedException(name, $"{path} may not be read and written by this user. Run as its owner, or share it in the scope of a group (Scope and ScopeGroup).", errno),
            _ => throw DescriptorErrors.For(errno, name, $"opening {path}"),
        };
    }

    private static FileStatus ReadStatus(DescriptorHandle file, string name, string path) => FileStatus.Read(file, out FileStatus status) is var result && result == 0
        ? status
        : throw DescriptorErrors.For(-result, name, $"looking at {path}");

    private static void CheckOwner(in FileStatus status, uint? group, string name, string path)
    {
        uint user = Libc.EffectiveUser();
        string? problem =
            status.Type != FileStatus.RegularFile ? "is no regular file"
            : status.Links != 1 ? $"has {status.Links} names"
            : group is null && status.User != user ? $"belongs to user {status.User} instead of {user}"
            : group is { } id && status.Group != id ? $"belongs to group {status.Group} instead of {id}"
            : null;
        if (problem is not null)
        {
            throw Corrupt(name, path, problem);
        }
    }

    private static FastMqHeader NewHeader(in FastMqGeometry geometry, MqQueueOptions options, FastMqSettings settings) => new()
    {
        Magic = FastMqHeader.MagicNumber,
        LayoutVersion = FastMqHeader.Version,
        HeaderSize = FastMqGeometry.HeaderSize,
        Capacity = (uint)geometry.Capacity,
        MaxMessageBytes = (uint)geometry.MaxMessageBytes,
        Stride = (uint)geometry.Stride,
        Lanes = (uint)geometry.Lanes,
        RingSize = (uint)geometry.RingSize,
        Participants = (uint)geometry.Participants,
        FileSize = (ulong)geometry.FileSize,
        Engine = (uint)geometry.Engine,
        Flags = settings.HasMembarrier ? FastMqHeader.SleepersFence : 0,
        ParticipantsOffset = (ulong)FastMqGeometry.ParticipantsOffset,
        LanesOffset = (ulong)geometry.LanesOffset,
        RingsOffset = (ulong)geometry.RingsOffset,
        SlotsOffset = (ulong)geometry.SlotsOffset,
        NotesOffset = (ulong)geometry.NotesOffset,
        CreatorProcess = (ulong)Environment.ProcessId,
        CreatedAt = DateTime.UtcNow.Ticks,
        ManifestOffset = (ulong)FastMqGeometry.ManifestOffset,
        ManifestSize = FastMqGeometry.ManifestSize,
        ReservedSlots = (uint)(options.ReservedSlots ?? 0),
        ReservedForPriority = (uint)(options.ReservedForPriority ?? 0),
        SuspectPosition = ulong.MaxValue,
    };

    private static FastMqGeometry Verify(in FastMqHeader header, long size, string name, string path)
    {
        if (header.Magic != FastMqHeader.MagicNumber)
        {
            throw Corrupt(name, path, "is no FastMq queue");
        }

        if (header.LayoutVersion > FastMqHeader.Version)
        {
            throw Corrupt(name, path, $"has layout {header.LayoutVersion}, which is newer than {FastMqHeader.Version}, the newest that this version of TypedMq knows: update this service first");
        }

        FastMqGeometry geometry = new((FastMqEngine)header.Engine, (int)header.Capacity, (int)header.MaxMessageBytes, (int)header.Lanes, (int)header.Participants);
        if (header.LayoutVersion == 0 || !geometry.IsValid)
        {
            throw Corrupt(name, path, $"has a header that cannot be (layout {header.LayoutVersion}, engine {header.Engine}, capacity {header.Capacity}, message size {header.MaxMessageBytes}, lanes {header.Lanes}, handles {header.Participants})");
        }

        bool fits = header.HeaderSize == FastMqGeometry.HeaderSize
            && header.Stride == (uint)geometry.Stride
            && header.RingSize == (uint)geometry.RingSize
            && header.ParticipantsOffset == (ulong)FastMqGeometry.ParticipantsOffset
            && header.NotesOffset == (ulong)geometry.NotesOffset
            && header.LanesOffset == (ulong)geometry.LanesOffset
            && header.RingsOffset == (ulong)geometry.RingsOffset
            && header.SlotsOffset == (ulong)geometry.SlotsOffset
            && header.ManifestOffset == (ulong)FastMqGeometry.ManifestOffset
            && header.ManifestSize == FastMqGeometry.ManifestSize
            && header.ReservedSlots < header.Capacity
            && header.ReservedForPriority <= FastMqTransport.MaxPriority;
        return fits && header.FileSize == (ulong)geometry.FileSize && size == geometry.FileSize
            ? geometry
            : throw Corrupt(name, path, fits ? $"has {size} bytes instead of {geometry.FileSize}: it was cut, or never whole" : "has a header whose numbers contradict each other");
    }

    private static FastMqMemory Map(DescriptorHandle file, in FastMqGeometry geometry, in FastMqHeader header, string name, string path)
    {
        nint address = Libc.Map(0, (nuint)geometry.FileSize, Libc.ProtectRead | Libc.ProtectWrite, Libc.MapShared | Libc.MapPopulated, file, 0);
        if (address == -1)
        {
            throw Errno.Last == Errno.ENOMEM
                ? new MqLimitException(name, "memory of the process", null, $"Mapping {path} takes {geometry.FileSize} bytes of address space. Raise the limit (ulimit -v), or use a smaller Capacity or MaxMessageBytes.", Errno.ENOMEM)
                : DescriptorErrors.For(Errno.Last, name, $"mapping {path}");
        }

        _ = FolderCalls.KeepFromChildren(address, (nuint)geometry.FileSize);
        return new(file, address, in geometry, in header);
    }

    private static MqException NoRoom(int errno, string name, string path, long needed)
    {
        if (errno is not (Errno.ENOSPC or Errno.EFBIG or Errno.EDQUOT))
        {
            return DescriptorErrors.ForFile(errno, name, $"allocating {path}", path);
        }

        string folder = Path.GetDirectoryName(path)!;
        string free;
        try
        {
            free = new DriveInfo(folder).AvailableFreeSpace.ToString(System.Globalization.CultureInfo.InvariantCulture) + " bytes free";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            free = "";
        }

        return new MqLimitException(
            name,
            $"room in {folder}",
            free.Length == 0 ? null : free,
            $"The queue needs {needed} bytes. Delete queues that are not needed, ask for a smaller Capacity or MaxMessageBytes, or make the file system larger (mount -o remount,size=… /dev/shm; --shm-size for a container).",
            errno);
    }

    private static MqCorruptQueueException Corrupt(string queue, string path, string problem) => new(queue, $"its file {path} {problem}");
}
