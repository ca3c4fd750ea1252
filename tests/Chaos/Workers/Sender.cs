using TypedMq.Chaos.Ledgers;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Chaos.Workers;

/// <summary>Sends messages of random priorities, alone or several at once, and gives some claims back.</summary>
internal sealed unsafe class Sender(FastMqTransport transport, Ledger ledger) : Worker(transport, ledger)
{
    /// <summary>The priorities that are used, as they come: how many is the campaign's choice.</summary>
    public static readonly int[] Priorities = [0, 7, 1, 32767, 100, 2, 31, 5000];

    private readonly MqClaim[] _claims = new MqClaim[Payload.MostAtOnce];
    private readonly int[] _numbers = new int[Payload.MostAtOnce];
    private readonly int[] _lengths = new int[Payload.MostAtOnce];

    public override bool Step()
    {
        int priority = Priorities[Random.Next(Ledger.Header->Priorities)];
        MqEnvelope envelope = Payload.Envelope(Ledger.Incarnation, hasField: Random.Next(4) == 0);
        int wanted = Random.Next(3) == 0 ? Random.Next(2, Payload.MostAtOnce + 1) : 1;
        Ledger.Note(Doing.Claiming, wanted);
        int claimed = wanted == 1
            ? Queue.TryClaim(in envelope, priority, out _claims[0]) ? 1 : 0
            : Queue.TryClaim(in envelope, priority, _claims.AsSpan(0, wanted));
        if (claimed == 0)
        {
            return false;
        }

        Ledger.Note(Doing.Writing, claimed);
        bool isMeant = Random.Next(50) != 0;
        for (int i = 0; i < claimed; i++)
        {
            _numbers[i] = Ledger.AddMessage(priority);
            _lengths[i] = Payload.Write(_claims[i].Payload, Payload.Id(Ledger.Incarnation, _numbers[i]), priority);
        }

        Dawdle();
        if (isMeant)
        {
            Commit(claimed);
        }
        else
        {
            Abort(claimed);
        }

        Ledger.Note(Doing.Deciding);
        return true;
    }

    private void Commit(int claimed)
    {
        Ledger.Note(Doing.Committing, claimed);
        int committed = claimed == 1
            ? Queue.TryCommit(ref _claims[0], _lengths[0]) ? 1 : 0
            : Queue.TryCommit(_claims.AsSpan(0, claimed), _lengths);
        if (committed != claimed)
        {
            throw new InvalidOperationException($"Of {claimed} messages {committed} were committed.");
        }

        for (int i = 0; i < claimed; i++)
        {
            Ledger.SetMessage(_numbers[i], SendState.Sent);
        }
    }

    private void Abort(int claimed)
    {
        Ledger.Note(Doing.Aborting, claimed);
        for (int i = 0; i < claimed; i++)
        {
            Queue.Abort(ref _claims[i]);
            Ledger.SetMessage(_numbers[i], SendState.Aborted);
        }
    }
}
