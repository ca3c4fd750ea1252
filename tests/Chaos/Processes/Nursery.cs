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

    /// <summary>Starts a worker.</summary>
    /// <param name="ledger">The number of its ledger.</param>
    /// <param name="anew">Whether it is a program of its own, whose threads all work.</param>
    /// <returns>The process, whose id is nobody else's until it is buried.</returns>
    public int Start(int ledger, bool anew) => Ask(anew ? Zygote.Execute : Zygote.Fork, ledger) is > 0 and var process
        ? process
        : throw new InvalidOperationException("No process can be made.");

    /// <summary>Waits for the end of a process that has been killed, or ends by itself.</summary>
    /// <returns>Its status, as of wait(2): 9 when it was killed, 0 when it ended well.</returns>
    public int Bury(int process) => Ask(Zygote.Reap, process);

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

    private int Ask(byte command, int number)
    {
        Span<byte> message = stackalloc byte[Zygote.CommandBytes];
        message[0] = command;
        BinaryPrimitives.WriteInt32LittleEndian(message[1..], number);
        _commands.Write(message);
        _commands.Flush();
        return ReadAnswer();
    }

    private int ReadAnswer()
    {
        Span<byte> answer = stackalloc byte[sizeof(int)];
        _answers.ReadExactly(answer);
        return BinaryPrimitives.ReadInt32LittleEndian(answer);
    }
}
