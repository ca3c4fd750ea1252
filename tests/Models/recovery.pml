/*
 * Death and recovery in FastMq: a process may die between any two of its steps, also while it clears up behind another one. Orphans are found by
 * two counters that only grow; a newcomer may get the index of a dead one.
 *
 * Mirrors src/Transports.Native/FastMq: Pool/PoolEngine.cs (TryReserve, Commit, Release, Abandon), Pool/PoolEngine.Acquire.cs, Pool/PoolEngine.Orphans.cs,
 * Pool/PoolEngine.Recovery.cs (RecoverSlots, HelpHead, FindIndexesInRings) and Participants.cs (Join, Enter, Leave, RecoverDead, ClearUp). As in
 * slots-and-ring.pml each option is one step. One lane; waiting is in waiting.pml.
 *
 * Four processes: a sender, a receiver that may abandon, one that clears up, and a newcomer that joins at some time, receives, clears up behind whoever is dead, and is
 * the only one that does not die. CRASHES of the other three may.
 *
 * Proved: a message that was sent, which is to have its entry in the ring, is settled in the end, and only once; it is never shown a second time without the
 * count of deliveries that says so; nothing is received that was not sent; in the end no slot is held, no participant is left over, and all have come to an end.
 */

#ifndef N
#define N 2
#endif
#ifndef M
#define M (N + 1)
#endif
#ifndef SENDS
#define SENDS 2                 /* messages: those that are there from the start, and those that the sender sends */
#endif
#ifndef PRESENT
#define PRESENT 0
#endif
#ifndef CRASHES
#define CRASHES 2
#endif
#ifndef ABANDONS
#define ABANDONS 1
#endif

#define START (M - 1)

#define Free 0
#define Writing 1
#define Ready 2
#define Reading 3
#define Orphan 4
#define Nobody 0
#define Owner(word) ((word) & 7)
#define Phase(word) (((word) >> 3) & 7)
#define With(word, phase, owner) (((word) & ~63) | ((phase) << 3) | (owner))
#define Next(word, phase, owner) With((word) + 64, phase, owner)
#define Turn(position) ((position) / M + 1)
#define Make(turn, index) (((turn) << 2) | (index))
#define TurnOf(entry) ((entry) >> 2)
#define Index(entry) ((entry) & 3)
#define Older(entry, position) (TurnOf(entry) < Turn(position))
#define Filled(entry, position) (TurnOf(entry) == Turn(position))

short state[N];
byte deliveries[N];             /* SlotHeader.Deliveries */
byte message[N];                /* the payload: which message it is, from 1 */
byte ring[M];
byte head, tail;
byte orphansRaised, orphansScanned;
#define Ring(position) ring[(position) % M]

/* Participants 1 to 4: whether the entry is in use, and which process has the lock of its byte. The kernel drops the locks of a dead process. */
#define MOST 4
bool inUse[MOST + 1];
byte lock[MOST + 1];

/* What is true, for the assertions. */
byte crashes = CRASHES, abandons = ABANDONS;
bool ended[5];                  /* the process has left, or is dead */
bool isSent[SENDS + 1], isSettled[SENDS + 1], isShown[SENDS + 1];
#define IsDead(i) (inUse[i] && lock[i] == 0)
#define SomeDead (IsDead(1) || IsDead(2) || IsDead(3) || IsDead(4))
#define AllEnded (ended[1] && ended[2] && ended[3])
#define SomeFree (Phase(state[0]) == Free || Phase(state[N - 1]) == Free)

mtype = {
    Begin, Left, Unlock,
    ReadSlot, Reserve, Described, ReadTail, ReadTailEntry, WriteEntry, AdvanceTail, HelpTail,
    Join, Enter, ReadRaised, ReadScanned, ReadHead, ReadHeadEntry, ReadState, HelpHead, ConfirmHead, Claim, AdvanceHead, Settle, RaiseAbandoned,
    BeginScan, Scan, ClaimOrphan, CountDelivery, EndScan, EndScanAgain,
    FindDead, Lock, ReadActive, ClearSlot, RecoverWriting, WalkHead, Walk, RecoverReady, RecoverHead, RecoverHeadEntry, RecoverHelpHead, RecoverReading, Raise, SetFree, Unlocked
}

#define Die(process) \
    crashes--; \
    ended[process] = true; \
    if :: lock[1] == process -> lock[1] = 0 :: else fi; \
    if :: lock[2] == process -> lock[2] = 0 :: else fi; \
    if :: lock[3] == process -> lock[3] = 0 :: else fi; \
    if :: lock[4] == process -> lock[4] = 0 :: else fi

