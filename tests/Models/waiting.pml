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
#define WokenAgain ArmWoken
#else
#define Drain(who) skip
#define WokenAgain Again
#endif

byte asleep;                    /* how many threads sleep, or are about to: Sleepers.cs */

mtype = {
    Publish, Next, RingRead, RingChange, RingWake,
    Try, Enter, Arm, ArmWoken, CountSleepers, LookWoken, Fence, CheckFlag, Look, Sleep, Asleep, Baton, Leave, Done,
    AddWaiter, Expect, SetControl, WakeControl, ArmForReactor, CountWaiters, CountThere, Signal, Await,
    WaitForAny, InKernel, RefreshChanged, Refresh, Park, ParkConfirm, NotParked, OnParked, ParkedArm, ParkedLook, ChooseValue, ArmValue, ReadValue,
    ReadControl, ClearControl, TakeChanges, Unpark, Unparked
}

/* ---- EventWord.RingOne, as the last thing before "after" ---- */
#ifdef RESERVED
#ifndef FAULT_RING_ONE_WHERE_RESERVED
#define RING_ALL
#endif
#endif
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
    mtype at = Publish, after = Publish;
    byte value, w;

    do
#ifdef FAULT_NO_FENCE
    /* The load of the word overtakes the store. */
    :: d_step { at == Publish && count > 0 -> value = word; at = Next }
    :: d_step { at == Next -> items++; count--; at = ((value & 1) != 0 -> RingChange : Publish); if :: at == Publish -> value = 0 :: else fi }
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
    mtype at = Try, after = Done;
    byte armed, value, w;
    bool takes, expired;

end:
    do
    :: d_step { at == Try ->
        takes = false;
        if
        :: items > 0 -> items--; at = Done
#ifdef RESERVED
        :: items == 0 && Available(me) > 0 -> reservedItems--; at = Done
#endif
        :: else ->
            at = (gaveUp[me] -> Done : Enter)
        fi }

    /* Wait. Arm is a full fence. */
    :: d_step { at == Enter -> asleep++; at = Again }
    :: d_step { at == Arm ->
        word = word | 1;
        armed = word;
#ifdef FAULT_ARM_AFTER_LOOK
        at = Sleep
#else
#ifdef MEMBARRIER
        at = Fence
#else
        at = (kind == 1 -> CheckFlag : Look)
#endif
#endif
        }
