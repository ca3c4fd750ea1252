using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using TypedMq.Chaos.Ledgers;
using TypedMq.Chaos.Processes;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Chaos.Workers;

/// <summary>Sends or receives as fast as it can, in one thread, and writes down in its ledger what it is about to do and what it did.</summary>
internal abstract class Worker : IDisposable
{
    /// <summary>The command by which a process becomes a worker.</summary>
    public const string Command = "work";

    /// <summary>How many handles a queue lets be open at once: few, so that those of the dead are needed again.</summary>
    public const int MaxHandles = 16;

    /// <summary>How long a wait lasts at most: then the worker looks whether it is to stop.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly int _tries;
    private readonly int _lifeInSteps;
    private int _steps;

    protected Worker(FastMqTransport transport, Ledger ledger)
    {
        Ledger = ledger;
        Random = new(ledger.Seed);

        // Characters: most look a few times before they wait, some never, and some end by themselves.
        _tries = Random.Next(4) switch { 0 => 0, 1 => Random.Next(10), _ => Random.Next(500) };
        _lifeInSteps = Random.Next(10) == 0 ? Random.Next(3000) : int.MaxValue;
        Queue = Attach(transport);
    }

    protected Ledger Ledger { get; }

    protected Random Random { get; }

    protected MqQueue Queue { get; }

    private unsafe bool IsToStop => Volatile.Read(ref Ledger.Header->Stop) != 0 || Ledger.IsFull || _steps++ >= _lifeInSteps;

    public static MqQueueName QueueName(int number) => MqQueueName.Parse($"chaos-{number}");

    public static FastMqTransport NewTransport() => new(new(MqScope.Default, NullLogger.Instance), new() { MaxHandles = MaxHandles });

    public static MqQueueOptions OptionsOf(in LedgerHeader header) => new()
    {
        Name = QueueName(header.Queue),
        Capacity = header.Capacity,
        MaxMessageBytes = Payload.MostBytes,
        Topology = (MqTopology)header.Topology,
        Delivery = (MqDelivery)header.Delivery,
        Access = header.Role == (int)Role.Sender ? MqAccess.Send : MqAccess.Receive,
    };

    public static Worker Begin(FastMqTransport transport, Ledger ledger) => ledger.Role == Role.Sender ? new Sender(transport, ledger) : new Receiver(transport, ledger);

    /// <summary>What a process is for: works until it is told to stop, is killed, or meets something that must not be.</summary>
    public static void Live(string path)
    {
        Ledger ledger = Ledger.Open(path);
        ledger.Note(Life.Born);
        try
        {
            using FastMqTransport transport = NewTransport();
            using (Worker worker = Begin(transport, ledger))
            {
                while (!worker.IsToStop)
                {
                    if (!worker.Step())
                    {
                        worker.WaitFor(ledger.Role == Role.Sender ? MqDirection.Send : MqDirection.Receive);
                    }
                }
            }

            ledger.Note(Life.Ended);
        }
        catch (Exception error)
        {
            ledger.Fail($"{ledger.Doing}: {error}");
        }
    }

    /// <summary>Sends or receives once.</summary>
    /// <returns>False when there was no room, or no message.</returns>
    public abstract bool Step();

    public void Dispose()
    {
        Ledger.Note(Doing.Detaching);
        Queue.Dispose();
        Ledger.Note(Doing.Detaching);
    }

    /// <summary>Looks again for a while, then waits.</summary>
    public unsafe void WaitFor(MqDirection direction)
    {
        for (int i = 0; i < _tries; i++)
        {
            if (Step())
            {
                return;
            }
        }

        if (Ledger.Header->Awaits != 0 && Random.Next(4) != 0)
        {
            Ledger.Note(Doing.Awaiting);
            using CancellationTokenSource enough = new(LongestWait);
            try
            {
                Queue.WaitAsync(direction, enough.Token).AsTask().GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
            }

            return;
        }

        Ledger.Note(Doing.Waiting);
        Queue.Wait(direction, MqDeadline.After(LongestWait), CancellationToken.None);
    }

    /// <summary>Holds what it has for a while, now and then.</summary>
    protected void Dawdle()
    {
        switch (Random.Next(256))
        {
            case 0:
                _ = Kernel.GiveWay();
                break;
            case < 8:
                Thread.SpinWait(Random.Next(200));
                break;
        }
    }

    private unsafe MqQueue Attach(FastMqTransport transport)
    {
        Ledger.Note(Doing.Attaching);
        if (Random.Next(16) == 0)
        {
            transport.Delete(MqQueueName.Parse("nothing"));
        }

        for (long start = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                return transport.Open(OptionsOf(in *Ledger.Header));
            }
            catch (MqLimitException) when (Stopwatch.GetElapsedTime(start) < Patience)
            {
                // Whom we follow is being killed: the kernel has not yet taken its locks.
                _ = Kernel.GiveWay();
            }
        }
    }
}