/* Participants.Leave: nothing is held any more. */
#define LEAVE(process, me) \
    :: d_step { at == Left -> inUse[me] = false; at = Unlock } \
    :: d_step { at == Unlock -> lock[me] = 0; ended[process] = true } break

/* Process 1, participant 1. */
proctype Sender()
{
    mtype at = Begin;
    byte number = PRESENT, index, position, entry;
    short found, token;

    do
#ifndef SENDER_LIVES
    :: d_step { crashes > 0 -> Die(1) } break
#endif

    /* TryReserve: one slot after the other; when none is free, wait until one is. */
    :: d_step { at == Begin && number < SENDS && SomeFree -> found = state[0]; at = (Phase(found) == Free -> Reserve : ReadSlot) }
    :: d_step { at == Begin && number == SENDS -> at = Left }
    :: d_step { at == ReadSlot ->
        index++;
        if
        :: index == N -> index = 0; found = 0; at = Begin
        :: else -> found = state[index]; at = (Phase(found) == Free -> Reserve : ReadSlot)
        fi }
    :: d_step { at == Reserve ->
        if
        :: state[index] == found ->
            token = Next(found, Writing, 1);
            state[index] = token;
            at = Described
        :: else -> at = ReadSlot
        fi;
        found = 0 }

    /* Commit */
    :: d_step { at == Described ->
        assert(state[index] == token);
        message[index] = number + 1;
        deliveries[index] = 0;
        state[index] = With(token, Ready, 1);
        token = 0;
        at = ReadTail }
    :: d_step { at == ReadTail -> position = tail; at = ReadTailEntry }
    :: d_step { at == ReadTailEntry ->
        entry = Ring(position);
        if
        :: TurnOf(entry) + 1 == Turn(position) -> at = WriteEntry
        :: Filled(entry, position) -> at = HelpTail
        :: else -> at = ReadTail
        fi }
    :: d_step { at == WriteEntry ->
        if
        :: Ring(position) == entry -> Ring(position) = Make(Turn(position), index); isSent[number + 1] = true; at = AdvanceTail
        :: else -> at = ReadTail
        fi }
    :: d_step { at == AdvanceTail ->
        if :: tail == position -> tail = position + 1 :: else fi;
        number++;
        index = 0; position = 0; entry = 0;
        at = Begin }
    :: d_step { at == HelpTail -> if :: tail == position -> tail = position + 1 :: else fi; at = ReadTail }

    LEAVE(1, 1)
    od
}

/* The receive's linearization point. */
inline Take(slot)
{
    assert(isSent[message[slot]] && !isSettled[message[slot]]);
    state[slot] = token;
    index = slot
}

inline Show()
{
    assert(state[index] == token);
    assert(!isShown[message[index]] || deliveries[index] > 0);
    isShown[message[index]] = true
}

inline AfterNothing()
{
    position = 0; entry = 0; raised = 0; index = 0;
    at = Begin
}

/* RecoverSlots: the next slot, or the end of them. */
inline NextSlot()
{
    index++;
    found = 0;
    if
    :: index < N -> at = ClearSlot
    :: else -> index = 0; isKnown = false; inRing = 0; at = (hasOrphans -> Raise : SetFree); hasOrphans = false
    fi
}

inline Change(phase)
{
    if
    :: state[index] == found -> state[index] = With(found, phase, Nobody)
    :: else
    fi
}

#define InRing(i) ((inRing >> (i)) & 1)

#ifdef FAULT_RECOVERY_WITHOUT_LOCK
#define MayLock(i) (lock[i] == 0 || lock[i] == 4)
#else
#define MayLock(i) (lock[i] == 0)
#endif

