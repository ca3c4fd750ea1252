using TypedMq.Interop;
using TypedMq.Tests.Support;

namespace TypedMq.Tests.SysV;

/// <summary>Another program's signals, and a thread that waits for a System V queue.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "typed")]
public sealed class SysVSignalTests : SysVTest
{
    [SkippableFact]
    [Trait("Accepts", "G31")]
    [Trait("Accepts", "V52")]
    [Trait("Accepts", "S9")]
    public void Fifty_signals_from_another_process_neither_end_a_timed_wait_nor_make_it_longer()
    {
        Need.That(File.Exists(SignalStorm.Python), "Needs python3.");
        Open(Options());
        SignalStorm.LeavesAWaitOfOneSecondAlone(() => new(ScopeRoot, [], "sysv", "timed", Name().Value, "1000"), SystemCallNumber.FutexWaitVector);
    }
}
