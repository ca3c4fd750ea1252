using System.Buffers.Binary;
using System.Diagnostics;

namespace TypedMq.Chaos.Processes;

/// <summary>Where workers come from, and where the dead are buried. All of them are gone when it is disposed. For one thread at a time.</summary>
internal sealed class Nursery : IDisposable
{
    private readonly Process _zygote;
    private readonly Stream _commands;
    private readonly Stream _answers;

    /// <param name="root">Where the scopes of the workers are.</param>
    /// <param name="folder">Where the ledgers are; those numbered 0 and 1 are a sender's and a receiver's for the warm-up.</param>
    public Nursery(string root, string folder)
    {
        string host = Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet";
        ProcessStartInfo start = new(host, [typeof(Nursery).Assembly.Location, Zygote.Command, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TYPEDMQ_ROOT"] = root;

        // No thread but the main one is to do anything, and no code to be compiled later.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_GCgen0size"] = "2000000";

        // Otherwise the compiler writes code through memory that is shared with whom we fork.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        _zygote = Process.Start(start)!;
        _commands = _zygote.StandardInput.BaseStream;
        _answers = _zygote.StandardOutput.BaseStream;
        ReadAnswer();
    }

    /// <summary>Starts workers.</summary>
    /// <param name="workers">The number of the ledger of each, and whether it is a program of its own, whose threads all work.</param>
    /// <returns>Their processes, whose ids are nobody else's until they are buried.</returns>
    public int[] Start(IReadOnlyList<(int Ledger, bool Anew)> workers)
    {
        int[] processes = Ask([.. workers.Select(static worker => (worker.Anew ? Zygote.Execute : Zygote.Fork, worker.Ledger))]);
        return Array.TrueForAll(processes, static process => process > 0) ? processes : throw new InvalidOperationException("No process can be made.");
    }

    /// <summary>Waits for the end of processes that have been killed, or end by themselves.</summary>
    /// <returns>Their status, as of wait(2): 9 of one that was killed, 0 of one that ended well.</returns>
    public int[] Bury(IReadOnlyList<int> processes) => Ask([.. processes.Select(static process => (Zygote.Reap, process))]);

    /// <summary>Ends everything at once, so that who waits for an answer gets an error. From any thread.</summary>
    public void Abort() => _zygote.Kill();

    public void Dispose()
    {
        if (!_zygote.HasExited)
        {
            _zygote.Kill();
            _zygote.WaitForExit();
        }

        _zygote.Dispose();
    }

    private int[] Ask((byte Command, int Number)[] questions)
    {
        byte[] message = new byte[questions.Length * Zygote.CommandBytes];
        for (int i = 0; i < questions.Length; i++)
        {
            message[i * Zygote.CommandBytes] = questions[i].Command;
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan((i * Zygote.CommandBytes) + 1), questions[i].Number);
        }

        _commands.Write(message);
        _commands.Flush();
        return Array.ConvertAll(questions, _ => ReadAnswer());
    }

    private int ReadAnswer()
    {
        Span<byte> answer = stackalloc byte[sizeof(int)];
        _answers.ReadExactly(answer);
        return BinaryPrimitives.ReadInt32LittleEndian(answer);
    }
}
