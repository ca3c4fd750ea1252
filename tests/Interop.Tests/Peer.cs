using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace TypedMq.Tests;

/// <summary>Another process with another implementation of MessagePack: one for all messages of a test class. Not thread-safe.</summary>
public abstract class Peer : IDisposable
{
    private Process? _process;
    private readonly StringBuilder _errors = new();

    /// <summary>Why there is no such peer on this machine; null when there is one.</summary>
    public abstract string? Missing { get; }

    protected static string FolderOfPeers { get; } = Path.Combine(AppContext.BaseDirectory, "Peers");

    /// <summary>The command that starts it.</summary>
    protected abstract string[] Command { get; }

    /// <summary>Hands a message over.</summary>
    /// <returns>What the peer sees, as text; the value packed again; the value in other forms.</returns>
    public (string Seen, byte[] Packed, byte[] Widened) Exchange(byte[] message)
    {
        _process ??= Start();
        byte[] header = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(header, message.Length);
        try
        {
            Stream input = _process.StandardInput.BaseStream;
            input.Write(header);
            input.Write(message);
            input.Flush();
            return (Encoding.ASCII.GetString(ReadBlock()), ReadBlock(), ReadBlock());
        }
        catch (IOException error)
        {
            _process.WaitForExit(TimeSpan.FromSeconds(10));
            lock (_errors)
            {
                throw new InvalidOperationException($"The peer has ended over {Convert.ToHexStringLower(message)}: {_errors}", error);
            }
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_process is not null)
        {
            // It ends with its input.
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            {
                _process.Kill();
            }

            _process.Dispose();
        }
    }

    /// <summary>Runs a command to its end.</summary>
    /// <returns>What it complains about; null when it succeeds.</returns>
    protected static string? Run(params string[] command)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEndAsync();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : errors;
        }
        catch (Win32Exception error)
        {
            return error.Message;
        }
    }

    private Process Start()
    {
        string[] command = Command;
        Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, line) =>
        {
            // Also after this peer is disposed: lines come when they come.
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
        return process;
    }

    private byte[] ReadBlock()
    {
        Stream output = _process!.StandardOutput.BaseStream;
        byte[] header = new byte[4];
        output.ReadExactly(header);
        byte[] block = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
        output.ReadExactly(block);
        return block;
    }
}

/// <summary>Debian's python3-msgpack.</summary>
public sealed class PythonPeer : Peer
{
    private const string Python = "/usr/bin/python3";

    public override string? Missing { get; } = Run(Python, "-c", "import msgpack") is null ? null : "python3-msgpack is missing (apt-get install python3-msgpack).";

    protected override string[] Command => [Python, Path.Combine(FolderOfPeers, "peer.py")];
}

/// <summary>Debian's libmsgpack, in a C program that is compiled here.</summary>
public sealed class CPeer : Peer
{
    private readonly string _folder = Directory.CreateTempSubdirectory("typedmq-interop-").FullName;

    public CPeer()
    {
        string? problem = Run("gcc", "-Wall", "-Wextra", "-Werror", "-O1", "-o", Program, Path.Combine(FolderOfPeers, "peer.c"), "-lmsgpackc");
        Missing = problem is null ? null : $"gcc or libmsgpack is missing (apt-get install gcc libc6-dev libmsgpack-dev): {problem}";
    }

    public override string? Missing { get; }

    protected override string[] Command => [Program];

    private string Program => Path.Combine(_folder, "peer");

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Directory.Delete(_folder, recursive: true);
    }
}