#ifdef MEMBARRIER
    /* Who was woken, and is the only one who sleeps, owes nobody a fence. */
    :: d_step { at == ArmWoken -> word = word | 1; armed = word; at = CountSleepers }
    :: d_step { at == CountSleepers ->
#ifdef FAULT_WOKEN_WITHOUT_COUNT
        at = LookWoken
#else
        at = (asleep == 1 -> LookWoken : Fence)
#endif
        }
    :: d_step { at == LookWoken ->
        if
        :: Available(me) > 0 -> takes = true; at = Baton
        :: else -> at = Fence
        fi }
    :: d_step { at == Fence ->
#ifndef FAULT_NO_MEMBARRIER
        Drain(0); Drain(1);
#endif
        at = CheckFlag }
    :: d_step { at == CheckFlag ->
#else
    :: d_step { at == CheckFlag ->
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
    :: d_step { at == Asleep && woken[me] -> queued[me] = false; woken[me] = false; at = WokenAgain }
    :: d_step { at == Asleep && kind == 2 && !expired -> expired = true; woken[me] = true }

    /* The baton, whatever ended the wait. Who was told that there is something tries, and looks at its token only after that. */
    :: d_step { at == Baton ->
        after = Leave;
#ifdef FAULT_NO_BATON
        at = after
#else
#ifdef FAULT_CANCEL_WITHOUT_BATON
        at = (takes && Available(me) > takes -> RingRead : after)
#else
        at = (Available(me) > takes -> RingRead : after)
#endif
#endif
        }
    :: d_step { at == Leave -> asleep--; at = (takes -> Try : Done) }
    :: at == Done -> break
    RING
    od
}

#if ASYNCS > 0
/* FastMqWaiters of one handle, and the reactor of its process. */
bool waits[2], signalled[2], failed[2];
bool parked, control, inKernel, controlWoke;
bool gateClosed, waitersClosed, removed;
#define HasWaiters (waits[0] || waits[1])
#ifdef FAULT_NOT_PASSED_ON
#define PassesOn(waiting) (waiting > 0)
#else
#define PassesOn(waiting) true
#endif
#define WaitersCount (waits[0] + waits[1])

/* FutexFlag.Set of the reactor's control word. */
#define SET_CONTROL(next) \
    :: d_step { at == SetControl -> at = (control -> next : WakeControl); control = true } \
    :: d_step { at == WakeControl -> if :: inKernel -> controlWoke = true :: else fi; at = next }

/* FailAll, under the lock of MqWaiterQueue for each; the one after the other makes no difference to anybody. */
#define FailAll() \
    if :: waits[0] -> waits[0] = false; failed[0] = true :: else fi; \
    if :: waits[1] -> waits[1] = false; failed[1] = true :: else fi

/* WakeThoseConcerned, as the last thing before "after". MqWaiterQueue.SignalOne takes any, where the code takes the one that has waited longest. */
#define WAKE_THOSE_CONCERNED \
    :: d_step { at == CountWaiters && gateClosed -> FailAll(); at = after } \
    :: d_step { at == CountWaiters && !gateClosed -> waiting = WaitersCount; at = (PassesOn(waiting) -> CountThere : after) } \
    :: d_step { at == CountThere -> there = (items > waiting + 1 -> waiting + 1 : items); waiting = 0; at = (there == 0 -> after : Signal) } \
    :: d_step { at == Signal && there > 0 && waits[0] -> waits[0] = false; signalled[0] = true; there--; if :: there == 0 -> at = after :: else fi } \
    :: d_step { at == Signal && there > 0 && waits[1] -> waits[1] = false; signalled[1] = true; there--; if :: there == 0 -> at = after :: else fi } \
    :: d_step { at == Signal && there > 0 && !HasWaiters -> there = 0; at = RingRead }

/* A caller of TryReceive and WaitAsync. */
proctype AsyncCaller(byte me; bool mayCancel)
{
    mtype at = Try, after = Await;
    byte waiting, there, value, w;

end:
    do
    :: d_step { at == Try ->
        if
        :: items > 0 -> items--; at = Done
        :: else -> at = (gateClosed -> Done : AddWaiter)
        fi }
    :: d_step { at == AddWaiter -> if :: waitersClosed -> at = Done :: else -> waits[me] = true; at = Expect fi }
    :: d_step { at == Expect -> at = (parked -> SetControl : ArmForReactor) }
    SET_CONTROL(ArmForReactor)
    :: d_step { at == ArmForReactor -> word = word | 1; at = CountWaiters }
    WAKE_THOSE_CONCERNED
    RING
    :: d_step { at == Await && signalled[me] -> signalled[me] = false; at = Try }
    :: d_step { at == Await && failed[me] -> at = Done }
    :: d_step { at == Await && mayCancel && waits[me] -> waits[me] = false; at = Done }
    :: at == Done -> break
    od
}

#ifdef FAULT_READ_INSTEAD_OF_ARM
#define ToValue ChooseValue
#else
#define ToValue ArmValue
#endif

proctype Reactor()
{
    mtype at = Refresh, after = ReadControl;    /* The source was added just now. */
    byte expected, waiting, there, value, w;
    bool isGone;

end:
    do
    /* Run: futex_waitv(2) of the control word and, unless it is parked or gone, of the source's. */
    :: d_step { at == WaitForAny ->
        if
        :: control || (!parked && !isGone && word != expected) -> at = RefreshChanged
        :: else -> inKernel = true; queued[Reactor_] = !parked && !isGone; at = InKernel
        fi }
    :: d_step { at == InKernel && woken[Reactor_] -> inKernel = false; controlWoke = false; woken[Reactor_] = false; at = Refresh }
    :: d_step { at == InKernel && controlWoke && !woken[Reactor_] -> inKernel = false; controlWoke = false; queued[Reactor_] = false; at = ReadControl }
#ifdef OTHER_SOURCE
    /* The word of another source was rung as well, and only that is reported. */
    :: d_step { at == InKernel && woken[Reactor_] -> inKernel = false; controlWoke = false; woken[Reactor_] = false; at = ReadControl }
#endif
    :: d_step { at == RefreshChanged -> at = (!parked && !isGone && word != expected -> Refresh : ReadControl) }

    /* Refresh */
    :: d_step { at == Refresh -> expected = 0; at = (HasWaiters -> ToValue : Park); after = ReadControl }
    :: d_step { at == Park -> parked = true; at = ParkConfirm }
    :: d_step { at == ParkConfirm -> at = (HasWaiters -> NotParked : OnParked); after = ReadControl }
    :: d_step { at == NotParked -> parked = false; at = ToValue }
    :: d_step { at == OnParked ->
#ifdef FAULT_PARKED_WITHOUT_BATON
        at = after
#else
#ifdef FAULT_PARKED_WITHOUT_ARM
        at = (items > 0 -> ParkedArm : after)
#else
        word = word | 1;
        at = ParkedLook
#endif
#endif
        }
#ifdef FAULT_PARKED_WITHOUT_ARM
    :: d_step { at == ParkedArm -> word = word | 1; at = RingRead }
#else
    :: d_step { at == ParkedLook -> at = (items > 0 -> RingRead : after) }
#endif
#ifdef FAULT_READ_INSTEAD_OF_ARM
    :: d_step { at == ChooseValue -> at = (HasWaiters -> ArmValue : ReadValue) }
    :: d_step { at == ReadValue -> expected = word; at = CountWaiters }
#endif
#ifdef FAULT_REFRESH_AFTER_LOOK
    /* OnReady before the word is armed. */
    :: d_step { at == ArmValue -> after = Next; at = CountWaiters }
    :: d_step { at == Next -> word = word | 1; expected = word; after = ReadControl; at = ReadControl }
#else
    :: d_step { at == ArmValue -> word = word | 1; expected = word; at = CountWaiters }
#endif
    WAKE_THOSE_CONCERNED
    RING

    /* What was asked of the reactor. */
    :: d_step { at == ReadControl -> at = (control -> ClearControl : WaitForAny) }
    :: d_step { at == ClearControl -> control = false; at = TakeChanges }
    :: d_step { at == TakeChanges ->
        if
        :: removed && !isGone ->
            isGone = true;
            expected = 0;
#ifdef FAULT_REMOVED_WITHOUT_BATON
            at = WaitForAny
#else
            after = WaitForAny;
            at = (parked -> WaitForAny : OnParked)
#endif
        :: else -> at = Unpark
        fi }
    :: d_step { at == Unpark -> at = (parked && !isGone && HasWaiters -> Unparked : WaitForAny) }
    :: d_step { at == Unparked -> parked = false; at = Refresh }
    od
}

/* Dispose of the handle: Gate.TryClose, then FastMqWaiters.Close. */
proctype Closer()
{
    mtype at = TakeChanges;

    gateClosed = true;
    d_step { waitersClosed = true; removed = true; at = SetControl };
    do
    SET_CONTROL(Done)
    :: at == Done -> break
    od;
    atomic { FailAll() }
}
#endif

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
#if ASYNCS > 0
        run Reactor();
#ifdef CANCEL_ASYNC
        run AsyncCaller(0, true);
#else
        run AsyncCaller(0, false);
#endif
#if ASYNCS > 1
        run AsyncCaller(1, true);
#endif
#ifdef CLOSING
        run Closer();
#endif
#endif
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
#if ASYNCS > 0
        assert(!(HasWaiters && items > 0));
#endif
        assert(!(queued[0] && Available(0) > 0));
        assert(!(queued[1 % SLEEPERS] && Available(1 % SLEEPERS) > 0));
        assert(!(queued[2 % SLEEPERS] && Available(2 % SLEEPERS) > 0))
    }
}