/* Process 2 is participant 2 and receives; process 3 is participant 3 and clears up; process 4 joins, receives and clears up. */
proctype Receiver(byte process; byte me)
{
    mtype at = (process == 4 -> Join : Begin);
    byte index, position, entry, raised, dead, inRing;
    short found, token;
    bool isLast, hasOrphans, isKnown;

    do
    :: d_step { process != 4 && crashes > 0 -> Die(process) } break

    /* Participants.Join and Enter: the first index whose lock is to be had. */
    :: d_step { at == Join ->
        me++;
        if
        :: lock[me] == 0 -> lock[me] = process; at = Enter
        :: else
        fi }
    :: d_step { at == Enter ->
        if
        :: inUse[me] -> dead = me; at = ClearSlot
        :: else -> inUse[me] = true; at = Begin
        fi }

    /* TryAcquire: are there orphans? */
    :: d_step { at == Begin && process != 3 -> isLast = (process == 4 && AllEnded && !SomeDead); raised = orphansRaised; at = ReadScanned }
    :: d_step { at == Begin && process == 2 -> at = Left }
    :: d_step { at == ReadScanned -> at = (raised == orphansScanned -> ReadHead : BeginScan); raised = 0 }

    /* TryAcquireAmongOrphans, TryFindOrphan */
    :: d_step { at == BeginScan -> raised = orphansRaised; index = 0; at = Scan }
    :: d_step { at == Scan ->
        found = state[index];
        if
        :: Phase(found) == Orphan -> at = ClaimOrphan
        :: else ->
            found = 0;
            index++;
            if
            :: index == N -> index = 0; at = EndScan
            :: else
            fi
        fi }
    :: d_step { at == ClaimOrphan ->
        if
        :: state[index] == found -> token = Next(found, Reading, me); Take(index); raised = 0; at = CountDelivery
        :: else -> at = BeginScan
        fi;
        found = 0 }
    :: d_step { at == CountDelivery ->
#ifndef FAULT_NOT_COUNTED
        deliveries[index]++;
#endif
        Show();
        at = Settle }
#ifdef FAULT_ORPHAN_HINT
    /* One word that is set, and taken back after a look in which nothing was found. */
    :: d_step { at == EndScan -> if :: orphansRaised == raised -> orphansRaised = 0 :: else fi; raised = 0; at = ReadHead }
#else
    :: d_step { at == EndScan -> position = orphansScanned; at = (raised > position -> EndScanAgain : ReadHead); if :: at == ReadHead -> raised = 0; position = 0 :: else fi }
    :: d_step { at == EndScanAgain ->
        if
        :: orphansScanned == position -> orphansScanned = raised; raised = 0; position = 0; at = ReadHead
        :: else -> at = EndScan
        fi }
#endif

    /* TryAcquireAbove: LookAt, TryClaim */
    :: d_step { at == ReadHead -> position = head; at = ReadHeadEntry }
    :: d_step { at == ReadHeadEntry ->
        entry = Ring(position);
        if
        :: Filled(entry, position) -> at = ReadState
        :: Older(entry, position) && !isLast -> AfterNothing()
        :: Older(entry, position) && isLast -> at = Left
        :: else -> at = ReadHead
        fi }
    :: d_step { at == ReadState -> found = state[Index(entry)]; at = (Phase(found) == Ready -> ConfirmHead : HelpHead) }
    :: d_step { at == HelpHead -> found = 0; if :: head == position -> head = position + 1 :: else fi; at = ReadHead }
    :: d_step { at == ConfirmHead -> if :: head == position -> at = Claim :: else -> found = 0; at = ReadHead fi }
    :: d_step { at == Claim ->
        if
        :: state[Index(entry)] == found -> token = With(found, Reading, me); Take(Index(entry)); at = AdvanceHead
        :: else -> at = ReadHead
        fi;
        found = 0 }
    :: d_step { at == AdvanceHead ->
        if :: head == position -> head = position + 1 :: else fi;
        position = 0; entry = 0;
        Show();
        at = Settle }

    /* Release */
    :: d_step { at == Settle ->
        assert(state[index] == token && !isSettled[message[index]]);
        isSettled[message[index]] = true;
        state[index] = With(token, Free, Nobody);
        token = 0; index = 0;
        at = Begin }

    /* Abandon */
    :: d_step { at == Settle && abandons > 0 ->
        abandons--;
        assert(state[index] == token);
        state[index] = With(token, Orphan, Nobody);
        token = 0; index = 0;
        at = RaiseAbandoned }
    :: d_step { at == RaiseAbandoned ->
#ifdef FAULT_ORPHAN_HINT
        orphansRaised = 1;
#else
        orphansRaised++;
#endif
        at = Begin }

    /* RecoverDead */
    :: d_step { at == Begin && process != 2 && SomeDead -> dead = 1; at = FindDead }
    :: d_step { at == Begin && process == 3 -> at = Left }
    :: d_step { at == FindDead ->
        if
        :: dead > MOST -> dead = 0; at = Begin
        :: dead <= MOST && dead != me && inUse[dead] -> at = Lock
        :: else -> dead++
        fi }
    :: d_step { at == Lock -> if :: MayLock(dead) -> lock[dead] = process; at = ReadActive :: else -> dead++; at = FindDead fi }
    :: d_step { at == ReadActive ->
        if
        :: inUse[dead] -> at = ClearSlot
        :: else -> lock[dead] = 0; dead++; at = FindDead
        fi }

    /* ClearUp: RecoverSlots */
    :: d_step { at == ClearSlot ->
#ifdef FAULT_INDEX_FREED_FIRST
        if :: index == 0 && lock[dead] == process && dead != me -> inUse[dead] = false; lock[dead] = 0 :: else fi;
#endif
        found = state[index];
#ifndef FAULT_NOT_RAISED_AGAIN
        hasOrphans = hasOrphans || Phase(found) == Orphan;
#endif
        if
        :: Owner(found) == dead && Phase(found) == Writing -> at = RecoverWriting
        :: Owner(found) == dead && Phase(found) == Ready -> at = (isKnown -> RecoverReady : WalkHead)
        :: Owner(found) == dead && Phase(found) == Reading -> at = RecoverHead
        :: else -> NextSlot()
        fi }
    :: d_step { at == RecoverWriting -> Change(Free); NextSlot() }

    /* FindIndexesInRings, once */
    :: d_step { at == WalkHead -> position = head; entry = 0; isKnown = true; at = Walk }
    :: d_step { at == Walk ->
        if
        :: entry < M && !Older(Ring(position), position) -> inRing = inRing | (1 << Index(Ring(position))); position++; entry++
        :: else -> position = 0; entry = 0; at = RecoverReady
        fi }
    :: d_step { at == RecoverReady ->
#ifdef FAULT_SENT_FREED
        Change(Free);
#else
        if
        :: InRing(index) -> Change(Ready)
#ifndef FAULT_UNSENT_LEFT
        :: else -> Change(Free)
#else
        :: else
#endif
        fi;
#endif
        NextSlot() }

    /* HelpHead */
    :: d_step { at == RecoverHead ->
#ifdef FAULT_FREE_BEFORE_HEAD
        at = RecoverReading
#else
        position = head;
        at = RecoverHeadEntry
#endif
        }
    :: d_step { at == RecoverHeadEntry ->
        if
        :: Filled(Ring(position), position) && Index(Ring(position)) == index -> at = RecoverHelpHead
        :: else -> position = 0; at = RecoverReading
        fi }
    :: d_step { at == RecoverHelpHead -> if :: head == position -> head = position + 1 :: else fi; position = 0; at = RecoverReading }
    :: d_step { at == RecoverReading ->
        assert(state[index] == found);
        Change(Orphan);
        hasOrphans = true;
        NextSlot() }
    :: d_step { at == Raise ->
#ifdef FAULT_ORPHAN_HINT
        orphansRaised = 1;
#else
        orphansRaised++;
#endif
        at = SetFree }
    :: d_step { at == SetFree ->
#ifndef FAULT_INDEX_FREED_FIRST
        inUse[dead] = false;
#endif
        if
        :: dead == me -> dead = 0; at = Enter
        :: else -> at = Unlocked
        fi }
    :: d_step { at == Unlocked -> if :: lock[dead] == process -> lock[dead] = 0 :: else fi; dead++; at = FindDead }

    LEAVE(process, me)
    od;
    atomic { raised = 0 }
}

