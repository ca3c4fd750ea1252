/*
 * Waiting for a FastMq queue: an event word with a bit for sleepers and a sequence, rings that wake one, and the baton that makes up for it. Threads that block,
 * some of which are cancelled or run into a deadline, and asynchronous waiters behind a reactor that parks their source.
 *
 * Mirrors src/Transports.Native: Waiting/EventWord.cs (Arm, RingOne), FastMq/FastMqQueue.Waiting.cs (Wait), FastMq/FastMqWaiters.cs (WaitAsync,
 * WakeThoseConcerned, OnParked, Close), Waiting/FutexReactor.cs (Run, Refresh, RefreshChanged, Expect, Unpark, TakeChanges). Each option of a process is one step. There
 * are no time slices: nobody wakes up by itself. futex_wake(2) wakes any one of those in the kernel's queue, also one that another word or its
 * deadline has woken and that has not left the queue yet: then the wake-up is swallowed by somebody who leaves for another reason.
 *
 * Proved: when everything has come to rest, nobody waits for what is there. What is published, and how it is taken, is slots-and-ring.pml; here it is a number.
 */

#ifndef SLEEPERS
#define SLEEPERS 3              /* threads that block and want one message each: 0 as long as it takes, 1 until cancelled, 2 until a deadline */
#endif
#ifndef ASYNCS
#define ASYNCS 0                /* asynchronous waiters of one handle that want one message each; the second may be cancelled */
#endif
#ifndef PUBLISHES_1
#define PUBLISHES_1 1           /* messages of the first publisher */
#endif
#ifndef PUBLISHES_2
#define PUBLISHES_2 1           /* and of the second */
#endif

#define Reactor_ SLEEPERS       /* the reactor's place among those who sleep */

byte word;                      /* bit 0: somebody may sleep; the rest: a sequence */
byte items;                     /* what everybody can take */
bool queued[SLEEPERS + 1];      /* in the kernel's queue of the word */
bool woken[SLEEPERS + 1];
bool gaveUp[SLEEPERS + 1];      /* the flag of a cancelled token */

#ifdef RESERVED
byte reservedItems;             /* free slots that only senders of high priority can take */
#define IsHigh(who) ((who) == 1)
#else
#define reservedItems 0
#define IsHigh(who) false
#endif
#define Available(who) (items + (IsHigh(who) -> reservedItems : 0))

#ifdef MEMBARRIER
/* Published by a plain store, which waits in the store buffer of its processor until that, or membarrier(2) of a sleeper, or a locked instruction, drains it. */
byte buffered[2];
#define Drain(who) items = items + buffered[who]; buffered[who] = 0
#else
#define Drain(who) skip
#endif

mtype = {
    Try, Arm, Fence, CheckFlag, Look, Sleep, Asleep, Baton, Leave, Done,
    Publish, RingRead, RingChange, RingWake, Next,
    AddWaiter, Expect, SetControl, ArmForReactor, CountWaiters, CountThere, Signal, Await,
    WaitForAny, InKernel, Refresh, Park, ParkConfirm, Parked, ParkedArm, ArmOrRead, ReadControl, ClearControl, TakeChanges, Unpark, Closed
}

/* ---- EventWord.RingOne, as the last thing before "after" ---- */
#ifdef RESERVED
#ifndef FAULT_RING_ONE_WHERE_RESERVED
#define RING_ALL
#endif
#endif
#define WakeNobody(i) queued[i] = queued[i]
#define Wake(i) woken[i] = true; queued[i] = false
#ifdef RING_ALL
#define WAKE \
    :: d_step { at == RingWake -> \
        for (w : 0 .. SLEEPERS) { if :: queued[w] -> Wake(w) :: else fi } \
        w = 0; at = after }
#else
#define WAKE \
    :: d_step { at == RingWake && queued[0] -> Wake(0); at = after } \
    :: d_step { at == RingWake && SLEEPERS > 1 && queued[1 % SLEEPERS] -> Wake(1 % SLEEPERS); at = after } \
    :: d_step { at == RingWake && SLEEPERS > 2 && queued[2 % SLEEPERS] -> Wake(2 % SLEEPERS); at = after } \
    :: d_step { at == RingWake && queued[Reactor_] -> Wake(Reactor_); at = after } \
    :: d_step { at == RingWake && NobodyQueued -> at = after }
#endif
#define NobodyQueued (!queued[0] && !queued[1 % SLEEPERS] && !queued[2 % SLEEPERS] && !queued[Reactor_])
#define RING \
    :: d_step { at == RingRead -> value = word; at = ((value & 1) != 0 -> RingChange : after); if :: (value & 1) == 0 -> value = 0 :: else fi } \
    :: d_step { at == RingChange -> \
        if \
        :: word == value -> word = (value & 254) + 2; value = 0; at = RingWake \
        :: word != value && (word & 1) != 0 -> value = word \
        :: else -> value = 0; at = after \
        fi } \
    WAKE

