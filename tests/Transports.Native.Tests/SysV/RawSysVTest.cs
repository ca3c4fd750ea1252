using System.Runtime.CompilerServices;
using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Tests.Support;

namespace TypedMq.Tests.SysV;

/// <summary>A test with System V objects of its own, which are gone afterwards also when it fails.</summary>
public abstract class RawSysVTest : IDisposable
{
    protected static readonly TimeSpan Bound = PosixTest.Bound;

    private readonly List<Action> _removals = [];

    /// <summary>A key that no queue has at this moment.</summary>
    protected static SysVKey UnusedKey() => new(Random.Shared.Next(1, int.MaxValue));

    protected SysVMq NewQueue(UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite) => Track(SysVMq.Create(SysVKey.Private, mode));

    /// <summary>A queue that holds so many bytes.</summary>
    protected SysVMq NewQueue(int maxBytes)
    {
        SysVMq queue = NewQueue();
        queue.SetMaxBytes(maxBytes);
        return queue;
    }

    protected SysVMq Track(SysVMq queue)
    {
        _removals.Add(() => SystemVCalls.RemoveQueue(queue.Id));
        return queue;
    }

    protected SysVSemaphoreSet Track(SysVSemaphoreSet set)
    {
        _removals.Add(() => SystemVCalls.RemoveSemaphores(set.Id));
        return set;
    }

    protected SysVSharedMemory Track(SysVSharedMemory memory)
    {
        _removals.Add(() => SystemVCalls.RemoveMemory(memory.Id));
        return memory;
    }

    /// <summary>The errno of a call that fails.</summary>
    internal static void Fails(int errno, Action call, [CallerArgumentExpression(nameof(call))] string? text = null)
    {
        MqSystemCallException? error = Record.Exception(call) as MqSystemCallException;
        Assert.True(error is not null, $"{text} did not fail.");
        Assert.Equal(errno, error.Errno);
        Assert.Equal(errno is Errno.EAGAIN or Errno.ENOMSG or Errno.ETIMEDOUT or Errno.EINTR, error.IsTransient);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (Action removal in _removals)
        {
            removal();
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }
}
