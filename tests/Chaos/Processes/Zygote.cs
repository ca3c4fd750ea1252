using System.Reflection;
using System.Runtime.InteropServices;
using TypedMq.Chaos.Ledgers;
using TypedMq.Chaos.Workers;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Chaos.Processes;

/// <summary>
/// The process of which workers are made by fork(2): it has done once, in a queue of its own, all that they will do, so their code is compiled, and one
/// costs a millisecond instead of a start of the runtime. It has a single thread that ever did anything, and runs nothing in the background.
/// </summary>
/// <remarks>
/// <para>A worker made so is a process like any other to the kernel and to FastMq: it opens the queue itself. Only what needs other threads does not
/// work in it; workers that await are therefore started anew (execve(2)).</para>
/// <para>Commands come by the standard input, a letter and a number, and each is answered by a number. The end of the input is the end of all.</para>
/// </remarks>
internal static unsafe class Zygote
{
    public const string Command = "zygote";
    public const byte Fork = (byte)'f';
    public const byte Execute = (byte)'x';
    public const byte Reap = (byte)'r';

    public const int CommandBytes = 5;

    private const int WarmUpSteps = 4000;

    /// <summary>Serves until the input ends.</summary>
    /// <param name="program">The program that runs the assembly, and the assembly.</param>
    /// <param name="folder">Where the ledgers are.</param>
    public static int Run(string[] program, string folder)
    {
        _ = Kernel.BecomeLeader();
        WarmUp(folder);

        // The runtime remembers the id, and each process that is forked is to find out its own.
        typeof(Environment).GetField("s_processId", BindingFlags.Static | BindingFlags.NonPublic)?.SetValue(null, 0);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Answer(0);

        byte* command = stackalloc byte[CommandBytes];
        while (Kernel.Read(0, command, CommandBytes) == CommandBytes)
        {
            int number = *(int*)(command + 1);
            if (command[0] == Reap)
            {
                int status = 0;
                Answer(Kernel.WaitFor(number, &status, 0) == number ? status : -1);
                continue;
            }

            int process = Kernel.Fork();
            if (process == 0)
            {
                Kernel.DieWithTheParent();
                if (command[0] == Execute)
                {
                    Become([.. program, Worker.Command, LedgerPath(folder, number)]);
                }

                Kernel.RegisterForFences();
                Worker.Live(LedgerPath(folder, number));
                Kernel.Exit(0);
            }

            Answer(process);
        }

        return 0;
    }

    public static string LedgerPath(string folder, int number) => Path.Combine(folder, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Does everything once.</summary>
    private static void WarmUp(string folder)
    {
        using Ledger sent = Ledger.Open(LedgerPath(folder, 0));
        using Ledger received = Ledger.Open(LedgerPath(folder, 1));
        using FastMqTransport transport = Worker.NewTransport();
        using (Worker sender = Worker.Begin(transport, sent), receiver = Worker.Begin(transport, received))
        {
            receiver.WaitFor(MqDirection.Receive);
            while (sender.Step())
            {
            }

            sender.WaitFor(MqDirection.Send);
            for (int i = 0; i < WarmUpSteps && !sent.IsFull && !received.IsFull; i++)
            {
                _ = i % 2 == 0 ? receiver.Step() : sender.Step();
            }
        }

        sent.Fail("");
        transport.Delete(Worker.QueueName(sent.Header->Queue));
    }

    private static void Become(string[] program)
    {
        byte** arguments = (byte**)NativeMemory.AllocZeroed((nuint)program.Length + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < program.Length; i++)
        {
            arguments[i] = (byte*)Marshal.StringToCoTaskMemUTF8(program[i]);
        }

        _ = Kernel.Execute(arguments[0], arguments);
        Kernel.Exit(127);
    }

    private static void Answer(int number) => _ = Kernel.Write(1, (byte*)&number, sizeof(int));
}