/* Commit, Release or Abort, and then RingNotEmpty or RingNotFull. */
proctype Publisher(byte me; byte count; bool reserved)
{
    mtype at = Publish, after = Next;
    byte value, w;

    do
#ifdef FAULT_NO_FENCE
    /* The load of the word overtakes the store. */
    :: d_step { at == Publish && count > 0 -> value = word; at = Next }
    :: d_step { at == Next -> items++; count--; after = Publish; at = ((value & 1) != 0 -> RingChange : Publish); if :: at == Publish -> value = 0 :: else fi }
#else
    :: d_step { at == Publish && count > 0 ->
        count--;
#ifdef MEMBARRIER
        buffered[me] = buffered[me] + 1;
#else
#ifdef RESERVED
        if :: reserved -> reservedItems++ :: else -> items++ fi;
#else
        items++;
#endif
#endif
        at = RingRead }
    :: d_step { at == Next -> at = Publish }
#endif
#ifdef MEMBARRIER
    :: d_step { buffered[me] > 0 -> Drain(me) }
    :: d_step { at == RingChange && buffered[me] > 0 -> Drain(me) }
#endif
    :: at == Publish && count == 0 -> break
    RING
    od;
#ifdef MEMBARRIER
    atomic { Drain(me) }
#endif
}

/* Somebody who looks and does not sleep, or never comes. */
proctype Passer()
{
    if
    :: d_step { items > 0 -> items-- }
    :: true
    fi
}

#ifdef FAULT_ARM_AFTER_LOOK
#define Again Look
#else
#define Again Arm
#endif

/* A caller of TryReceive and Wait. */
proctype Sleeper(byte me; byte kind)
{
    mtype at = Try, after = Leave;
    byte armed, value, w;
    bool takes, expired;

    do
    :: d_step { at == Try ->
        takes = false;
        if
        :: items > 0 -> items--; at = Done
#ifdef RESERVED
        :: items == 0 && Available(me) > 0 -> reservedItems--; at = Done
#endif
        :: else ->
            at = (gaveUp[me] -> Done : Again)
        fi }

    /* Wait. Arm is a full fence. */
    :: d_step { at == Arm ->
        word = word | 1;
        armed = word;
#ifdef FAULT_ARM_AFTER_LOOK
        at = Sleep
#else
        at = Fence
#endif
        }
#ifdef MEMBARRIER
    :: d_step { at == Fence ->
#ifndef FAULT_NO_MEMBARRIER
        Drain(0); Drain(1);
#endif
        at = CheckFlag }
    :: d_step { at == CheckFlag ->
#else
    :: d_step { at == Fence ->
#endif
        at = (gaveUp[me] -> Baton : Look) }
    :: d_step { at == Look ->
        if
        :: Available(me) > 0 -> takes = true; at = Baton
        :: Available(me) == 0 && expired -> at = Baton
        :: else ->
#ifdef FAULT_ARM_AFTER_LOOK
            at = Arm
#else
            at = Sleep
#endif
        fi }
    :: d_step { at == Sleep ->
        if
        :: word == armed && !gaveUp[me] -> queued[me] = true; at = Asleep
        :: else -> at = Again
        fi;
        armed = 0 }
    :: d_step { at == Asleep && woken[me] -> queued[me] = false; woken[me] = false; at = Again }
    :: d_step { at == Asleep && kind == 2 && !expired -> expired = true; woken[me] = true }

    /* The baton, whatever ended the wait. */
    :: d_step { at == Baton ->
#ifdef FAULT_NO_BATON
        at = Leave
#else
#ifdef FAULT_CANCEL_WITHOUT_BATON
        at = (takes && Available(me) > takes -> RingRead : Leave)
#else
        at = (Available(me) > takes -> RingRead : Leave)
#endif
#endif
        }
    :: d_step { at == Leave -> at = (takes -> Try : Done) }
    :: at == Done -> break
    RING
    od
}

/* The token of a sleeper: FutexFlag.Set. */
proctype Canceller(byte whom)
{
    gaveUp[whom] = true;
    d_step { if :: queued[whom] -> woken[whom] = true :: else fi }
}

init
{
    atomic {
        run Publisher(0, PUBLISHES_1, false);
#ifdef RESERVED
        run Publisher(1, PUBLISHES_2, true);
        run Sleeper(0, 0);
        run Sleeper(1, 0);
#else
        run Publisher(1, PUBLISHES_2, false);
#ifdef PASSER
        run Passer();
#endif
        run Sleeper(0, 0);
#if SLEEPERS > 1
        run Sleeper(1, 1);
        run Canceller(1);
#endif
#if SLEEPERS > 2
        run Sleeper(2, 2);
#endif
#endif
    }

    /* Everything has come to rest. */
end:
    timeout;
    d_step {
        assert(!(queued[0] && Available(0) > 0));
        assert(!(queued[1 % SLEEPERS] && Available(1 % SLEEPERS) > 0));
        assert(!(queued[2 % SLEEPERS] && Available(2 % SLEEPERS) > 0))
    }
}
