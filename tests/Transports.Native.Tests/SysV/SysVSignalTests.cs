using System.Globalization;
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
        for (int attempt = 0; ; attempt++)
        {
            using RunningChild child = new(ScopeRoot, [], "sysv", "timed", Name().Value, "1000");
            int sent = SignalStorm.Send(child, SystemCallNumber.FutexWaitVector);
            string[] result = child.ReadLine().Split(' ');
            double elapsed = double.Parse(result[1], CultureInfo.InvariantCulture);
            Assert.Equal("timeout", result[0]);
            Assert.True(elapsed >= 1000, $"It ended after {elapsed} ms.");

            // On a busy machine the other process may come too late, or the timer; but not every time.
            if (sent == 50 && elapsed <= 1020)
            {
                Assert.InRange(int.Parse(result[2], CultureInfo.InvariantCulture), 1, 50);
                break;
            }

            Assert.True(attempt < 9, $"It ended after {elapsed} ms, with {sent} signals.");
        }
    }
}
