using TypedMq.Chaos.Ledgers;
using TypedMq.Chaos.Workers;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Chaos;

/// <summary>What is looked at when nobody works with the queue.</summary>
internal sealed partial class Campaign
{
    /// <summary>Empties the queue, and looks whether all of it is there again.</summary>
    private void Audit()
    {
        Ledger ledger = NewLedger(Role.Receiver, isAnew: false);
        _fates.Add(new(ledger, WasKilled: false));
        try
        {
            using FastMqTransport transport = Worker.NewTransport();
            using (Worker last = Worker.Begin(transport, ledger))
            {
                while (last.Step())
                {
                }
            }

            _tally.Drained += ledger.Records;
            ledger.Note(Life.Ended);
            using MqQueue queue = transport.Open(Worker.OptionsOf(HeaderOf(ledger)) with { Access = MqAccess.Both });
            CountSlots(queue);
            FastMqAttributes attributes = FastMqAttributes.Read(queue.Name.Value)!;
            if (attributes.Count != 0 || attributes.Participants.Count != 1 || attributes.IsCorrupt)
            {
                Stalled("after everybody had ended and the queue was emptied, it is not as a new one");
            }
        }
        catch (Exception error) when (error is MqException or InvalidOperationException or InvalidDataException)
        {
            Stalled($"the queue cannot be emptied: {error}");
        }
    }

    private void CountSlots(MqQueue queue)
    {
        List<MqClaim> claims = [];
        MqEnvelope envelope = default;
        if (_options.Topology == MqTopology.OneToOne)
        {
            // One message is claimed at a time: fill it, and empty it.
            int sent = 0;
            while (queue.TryClaim(in envelope, 0, out MqClaim claim) && queue.TryCommit(ref claim, 1))
            {
                sent++;
            }

            int received = 0;
            while (queue.TryReceive(out MqLease lease))
            {
                queue.Complete(ref lease);
                received++;
            }

            if (sent != queue.Capacity || received != sent)
            {
                Stalled($"of {queue.Capacity} slots {sent} can be sent into and {received} received from");
            }

            return;
        }

        while (queue.TryClaim(in envelope, 0, out MqClaim claim))
        {
            claims.Add(claim);
        }

        if (claims.Count != queue.Capacity)
        {
            Stalled($"of {queue.Capacity} slots {claims.Count} can be claimed when the queue is empty");
        }

        for (int i = 0; i < claims.Count; i++)
        {
            MqClaim claim = claims[i];
            queue.Abort(ref claim);
        }
    }

    private static unsafe LedgerHeader HeaderOf(Ledger ledger) => *ledger.Header;

    private string Describe()
    {
        if (FastMqAttributes.Read(Worker.QueueName(_queue).Value) is not { } found)
        {
            return "  There is no queue.";
        }

        string participants = string.Concat(found.Participants.Select(static participant =>
            $"\n  participant of process {participant.ProcessId}, {participant.Access}, {(participant.IsAlive ? "alive" : "dead")}, holds {participant.Held.Count}: {string.Join(", ", participant.Held)}"));
        return $"  {found with { Participants = [] }}{participants}";
    }

    /// <summary>Deletes the queue; nothing of it, nor of others, is left.</summary>
    private void RemoveQueue()
    {
        using FastMqTransport transport = Worker.NewTransport();
        if (_queue > 0)
        {
            FastMqAttributes? attributes = FastMqAttributes.Read(Worker.QueueName(_queue).Value);
            _tally.ClaimsAborted += attributes?.ClaimsAborted ?? 0;
            _tally.ParticipantsReaped += attributes?.ParticipantsReaped ?? 0;
            if (attributes?.Participants.Count > 0)
            {
                Stalled("participants are left when nobody has the queue open");
            }

            transport.Delete(Worker.QueueName(_queue));
        }

        string[] left = [.. Directory.GetDirectories(_root, "typedmq-*")
            .SelectMany(static scope => Directory.EnumerateFiles(scope, "*", SearchOption.AllDirectories))
            .Where(static file => Path.GetFileName(file) != "fastmq.lock")];
        if (left.Length > 0)
        {
            _tally.AddViolation($"files are left: {string.Join(", ", left)}");
        }
    }
}
