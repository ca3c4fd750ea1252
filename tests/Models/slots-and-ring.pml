/*
 * FastMq's pool, without crashes: slots that belong to whom their state word says, and for each priority a ring of slot indices whose head and tail only
 * follow. Senders reserve, commit or abort; receivers acquire and release; a sender may discard the oldest message when it finds no room.
 *
 * Mirrors src/Transports.Native/FastMq/Pool: PoolEngine.cs, .Acquire.cs and .Lanes.cs, SlotState.cs, RingEntry.cs. Each option of a process is one step: it reads,
 * writes or compares and swaps one shared word, and goes on to the step named by "at"; what happens in private memory belongs to it. Everybody sees
 * the same order of all steps (sequential consistency); docs/fastmq-model.md says why that is enough.
 *
 * Proved: what is received is the next of its lane, so nothing is lost, doubled or overtaken; with SEEN also that it was the first of the whole queue, or
 * the queue empty, at some moment of the call; only its owner changes a slot; in the end everybody has ended and every slot is free. With -DNP: nobody
 * goes round in circles.
 */

#ifndef N
#define N 2                     /* slots */
#endif
#ifndef M
#define M (N + 1)               /* entries of a ring; the code takes a power of two, 1,024 at least */
#endif
#ifndef LANES
#define LANES 1
#endif
#ifndef SENDERS
#define SENDERS 2
#endif
#ifndef SENDS_1
#define SENDS_1 2               /* messages of the first sender */
#endif
#ifndef SENDS_2
#define SENDS_2 1               /* and of the second */
#endif
#ifndef HIGH_1
#define HIGH_1 0                /* a bit for each message of the first sender that has the higher of two priorities */
#endif
#ifndef HIGH_2
#define HIGH_2 0                /* and of the second */
#endif
#ifndef RECEIVERS
#define RECEIVERS 2
#endif
#ifndef ABORTS
#define ABORTS 0                /* how many reservations each sender may give back */
#endif

#define START (M - 1)           /* where heads and tails begin: the second message comes round to the first entry */
#define TOTAL (SENDS_1 + (SENDERS == 2 -> SENDS_2 : 0))
#define Sends(me) ((me) == 1 -> SENDS_1 : SENDS_2)
#define Label(me, number) (1 + ((((me) == 1 -> HIGH_1 : HIGH_2) >> (number)) & 1))

/* SlotState: version | phase(3) | owner(3) */
#define Free 0
#define Writing 1
#define Ready 2
#define Reading 3
#define Phase(word) (((word) >> 3) & 7)
#define With(word, phase, owner) (((word) & ~63) | ((phase) << 3) | (owner))
#ifdef FAULT_NO_VERSION
#define Next(word, phase, owner) With(word, phase, owner)
#else
#define Next(word, phase, owner) With((word) + 64, phase, owner)
#endif

/* RingEntry: turn | index(2) */
#define Turn(position) ((position) / M + 1)
#define Make(turn, index) (((turn) << 2) | (index))
#define TurnOf(entry) ((entry) >> 2)
#define Index(entry) ((entry) & 3)
#define Older(entry, position) (TurnOf(entry) < Turn(position))
#define Filled(entry, position) (TurnOf(entry) == Turn(position))

short state[N];
byte lane[N];                   /* SlotHeader.Lane */
byte ring[LANES * M];
byte head[LANES], tail[LANES];
#define Ring(l, position) ring[(l) * M + (position) % M]

#if LANES == 1
#define Count(used) 1
#define LaneAt(used, i) 0
#define Highest 0
#define Lowest 0
#else
byte usedLanes;                 /* FastMqHeader.UsedLanes */
byte label[LANES];              /* FastMqHeader.Labels: the priority and one; 0 while nobody has the lane */

/* LaneOrder: the used lanes, the highest priority first. The label of a used lane never changes. */
#define Count(used) (((used) & 1) + ((used) >> 1))
#define Highest (label[0] > label[1] -> 0 : 1)
#define Lowest (1 - Highest)
#define LaneAt(used, i) ((used) != 3 -> (used) - 1 : ((i) == 0 -> Highest : Lowest))
#endif

/* What is true, for the assertions. A message is known by its lane and by its place there, which it gets when its entry is written. */
#define Nowhere 15
byte place[N];
byte sent[LANES], taken[LANES];
#define HasSome(l) (sent[l] > taken[l])
#define TakenAll (taken[0] + (LANES == 2 -> taken[LANES - 1] : 0) == TOTAL)
#define SomeFree (Phase(state[0]) == Free || Phase(state[N - 1]) == Free)

