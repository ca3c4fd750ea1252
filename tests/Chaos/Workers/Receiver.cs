using TypedMq.Chaos.Ledgers;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Chaos.Workers;

/// <summary>Receives messages, alone or several at once, checks them before and after it has held them, completes most and gives some back.</summary>
internal sealed class Receiver(FastMqTransport transport, Ledger ledger) : Worker(transport, ledger)
{
    private readonly MqLease[] _leases = new MqLease[Payload.MostAtOnce];
    private readonly int[] _numbers = new int[Payload.MostAtOnce];

    public override bool Step()
    {
        int wanted = Random.Next(3) == 0 ? Random.Next(2, Payload.MostAtOnce + 1) : 1;
        Ledger.Note(Doing.Receiving, wanted);
        int received = wanted == 1
            ? Queue.TryReceive(out _leases[0]) ? 1 : 0
            : Queue.TryReceive(_leases.AsSpan(0, wanted));
        if (received == 0)
        {
            return false;
        }

        for (int i = 0; i < received; i++)
        {
            ulong message = Check(in _leases[i]);
            _numbers[i] = Ledger.AddReceipt(message, _leases[i].Priority, _leases[i].DeliveryCount);
        }

        Ledger.Note(Doing.Reading, received);
        Dawdle();
        for (int i = 0; i < received; i++)
        {
            // It was ours all the time, also if we were stopped for a while.
            Check(in _leases[i]);
        }

        if (received > 1 && Random.Next(2) == 0)
        {
            CompleteTogether(received);
        }
        else
        {
            for (int i = 0; i < received; i++)
            {
                Settle(i);
            }
        }

        Ledger.Note(Doing.Deciding);
        return true;
    }

    private static ulong Check(in MqLease lease) => Payload.Check(in lease, out ulong message) is { } problem ? throw new InvalidDataException(problem) : message;

    private void Settle(int i)
    {
        if (Random.Next(60) == 0)
        {
            Ledger.Note(Doing.Abandoning);
            Ledger.SetReceipt(_numbers[i], ReceiptState.Abandoned);
            Queue.Abandon(ref _leases[i]);
            return;
        }

        Ledger.Note(Doing.Completing);
        Ledger.SetReceipt(_numbers[i], ReceiptState.Completing);
        Queue.Complete(ref _leases[i]);
        Ledger.SetReceipt(_numbers[i], ReceiptState.Completed);
    }

    private void CompleteTogether(int received)
    {
        Ledger.Note(Doing.Completing, received);
        for (int i = 0; i < received; i++)
        {
            Ledger.SetReceipt(_numbers[i], ReceiptState.Completing);
        }

        Queue.Complete(_leases.AsSpan(0, received));
        for (int i = 0; i < received; i++)
        {
            Ledger.SetReceipt(_numbers[i], ReceiptState.Completed);
        }
    }
}
