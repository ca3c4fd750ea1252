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
}
