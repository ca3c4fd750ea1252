using System.Runtime.Versioning;

namespace TypedMq.Transports.FastMq;

/// <summary>
/// How many handles and threads sleep on a queue's event word, or are about to. Never too few: whoever sleeps is counted from before it arms the word until after its
/// last look. Perhaps too many: somebody who was killed between the two counts stays counted.
/// </summary>
/// <remarks>
/// It says whether a sleeper that was woken owes the others a fence. What it does not see in its look, because it lies in another processor's store buffer still, may be
/// for somebody who sleeps and whom nobody rings for; alone, there is nobody. Who comes after that look fences, and looks, itself.
/// </remarks>
[SupportedOSPlatform("linux")]
internal readonly unsafe struct Sleepers
{
    private readonly uint* _all;
    private readonly uint* _ours;

    /// <summary>The sleepers of a direction.</summary>
    /// <param name="header">The queue's header: all of them.</param>
    /// <param name="entry">The entry of a participant: those that are its own, so that they can be forgotten when it has died.</param>
    /// <param name="direction">What they wait for.</param>
    public Sleepers(FastMqHeader* header, ParticipantEntry* entry, MqDirection direction)
    {
        _all = direction == MqDirection.Receive ? &header->ReceiversAsleep : &header->SendersAsleep;
        _ours = direction == MqDirection.Receive ? &entry->ReceiversAsleep : &entry->SendersAsleep;
    }

    /// <summary>Whether nobody else sleeps.</summary>
    public bool IsAlone => Volatile.Read(ref *_all) == 1;

    /// <summary>To be called before the word is armed.</summary>
    public void Enter()
    {
        Interlocked.Increment(ref *_all);
        Interlocked.Increment(ref *_ours);
    }

    /// <summary>To be called after the last look.</summary>
    public void Leave()
    {
        Interlocked.Decrement(ref *_ours);
        Interlocked.Decrement(ref *_all);
    }

    /// <summary>Those of a participant that has died sleep no more. Its lock is held.</summary>
    public void Forget()
    {
        uint dead = Interlocked.Exchange(ref *_ours, 0);
        if (dead != 0)
        {
            Interlocked.Add(ref *_all, 0 - dead);
        }
    }
}
