using System.Globalization;

namespace TypedMq.Tests.Support;

/// <summary>Another program, in Python, that disturbs a child with signals.</summary>
internal static class SignalStorm
{
    /// <summary>What the storm needs; where it is not there, tests are skipped.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>Sends SIGUSR1 to the thread of the child that waits, fifty times.</summary>
    /// <param name="child">It writes "ready" when it has a handler.</param>
    /// <param name="waitsIn">The system call in which it waits.</param>
    /// <returns>How many met it.</returns>
    public static int Send(RunningChild child, nint waitsIn)
    {
        Assert.Equal("ready", child.ReadLine());
        int thread = child.WaitUntilItIsIn(waitsIn);
        string peer = Path.Combine(AppContext.BaseDirectory, "Support", "signals.py");
        (int exitCode, string output) = ChildProcess.Run([Python, peer, $"{child.Id}", $"{thread}", "50"], "/");
        Assert.True(exitCode == 0, output);
        return int.Parse(output, CultureInfo.InvariantCulture);
    }

    /// <summary>Shows that fifty signals neither end a wait of a second nor make it longer.</summary>
    /// <param name="start">Starts a child that waits in vain for so long, and writes "timeout", the milliseconds that it took, and how many signals came.</param>
    /// <param name="waitsIn">The system call in which it waits.</param>
    public static void LeavesAWaitOfOneSecondAlone(Func<RunningChild> start, nint waitsIn)
    {
        for (int attempt = 0; ; attempt++)
        {
            using RunningChild child = start();
            int sent = Send(child, waitsIn);
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
