using System.Runtime.Versioning;
using TypedMq.Interop;
using TypedMq.Scopes;

namespace TypedMq.Transports.Posix;

/// <summary>Opens or creates a queue so that, among processes that do so at the same time, exactly one creates it.</summary>
[SupportedOSPlatform("linux")]
internal static class PosixOpening
{
    // Each round more means that somebody created or deleted the queue between two of our calls.
    private const int MaxRounds = 1000;

    // Between its creation and the gift to the group, a queue is its creator's alone: for how many milliseconds others wait that out.
    private const int MaxGroupRounds = 50;

    /// <summary>Opens or creates, as <see cref="MqQueueOptions.OpenMode"/> says.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="kernelName">The name of the queue for the kernel, without a slash.</param>
    /// <param name="registry">The queues of its scope.</param>
    /// <param name="created">Whether this call created the queue.</param>
    /// <returns>The descriptor; the kernel waits for nothing on it.</returns>
    /// <exception cref="MqException">One of its kinds; no queue was created, or it was deleted again.</exception>
    public static DescriptorHandle Open(MqQueueOptions options, string kernelName, PosixRegistry registry, out bool created)
    {
        PosixGeometry asked = PosixGeometry.ForCreation(options);
        MessageQueueAttributes attributes = new() { MaxMessages = asked.Capacity, MessageSize = asked.MessageSize };

        // A queue starts with the group that its creator runs as, which is not to have it: bits for the scope's group come after the gift.
        uint mode = (uint?)options.Mode ?? ScopeFolder.PrivateFileMode;
        int flags = Libc.OpenNonBlocking | Libc.OpenCloseOnExec | options.Access switch
        {
            MqAccess.Receive => Libc.OpenReadOnly,
            MqAccess.Send => Libc.OpenWriteOnly,
            _ => Libc.OpenReadWrite,
        };

        int errno = 0;
        for (int round = 0; round < MaxRounds; round++)
        {
            if (options.OpenMode != MqOpenMode.OpenExisting)
            {
                nint made = MessageQueueCalls.Open(kernelName, flags | Libc.OpenCreate | Libc.OpenExclusive, mode, attributes);
                if (made >= 0)
                {
                    created = true;
                    return GiveModeAndGroup(new(made), options, kernelName, registry);
                }

                errno = (int)-made;
                if (errno != Errno.EEXIST || options.OpenMode == MqOpenMode.CreateNew)
                {
                    break;
                }
            }

            nint opened = MessageQueueCalls.Open(kernelName, flags, mode: 0);
            if (opened >= 0)
            {
                created = false;
                return new(opened);
            }

            errno = (int)-opened;
            if (errno == Errno.EACCES && registry.Group is not null && round < MaxGroupRounds)
            {
                Thread.Sleep(1);
            }
            else if (errno != Errno.ENOENT || options.OpenMode == MqOpenMode.OpenExisting)
            {
                break;
            }
        }

        PosixLimits limits = PosixLimits.ReadAll() with { Use = registry.Use(Libc.EffectiveUser()) };
        throw PosixErrors.ForOpen(errno, options.Name.Value, "/" + kernelName, options.Access, asked, PosixGeometry.ReservedBytes(options.Envelope), limits);
    }

    /// <summary>Whatever the umask, unless the mode was asked for: then the umask applies, as mq_open(3) has it.</summary>
    private static DescriptorHandle GiveModeAndGroup(DescriptorHandle descriptor, MqQueueOptions options, string kernelName, PosixRegistry registry)
    {
        try
        {
            if (registry.Group is { } group && Libc.ChangeOwner(descriptor, user: uint.MaxValue, group) != 0)
            {
                throw PosixErrors.Unexpected(Errno.Last, options.Name.Value, "fchown");
            }

            if (options.Mode is null && Libc.ChangeMode(descriptor, ScopeFolder.FileModeFor(registry.Group)) != 0)
            {
                throw PosixErrors.Unexpected(Errno.Last, options.Name.Value, "fchmod");
            }

            return descriptor;
        }
        catch
        {
            descriptor.Dispose();
            MessageQueueCalls.Unlink(kernelName);
            throw;
        }
    }
}