init
{
    byte i;
    atomic {
        for (i : 0 .. START - 1) { ring[i] = Make(1, 0) }
        head = START;
        tail = START;
        for (i : 0 .. PRESENT - 1) {
            state[i] = With(64, Ready, Nobody);
            message[i] = i + 1;
            isSent[i + 1] = true;
            Ring(tail) = Make(Turn(tail), i);
            tail++
        }
        for (i : 1 .. 3) { ended[i] = true }
        i = 0;
#ifndef WITHOUT_SENDER
        run Sender();
        inUse[1] = true; lock[1] = 1; ended[1] = false;
#endif
#ifndef WITHOUT_RECEIVER
        run Receiver(2, 2);
        inUse[2] = true; lock[2] = 2; ended[2] = false;
#endif
#ifndef WITHOUT_RECOVERER
        run Receiver(3, 3);
        inUse[3] = true; lock[3] = 3; ended[3] = false;
#endif
        run Receiver(4, 0)
    }

    /* All have ended. */
    _nr_pr == 1;
    d_step {
        for (i : 0 .. N - 1) { assert(Phase(state[i]) == Free) }
        for (i : 1 .. SENDS) { assert(isSettled[i] == isSent[i]) }
        for (i : 1 .. MOST) { assert(!inUse[i] && lock[i] == 0) }
    }
}
