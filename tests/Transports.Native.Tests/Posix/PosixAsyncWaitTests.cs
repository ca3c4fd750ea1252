using System.Globalization;
using TypedMq.Tests.Support;
using TypedMq.Tests.Waiting;
using TypedMq.Transports.Posix;

namespace TypedMq.Tests.Posix;

/// <summary>Asynchronous waits on POSIX queues, which one thread serves.</summary>
[Collection(PosixCollection.Name)]
[Trait("Transport", "posix")]
[Trait("Layer", "typed")]
public sealed class PosixAsyncWaitTests() : KernelAsyncWaitTests(static context => new PosixTransport(context))
{
    [SkippableFact]
    public void Three_hundred_awaited_queues_cost_one_thread_and_are_cancelled_within_a_second_without_a_loss()
    {
        Need.That(ChildProcess.CanUnshare, "Needs the right to make an IPC namespace.");
        string[] raised = ["unshare", "--ipc", "sh", "-c", "echo 400 > /proc/sys/fs/mqueue/queues_max && exec \"$@\"", "sh"];
        DirectoryInfo root = Directory.CreateTempSubdirectory("typedmq-tests-");
        try
        {
            Assert.Equal(["1 0", "True"], ChildProcess.Run(root.FullName, raised, "await", "300"));

            // A busy machine may take longer, but not every time.
            TimeSpan best = TimeSpan.MaxValue;
            for (int attempt = 0; attempt < 3 && best > TimeSpan.FromSeconds(1); attempt++)
            {
                string[] output = ChildProcess.Run(root.CreateSubdirectory($"{attempt}").FullName, raised, "posix", "reactor", "300");
                Assert.Equal("waiting 300", output[0]);
                Assert.InRange(int.Parse(output[1].Split(' ')[1], CultureInfo.InvariantCulture), -100, 9);
                Assert.Equal(["unfinished 0", "lost 0"], output[2..4]);
                TimeSpan elapsed = TimeSpan.FromMilliseconds(double.Parse(output[4].Split(' ')[^1], CultureInfo.InvariantCulture));
                best = elapsed < best ? elapsed : best;
            }

            Assert.True(best < TimeSpan.FromSeconds(1), $"Cancelling took {best} at best.");
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