#ifdef SEEN
/* For each receiver a bit for whatever was first of all since its call began; 0 while there is no call. */
short seen[2];
#define Message(l, itsPlace) (1 << ((l) * 4 + (itsPlace)))
#define Nothing (1 << 8)
#define First (HasSome(Highest) -> Message(Highest, taken[Highest]) : (HasSome(Lowest) -> Message(Lowest, taken[Lowest]) : Nothing))
#define BeginCall(r) seen[r] = First
#define EndCall(r) seen[r] = 0
#define See() seen[0] = (seen[0] != 0 -> seen[0] | First : 0); seen[1] = (seen[1] != 0 -> seen[1] | First : 0)
#define AssertSeen(r, what) assert(seen[r] & (what))
#else
#define BeginCall(r) skip
#define EndCall(r) skip
#define See() skip
#define AssertSeen(r, what) skip
#endif

mtype = {
    Begin, Done,
    ReadLabel, WriteLabel, ReadSlot, Reserve, Full, Described, UseLane, MarkReady, ReadTail, ReadTailEntry, WriteEntry, AdvanceTail, HelpTail,
    ReadUsed, ReadHead, ReadHeadEntry, ReadState, HelpHead, ConfirmHead, LookAgain, LookAgainEntry, ReadUsedAgain, Claim, AdvanceHead, Release
}

/* ---- TryReserve, ReserveAnother ---- */
inline TryReserve_ReadSlot()
{
    found = state[index];
    if
    :: Phase(found) == Free -> at = Reserve
    :: else -> TryReserve_Next()
    fi
}

inline TryReserve_Next()
{
    found = 0;
    left--;
    if
    :: left == 0 -> index = 0; at = Full
    :: else -> index = (index + 1 == N -> 0 : index + 1); at = ReadSlot
    fi
}

/* ---- TryAcquireAbove(AnyPriority) ---- */
inline Restart()
{
    found = 0; entry = 0; position = 0; heads = 0; i = 0;
#if LANES == 2
    j = 0; sum = 0; used = 0; l = 0; isEmpty = false;
    at = ReadUsed
#else
    at = ReadHead
#endif
}

inline ReturnNothing()
{
    AssertSeen(me, Nothing);
    EndCall(me);
    Restart();
    at = Begin
}

#if LANES == 1
#define AfterLook() at = Claim
#define AfterLane() ReturnNothing()
#else

/* IsFirst, the second collect: whether the lanes before the i-th have been empty ever since they were seen so. */
inline IsFirst()
{
    j = 0;
    sum = 0;
#ifdef FAULT_ONE_PASS
    sum = heads;
    at = ReadUsedAgain
#else
    at = (i > 0 -> LookAgain : ReadUsedAgain)
#endif
}

inline AfterLook()
{
    if
    :: discards -> at = Claim
    :: else -> IsFirst()
    fi
}

inline AfterLanes()
{
    isEmpty = true;
    IsFirst()
}

inline AfterLane()
{
    if
    :: discards -> Restart(); at = Begin
    :: else ->
        heads = heads + position;
        position = 0;
        i++;
        if
        :: i == Count(used) -> AfterLanes()
        :: else -> l = LaneAt(used, i); at = ReadHead
        fi
    fi
}

inline ReadUsedLanes()
{
    used = usedLanes;
    if
    :: used == 0 && discards -> Restart(); at = Begin
    :: used == 0 && !discards -> AfterLanes()
    :: used != 0 && discards -> l = LaneAt(used, Count(used) - 1); at = ReadHead
    :: else -> l = LaneAt(used, 0); at = ReadHead
    fi
}
#endif

/* ---- LookAt and TryClaim, of whichever lane is "l" ---- */
inline LookAt_ReadEntry()
{
    entry = Ring(l, position);
    if
    :: Filled(entry, position) -> at = ReadState
    :: Older(entry, position) -> entry = 0; AfterLane()     /* The head cannot have passed what was not filled. */
    :: else -> entry = 0; position = 0; at = ReadHead
    fi
}

inline LookAt_ReadState()
{
    found = state[Index(entry)];
    if
    :: Phase(found) == Ready ->
#ifdef FAULT_STALE_HEAD
        AfterLook()
#else
        at = ConfirmHead
#endif
    :: else -> found = 0; entry = 0; at = HelpHead
    fi
}

