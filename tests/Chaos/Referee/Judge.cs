using System.Runtime.InteropServices;
using TypedMq.Chaos.Ledgers;

namespace TypedMq.Chaos.Referee;

/// <summary>
/// Compares the ledgers of a round, after everybody has ended and the queue was emptied: nothing was lost, nothing came twice but what may, and what came
/// was what was sent, in order.
/// </summary>
internal sealed class Judge
{
    private readonly Tally _tally;
    private readonly MqDelivery _delivery;
    private readonly MqTopology _topology;
    private readonly Dictionary<int, Sent> _senders = [];
    private readonly List<Fate> _receivers = [];
    private readonly Dictionary<ulong, List<(Receipt Receipt, Fate By)>> _several = [];
    private long _deliveriesUnseen;
    private long _lostUnseen;

    public Judge(Tally tally, CampaignOptions options, IReadOnlyList<Fate> fates)
    {
        _tally = tally;
        _delivery = options.Delivery;
        _topology = options.Topology;
        foreach (Fate fate in fates)
        {
            if (fate.Ledger.Role == Role.Sender)
            {
                _senders.Add(fate.Ledger.Incarnation, new(fate, new Seen[fate.Ledger.Records]));
            }
            else
            {
                _receivers.Add(fate);
            }
        }
    }

    public void Decide()
    {
        _receivers.ForEach(ReadReceipts);
        _receivers.ForEach(GatherSeveral);
        foreach (Sent sent in _senders.Values)
        {
            for (int number = 0; number < sent.Seen.Length; number++)
            {
                DecideMessage(sent, number);
            }
        }

        CheckDeliveriesUnseen();
    }

    private void ReadReceipts(Fate receiver)
    {
        Ledger ledger = receiver.Ledger;
        Dictionary<ulong, int> last = [];
        int records = ledger.Records;
        for (int i = 0; i < records; i++)
        {
            Receipt receipt = ledger.GetReceipt(i);
            _tally.Received++;
            _tally.Redelivered += receipt.DeliveryCount > 1 ? 1 : 0;
            _tally.Abandoned += receipt.State == ReceiptState.Abandoned ? 1 : 0;
            int number = Payload.Number(receipt.Message);
            if (!_senders.TryGetValue(Payload.Incarnation(receipt.Message), out Sent? sent) || (uint)number >= (uint)sent.Seen.Length)
            {
                Violation($"was received and never sent in this round, by {receiver}: {receipt}", receipt.Message);
                continue;
            }

            if (!receiver.WasKilled && receipt.State is not (ReceiptState.Completed or ReceiptState.Abandoned))
            {
                Violation($"was left {receipt.State} by one that was not killed: {receiver}", receipt.Message);
            }

            ref Seen seen = ref sent.Seen[number];
            seen = new(seen.Receipts + 1, receipt.State, receipt.DeliveryCount, receiver);
            if (sent.By.Ledger.GetMessage(number).Priority != receipt.Priority)
            {
                Violation($"was sent with another priority: {receipt}", receipt.Message);
            }

            if (receipt.DeliveryCount == 1)
            {
                // Of one sender and one priority, in the order of sending.
                ref int before = ref CollectionsMarshal.GetValueRefOrAddDefault(last, (receipt.Message >> 32 << 16) | (uint)receipt.Priority, out bool isThere);
                if (isThere && before >= number)
                {
                    Violation($"of priority {receipt.Priority} came after number {before} of the same sender and priority, as record {i} of {receiver}", receipt.Message);
                }

                before = number;
            }
        }
    }

    private void GatherSeveral(Fate receiver)
    {
        Ledger ledger = receiver.Ledger;
        int records = ledger.Records;
        for (int i = 0; i < records; i++)
        {
            Receipt receipt = ledger.GetReceipt(i);
            int number = Payload.Number(receipt.Message);
            if (_senders.TryGetValue(Payload.Incarnation(receipt.Message), out Sent? sent) && (uint)number < (uint)sent.Seen.Length && sent.Seen[number].Receipts > 1)
            {
                if (!_several.TryGetValue(receipt.Message, out List<(Receipt Receipt, Fate By)>? all))
                {
                    _several.Add(receipt.Message, all = []);
                }

                all.Add((receipt, receiver));
            }
        }
    }

