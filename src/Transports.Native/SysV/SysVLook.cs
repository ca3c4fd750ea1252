using System.Runtime.Versioning;
using TypedMq.Interop;

namespace TypedMq.Transports.SysV;

/// <summary>What a queue held, and had room for, when somebody looked.</summary>
[SupportedOSPlatform("linux")]
internal readonly struct SysVLook
{
    private readonly long _freeBytes;
    private readonly long _freePlaces;
    private readonly State _state;

    public SysVLook(in SystemVQueueStatus status)
    {
        Messages = (long)status.Messages;
        _freeBytes = (long)status.MaxBytes - (long)status.Bytes;

        // The kernel takes no more messages than bytes either, so that empty ones do not come without an end.
        _freePlaces = (long)status.MaxBytes - (long)status.Messages;
        _state = State.Known;
    }

    private SysVLook(State state) => _state = state;

    private enum State : byte
    {
        Unknown,
        Known,
        Removed,
    }

    /// <summary>The process may not look.</summary>
    public static SysVLook Unknown => new(State.Unknown);

    /// <summary>There is no queue any more.</summary>
    public static SysVLook Removed => new(State.Removed);

    public bool IsRemoved => _state == State.Removed;

    public bool IsKnown => _state == State.Known;

    /// <summary>How many messages there are; 0 when it is not known.</summary>
    public long Messages { get; }

    /// <summary>Whether it is worth trying to receive: there are messages, or nobody knows.</summary>
    public bool HasMessages => Messages > 0 || _state == State.Unknown;

    /// <summary>Whether it is worth trying to send so many bytes.</summary>
    public bool HasRoomFor(int size) => RoomFor(size) > 0;

    /// <summary>How many messages of a size there is room for; 1 when nobody knows.</summary>
    public long RoomFor(int size) => _state == State.Unknown ? 1 : size == 0 ? _freePlaces : Math.Min(_freeBytes / size, _freePlaces);
}
