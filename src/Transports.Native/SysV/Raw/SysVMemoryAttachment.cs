using System.Buffers;
using System.Runtime.Versioning;

namespace TypedMq.Native;

/// <summary>
/// Shared memory that is attached to this process (<c>shmop(2)</c>), to read and to write. <see cref="Dispose"/> detaches this attachment
/// and no other; one that is forgotten is detached by the garbage collector.
/// </summary>
/// <remarks>
/// <para>
/// The memory is used inside of a delegate: it stays attached until the delegate returns, also when another thread disposes of the
/// attachment meanwhile, and a span cannot leave it. So nothing here can reach memory that is gone.
/// </para>
/// <para>
/// Thread-safe as far as the memory is: nothing orders what threads and processes read and write there. Use a
/// <see cref="SysVSemaphoreSet"/>, or <see cref="Interlocked"/> and <see cref="Volatile"/> on aligned parts of the span.
/// </para>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class SysVMemoryAttachment : IDisposable
{
    private readonly AttachmentHandle _handle;

    internal SysVMemoryAttachment(AttachmentHandle handle) => _handle = handle;

    /// <summary>The bytes of the shared memory.</summary>
    public long Length => _handle.Length;

    /// <summary>Uses all of the memory.</summary>
    /// <param name="use">Gets it.</param>
    /// <exception cref="ObjectDisposedException">It is detached.</exception>
    /// <exception cref="InvalidOperationException">It has more bytes than a span: use parts of it.</exception>
    public void Use(Action<Span<byte>> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        Span<byte> memory = _handle.Hold();
        try
        {
            use(memory);
        }
        finally
        {
            _handle.DangerousRelease();
        }
    }

    /// <summary>Uses all of the memory, for a result.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <inheritdoc cref="Use(Action{Span{byte}})"/>
    public TResult Use<TResult>(Func<Span<byte>, TResult> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        Span<byte> memory = _handle.Hold();
        try
        {
            return use(memory);
        }
        finally
        {
            _handle.DangerousRelease();
        }
    }

    /// <summary>Uses a part of the memory, without a closure.</summary>
    /// <typeparam name="TState">What the delegate needs.</typeparam>
    /// <param name="offset">Where the part begins, in bytes.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="state">What the delegate needs.</param>
    /// <param name="use">Gets the part.</param>
    /// <exception cref="ObjectDisposedException">It is detached.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie within the memory.</exception>
    public void Use<TState>(long offset, int length, TState state, SpanAction<byte, TState> use)
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(use);
        Span<byte> memory = _handle.Hold(offset, length);
        try
        {
            use(memory, state);
        }
        finally
        {
            _handle.DangerousRelease();
        }
    }

    /// <summary>Copies a part of the memory.</summary>
    /// <param name="offset">Where the part begins, in bytes.</param>
    /// <param name="destination">Gets it, and says how long it is.</param>
    /// <exception cref="ObjectDisposedException">It is detached.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie within the memory.</exception>
    public void Read(long offset, Span<byte> destination) => Use(offset, destination.Length, destination, static (part, destination) => part.CopyTo(destination));

    /// <summary>Overwrites a part of the memory.</summary>
    /// <param name="offset">Where the part begins, in bytes.</param>
    /// <param name="source">The new bytes.</param>
    /// <exception cref="ObjectDisposedException">It is detached.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie within the memory.</exception>
    public void Write(long offset, ReadOnlySpan<byte> source) => Use(offset, source.Length, source, static (part, source) => source.CopyTo(part));

    /// <summary>Detaches it (<c>shmdt(2)</c>), as soon as nobody uses it any more.</summary>
    public void Dispose() => _handle.Dispose();
}

/// <summary>
/// Shared memory that is attached to this process to read only; otherwise as <see cref="SysVMemoryAttachment"/>. Others may write meanwhile.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class SysVReadOnlyMemoryAttachment : IDisposable
{
    private readonly AttachmentHandle _handle;

    internal SysVReadOnlyMemoryAttachment(AttachmentHandle handle) => _handle = handle;

    /// <inheritdoc cref="SysVMemoryAttachment.Length"/>
    public long Length => _handle.Length;

    /// <inheritdoc cref="SysVMemoryAttachment.Use(Action{Span{byte}})"/>
    public void Use(Action<ReadOnlySpan<byte>> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        ReadOnlySpan<byte> memory = _handle.Hold();
        try
        {
            use(memory);
        }
        finally
        {
            _handle.DangerousRelease();
        }
    }

    /// <inheritdoc cref="SysVMemoryAttachment.Use{TResult}(Func{Span{byte}, TResult})"/>
    public TResult Use<TResult>(Func<ReadOnlySpan<byte>, TResult> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        ReadOnlySpan<byte> memory = _handle.Hold();
        try
        {
            return use(memory);
        }
        finally
        {
            _handle.DangerousRelease();
        }
    }

    /// <inheritdoc cref="SysVMemoryAttachment.Use{TState}(long, int, TState, SpanAction{byte, TState})"/>
    public void Use<TState>(long offset, int length, TState state, ReadOnlySpanAction<byte, TState> use)
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(use);
        ReadOnlySpan<byte> memory = _handle.Hold(offset, length);
        try
        {
            use(memory, state);
        }
        finally
        {
            _handle.DangerousRelease();
        }
    }

    /// <inheritdoc cref="SysVMemoryAttachment.Read"/>
    public void Read(long offset, Span<byte> destination) => Use(offset, destination.Length, destination, static (part, destination) => part.CopyTo(destination));

    /// <inheritdoc cref="SysVMemoryAttachment.Dispose"/>
    public void Dispose() => _handle.Dispose();
}