    private void DecideMessage(Sent sent, int number)
    {
        ulong message = Payload.Id(sent.By.Ledger.Incarnation, number);
        SendState state = sent.By.Ledger.GetMessage(number).State;
        Seen seen = sent.Seen[number];
        _tally.Sent += state == SendState.Sent ? 1 : 0;
        if (state == SendState.About)
        {
            _tally.InFlight = seen.Receipts > 0 ? (_tally.InFlight.There + 1, _tally.InFlight.Gone) : (_tally.InFlight.There, _tally.InFlight.Gone + 1);
            if (!sent.By.WasKilled)
            {
                Violation($"was left {state} by one that was not killed: {sent.By}", message);
            }
        }

        if (seen.Receipts == 0)
        {
            if (state == SendState.Sent && _delivery == MqDelivery.AtLeastOnce)
            {
                Violation($"is lost: {sent.By} had sent it, and nobody received it", message);
            }

            _lostUnseen += state == SendState.Sent ? 1 : 0;
        }
        else if (state is not (SendState.Sent or SendState.About))
        {
            Violation($"was received, though its state is {state} by {sent.By}: {seen}", message);
        }
        else if (seen.Receipts == 1)
        {
            _deliveriesUnseen += seen.DeliveryCount - 1;
            DecideLast(message, seen.State, seen.By!);
        }
        else
        {
            DecideSeveral(message);
        }
    }

    /// <summary>The last that was done with a message must have been its end.</summary>
    private void DecideLast(ulong message, ReceiptState state, Fate by)
    {
        if (_delivery == MqDelivery.AtMostOnce)
        {
            _tally.LostInHand += state is ReceiptState.Received ? 1 : 0;
        }
        else if (state is not (ReceiptState.Completed or ReceiptState.Completing))
        {
            Violation($"is lost: it was {state} last, by {by}, and never completed", message);
        }
    }

    private void DecideSeveral(ulong message)
    {
        List<(Receipt Receipt, Fate By)> all = _several[message];
        all.Sort(static (a, b) => a.Receipt.DeliveryCount.CompareTo(b.Receipt.DeliveryCount));
        string story = string.Join("; ", all.Select(static one => $"delivery {one.Receipt.DeliveryCount} {one.Receipt.State} by {one.By}"));
        if (_delivery == MqDelivery.AtMostOnce)
        {
            Violation($"was delivered more than once: {story}", message);
            return;
        }

        for (int i = 1; i < all.Count; i++)
        {
            if (all[i].Receipt.DeliveryCount == all[i - 1].Receipt.DeliveryCount)
            {
                Violation($"was delivered twice with the same count: {story}", message);
            }

            if (all[i - 1].Receipt.State == ReceiptState.Completed)
            {
                Violation($"was delivered after it had been completed: {story}", message);
            }
            else if (all[i - 1].Receipt.State != ReceiptState.Abandoned && !all[i - 1].By.WasKilled)
            {
                Violation($"was taken from one that lives: {story}", message);
            }
        }

        _deliveriesUnseen += all[^1].Receipt.DeliveryCount - all.Count;
        DecideLast(message, all[^1].Receipt.State, all[^1].By);
    }

    /// <summary>Deliveries that were counted and not written down are those of receivers that died in the middle of one, and there were no more of them.</summary>
    private void CheckDeliveriesUnseen()
    {
        // In the ring of one receiver, whatever was first in it when the receiver died is taken for delivered.
        long most = _receivers.Where(static fate => fate.WasKilled).Sum(fate =>
            fate.Ledger.Doing == Doing.Receiving ? (long)fate.Ledger.AtOnce : _topology == MqTopology.OneToOne ? 1 : 0);
        long mostUnseen = _delivery == MqDelivery.AtMostOnce && _topology == MqTopology.ManyToMany ? 0 : most;
        if (_deliveriesUnseen > mostUnseen)
        {
            _tally.AddViolation($"{_deliveriesUnseen} deliveries were counted that nobody saw, but only {mostUnseen} can have been in flight at a kill");
        }

        if (_delivery == MqDelivery.AtMostOnce)
        {
            _tally.LostInHand += _lostUnseen;
            if (_lostUnseen > most)
            {
                _tally.AddViolation($"{_lostUnseen} messages are lost that nobody had received, but only {most} can have been in flight at a kill");
            }
        }
    }

    private void Violation(string text, ulong message) => _tally.AddViolation($"{Payload.Describe(message)} {text}");

    private sealed record Sent(Fate By, Seen[] Seen);

    /// <summary>How often a message was received, and how last.</summary>
    private readonly record struct Seen(int Receipts, ReceiptState State, int DeliveryCount, Fate? By);
}