inline LookAt_HelpHead()
{
    if :: head[l] == position -> head[l] = position + 1 :: else fi;
    position = 0;
    at = ReadHead
}

inline LookAt_ConfirmHead()
{
    if
    :: head[l] == position -> AfterLook()
    :: else -> found = 0; entry = 0; position = 0; at = ReadHead
    fi
}

/* The receive's linearization point, unless somebody was faster. */
inline TryClaim(owner)
{
    if
    :: state[Index(entry)] == found ->
        token = With(found, Reading, owner);
        state[Index(entry)] = token;
        assert(lane[Index(entry)] == l && place[Index(entry)] == taken[l]);
        place[Index(entry)] = Nowhere;
        taken[l]++;
#ifdef FAULT_FREE_BEFORE_HEAD
        at = Release
#else
        at = AdvanceHead
#endif
    :: else -> Restart()
    fi;
    found = 0
}

inline TryClaim_AdvanceHead()
{
    if :: head[l] == position -> head[l] = position + 1 :: else fi;
    position = 0
}

/* MakeFree. Nobody else changes a slot that is being written or read. */
inline MakeFree(slot)
{
    assert(state[slot] == token);
    state[slot] = With(token, Free, 0);
    token = 0
}

proctype Sender(byte me)
{
    mtype at = Begin;
    byte number, aborted, left, index, l, position, entry;
    short found, token;

    do
#if LANES == 2
    /* FindLane */
    :: d_step { at == Begin && number < Sends(me) -> at = ReadLabel }
    :: d_step { at == ReadLabel ->
        assert(l < LANES);
        if
        :: label[l] == 0 -> at = WriteLabel
        :: label[l] == Label(me, number) -> at = Full
        :: else -> l++
        fi }
    :: d_step { at == WriteLabel ->
        assert(l == 0 || label[0] != Label(me, number));    /* else a priority would have two lanes */
        if
        :: label[l] == 0 -> label[l] = Label(me, number); at = Full
#ifdef FAULT_LABEL_NEXT
        :: else -> l++; at = ReadLabel
#else
        :: label[l] == Label(me, number) -> at = Full
        :: else -> l++; at = ReadLabel
#endif
        fi }
#else
    :: d_step { at == Begin && number < Sends(me) -> at = Full }
#endif
    :: at == Begin && number == Sends(me) -> break

    /* TryReserve, beginning wherever the cursor is. When there is no room, the sender waits as waiting.pml has it: here, until there is some. */
    :: d_step { at == Full && SomeFree -> left = N; index = 0; TryReserve_ReadSlot() }
    :: d_step { at == Full && SomeFree -> left = N; index = N - 1; TryReserve_ReadSlot() }
    :: d_step { at == ReadSlot -> TryReserve_ReadSlot() }
    :: d_step { at == Reserve ->
        if
        :: state[index] == found ->
            token = Next(found, Writing, me);
            state[index] = token;
            lane[index] = l;
            found = 0;
            left = 0;
            at = Described
        :: else -> TryReserve_Next()
        fi }

    /* Abort */
    :: d_step { at == Described && aborted < ABORTS -> aborted++; MakeFree(index); index = 0; l = 0; at = Begin }

    /* Commit */
#if LANES == 2
    :: d_step { at == Described -> at = ((usedLanes & (1 << l)) == 0 -> UseLane : MarkReady) }
    :: d_step { at == UseLane -> usedLanes = usedLanes | (1 << l); at = MarkReady }
    :: d_step { at == MarkReady ->
#else
    :: d_step { at == Described ->
#endif
        assert(state[index] == token);
        state[index] = With(token, Ready, me);
        token = 0;
        at = ReadTail }
    :: d_step { at == ReadTail -> position = tail[l]; at = ReadTailEntry }
    :: d_step { at == ReadTailEntry ->
        entry = Ring(l, position);
        if
        :: TurnOf(entry) + 1 == Turn(position) -> at = WriteEntry
        :: Filled(entry, position) -> entry = 0; at = HelpTail
        :: else -> entry = 0; position = 0; at = ReadTail
        fi }
    :: d_step { at == WriteEntry ->
        if
        :: Ring(l, position) == entry ->
            /* The send's linearization point. */
            Ring(l, position) = Make(Turn(position), index);
            assert(place[index] == Nowhere);
            place[index] = sent[l];
            sent[l]++;
            See();
            at = AdvanceTail
        :: else -> position = 0; at = ReadTail
        fi;
        entry = 0 }
    :: d_step { at == AdvanceTail ->
        if :: tail[l] == position -> tail[l] = position + 1 :: else fi;
        position = 0;
        index = 0;
        l = 0;
        number++;
        at = Begin }
    :: d_step { at == HelpTail ->
        if :: tail[l] == position -> tail[l] = position + 1 :: else fi;
        position = 0;
        at = ReadTail }
    od
}

#if LANES == 1
#define MayBegin HasSome(0)
#else
#define MayBegin !TakenAll
#endif

/* Or, if it discards, a sender that makes room: TryDiscard, for as long as there is something in the lowest lane. */
proctype Receiver(byte me; bool discards)
{
    mtype at = Begin;
    byte i, l, heads, position, entry;
    short found, token;
#if LANES == 2
    byte used, j, sum, position2;
    bool isEmpty;
#endif

    do
    :: at == Begin && TakenAll -> break
#if LANES == 2
    :: d_step { at == Begin && MayBegin -> if :: discards :: else -> BeginCall(me) fi; ReadUsedLanes() }
    :: d_step { at == ReadUsed -> ReadUsedLanes() }
#else
    :: d_step { at == Begin && MayBegin -> BeginCall(me); position = head[l]; at = ReadHeadEntry }
#endif

    /* LookAt */
    :: d_step { at == ReadHead -> position = head[l]; at = ReadHeadEntry }
    :: d_step { at == ReadHeadEntry -> LookAt_ReadEntry() }
    :: d_step { at == ReadState -> LookAt_ReadState() }
    :: d_step { at == HelpHead -> LookAt_HelpHead() }
    :: d_step { at == ConfirmHead -> LookAt_ConfirmHead() }

#if LANES == 2
    /* IsFirst */
    :: d_step { at == LookAgain -> position2 = head[LaneAt(used, j)]; at = LookAgainEntry }
    :: d_step { at == LookAgainEntry ->
        if
        :: !Older(Ring(LaneAt(used, j), position2), position2) -> Restart()
        :: else ->
            sum = sum + position2;
            j++;
            at = (j < i -> LookAgain : ReadUsedAgain)
        fi;
        position2 = 0 }
    :: d_step { at == ReadUsedAgain ->
        if
        :: sum != heads || usedLanes != used -> Restart()
        :: isEmpty -> ReturnNothing()
        :: else -> j = 0; sum = 0; heads = 0; i = 0; used = 0; at = Claim
        fi }
#endif

    :: d_step { at == Claim ->
        if
        :: state[Index(entry)] == found && !discards -> AssertSeen(me, Message(l, place[Index(entry)])); EndCall(me)
        :: else
        fi;
        TryClaim(SENDERS + 1 + me);
        See() }
#ifdef FAULT_FREE_BEFORE_HEAD
    :: d_step { at == Release -> MakeFree(Index(entry)); entry = 0; at = AdvanceHead }
    :: d_step { at == AdvanceHead -> TryClaim_AdvanceHead(); Restart(); at = Begin }
#else
    :: d_step { at == AdvanceHead -> TryClaim_AdvanceHead(); at = Release }
    :: d_step { at == Release -> MakeFree(Index(entry)); Restart(); at = Begin }
#endif
    od
}

init
{
    byte i;
    atomic {
        for (i : 0 .. N - 1) { place[i] = Nowhere }
        for (i : 0 .. LANES - 1) { head[i] = START; tail[i] = START }
        for (i : 0 .. LANES * M - 1) { ring[i] = ((i % M) < START -> Make(1, 0) : 0) }
        for (i : 1 .. SENDERS) { run Sender(i) }
#ifdef DISCARD
        for (i : 0 .. RECEIVERS - 1) { run Receiver(i, i > 0) }
#else
        for (i : 0 .. RECEIVERS - 1) { run Receiver(i, false) }
#endif
        i = 0
    }

    /* All have ended: nothing is left over, and no slot leaked. */
    _nr_pr == 1;
    d_step {
        for (i : 0 .. N - 1) { assert(Phase(state[i]) == Free) }
        for (i : 0 .. LANES - 1) { assert(taken[i] == sent[i] && head[i] == START + sent[i] && tail[i] == START + sent[i]) }
    }
}
