namespace TypedMq.Tests;

/// <summary>
/// The models of FastMq's protocol, checked in every state, and the faults that the checker must find in them: a model in which nothing can go wrong
/// would prove nothing. What they cover, and what they cannot, is in docs/fastmq-model.md.
/// </summary>
public sealed class ModelTests
{
    private const string Slots = "slots-and-ring.pml";
    private const string Waiting = "waiting.pml";
    private const string Recovery = "recovery.pml";

    /// <summary>A model, and how many of whom it has.</summary>
    public static TheoryData<string, string> Models => new()
    {
        { Slots, "" },
        { Slots, "N=1 M=2 SENDS_1=2 SENDS_2=2 ABORTS=1" },
        { Slots, "SENDS_1=1 SENDS_2=1 ABORTS=1 SEEN" },
        { Slots, "LANES=2 SEEN SENDERS=1 SENDS_1=3 HIGH_1=5" },
        { Slots, "LANES=2 SEEN SENDS_1=2 SENDS_2=1 HIGH_1=1 RECEIVERS=1" },
        { Slots, "LANES=2 SEEN SENDERS=1 SENDS_1=2 HIGH_1=2 DISCARD" },
        { Waiting, "SLEEPERS=2 PUBLISHES_1=2 PASSER" },
        { Waiting, "SLEEPERS=3 PUBLISHES_1=2 PUBLISHES_2=0" },
        { Waiting, "SLEEPERS=2 MEMBARRIER" },
        { Waiting, "SLEEPERS=2 RESERVED" },
        { Waiting, "SLEEPERS=1 ASYNCS=1 PUBLISHES_2=0 CANCEL_ASYNC" },
        { Waiting, "SLEEPERS=1 ASYNCS=1 PUBLISHES_1=2 PUBLISHES_2=0" },
        { Recovery, "WITHOUT_RECEIVER SENDS=1 ABANDONS=0" },
        { Recovery, "WITHOUT_RECEIVER N=1 M=2 ABANDONS=0" },
        { Recovery, "WITHOUT_SENDER PRESENT=1 SENDS=1" },
        { Recovery, "WITHOUT_SENDER PRESENT=2 ABANDONS=0" },
        { Recovery, "WITHOUT_RECOVERER SENDER_LIVES N=1 M=2 CRASHES=1" },
        { Recovery, "WITHOUT_RECOVERER SENDS=1 ABANDONS=0" },
    };

    /// <summary>A model with a fault.</summary>
    public static TheoryData<string, string> Faults => new()
    {
        { Slots, "FAULT_STALE_HEAD" },
        { Slots, "FAULT_FREE_BEFORE_HEAD" },
        { Slots, "FAULT_NO_VERSION" },
        { Slots, "FAULT_ONE_PASS LANES=2 SEEN HIGH_1=1 HIGH_2=1" },
        { Slots, "FAULT_LABEL_NEXT LANES=2 SENDS_1=1 HIGH_1=1 HIGH_2=1 RECEIVERS=1" },
        { Waiting, "FAULT_ARM_AFTER_LOOK" },
        { Waiting, "FAULT_NO_BATON" },
        { Waiting, "FAULT_CANCEL_WITHOUT_BATON" },
        { Waiting, "FAULT_NO_FENCE SLEEPERS=2" },
        { Waiting, "FAULT_NO_MEMBARRIER SLEEPERS=2 MEMBARRIER" },
        { Waiting, "FAULT_WOKEN_WITHOUT_COUNT SLEEPERS=2 MEMBARRIER" },
        { Waiting, "FAULT_RING_ONE_WHERE_RESERVED SLEEPERS=2 RESERVED" },
        { Waiting, "FAULT_READ_INSTEAD_OF_ARM SLEEPERS=1 ASYNCS=1" },
        { Waiting, "FAULT_PARKED_WITHOUT_ARM SLEEPERS=1 ASYNCS=1" },
        { Waiting, "FAULT_PARKED_WITHOUT_BATON SLEEPERS=1 ASYNCS=1 PUBLISHES_2=0 CANCEL_ASYNC" },
        { Waiting, "FAULT_NOT_PASSED_ON SLEEPERS=1 ASYNCS=1 PUBLISHES_2=0 CANCEL_ASYNC" },
        { Waiting, "FAULT_REFRESH_AFTER_LOOK SLEEPERS=1 ASYNCS=1" },
        { Waiting, "FAULT_REMOVED_WITHOUT_BATON SLEEPERS=1 ASYNCS=1 PUBLISHES_2=0 CLOSING" },
        { Recovery, "FAULT_ORPHAN_HINT WITHOUT_SENDER PRESENT=1 SENDS=1" },
        { Recovery, "FAULT_NOT_RAISED_AGAIN WITHOUT_SENDER PRESENT=1 SENDS=1" },
        { Recovery, "FAULT_NOT_COUNTED WITHOUT_SENDER PRESENT=1 SENDS=1" },
        { Recovery, "FAULT_FREE_BEFORE_HEAD WITHOUT_RECOVERER SENDER_LIVES N=1 M=2 CRASHES=1" },
        { Recovery, "FAULT_UNSENT_LEFT WITHOUT_RECEIVER SENDS=1" },
        { Recovery, "FAULT_SENT_FREED WITHOUT_RECEIVER SENDS=1" },
        { Recovery, "FAULT_INDEX_FREED_FIRST WITHOUT_RECEIVER SENDS=1" },
        { Recovery, "FAULT_RECOVERY_WITHOUT_LOCK WITHOUT_SENDER PRESENT=1 SENDS=1" },
    };

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void In_no_state_of_a_model_anything_is_wrong(string model, string defines) => AssertExhausted(Checked(model, defines));

    [SkippableFact]
    public void Nobody_goes_round_in_circles() => AssertExhausted(Checked(Slots, "SENDS_1=1 SENDS_2=1 ABORTS=1 SEEN", cycles: true));

    [SkippableTheory]
    [MemberData(nameof(Faults))]
    public void A_seeded_fault_is_found(string model, string defines)
    {
        string output = Checked(model, defines);

        Assert.Contains("errors: 1", output, StringComparison.Ordinal);
        Assert.Contains("assertion violated", output, StringComparison.Ordinal);
    }

    private static string Checked(string model, string defines, bool cycles = false)
    {
        Checker.Require();
        return Checker.Run(model, defines, cycles);
    }

    /// <summary>No error, and nothing that was left out for want of depth or memory.</summary>
    private static void AssertExhausted(string output)
    {
        Assert.Contains("errors: 0", output, StringComparison.Ordinal);
        Assert.DoesNotContain("max search depth too small", output, StringComparison.Ordinal);
        Assert.DoesNotContain("out of memory", output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Search not completed", output, StringComparison.Ordinal);
    }
}
