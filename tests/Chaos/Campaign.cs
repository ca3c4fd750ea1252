using System.Diagnostics;
using TypedMq.Chaos.Ledgers;
using TypedMq.Chaos.Processes;
using TypedMq.Chaos.Referee;

namespace TypedMq.Chaos;

/// <summary>
/// Kills, stops and replaces the workers of a queue at random moments, in rounds: after each the queue is emptied, and the ledgers are compared. Leaves no
/// process and no file, however it ends. For one thread.
/// </summary>
internal sealed partial class Campaign : IDisposable
{
    /// <summary>How long all may be without progress, or one worker with one thing, while it is not stopped.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LastResort = TimeSpan.FromSeconds(90);
    private static readonly int[] Capacities = [1, 2, 3, 4, 7, 16, 64, 250, 1024];

    private readonly CampaignOptions _options;
    private readonly Random _random;
    private readonly string _root;
    private readonly string _ledgers;
    private readonly string? _rootBefore = Environment.GetEnvironmentVariable("TYPEDMQ_ROOT");
    private readonly Nursery _nursery;
    private readonly Timer _lastResort;
    private readonly Tally _tally = new();
    private readonly List<Fate> _fates = [];
    private readonly List<Seat> _seats = [];
    private readonly long _start;
    private int _incarnations;
    private int _queue;
    private int _capacity;
    private long _recordsOfDead;
    private long _lastProgress;
    private long _lastStop;

    public Campaign(CampaignOptions options)
    {
        _options = options;
        _random = new(options.Seed);
        _root = $"/dev/shm/typedmq-chaos-{Environment.ProcessId}-{Guid.NewGuid():n}";
        _ledgers = Path.Combine(_root, "ledgers");
        Directory.CreateDirectory(_ledgers);
        Environment.SetEnvironmentVariable("TYPEDMQ_ROOT", _root);
        try
        {
            _capacity = 64;
            using (NewLedger(Role.Sender, isAnew: false))
            using (NewLedger(Role.Receiver, isAnew: false))
            {
                _nursery = new(_root, _ledgers);
            }
        }
        catch
        {
            RemoveFiles();
            throw;
        }

        _lastResort = new(_ => _nursery.Abort());
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>Set by somebody else to end it after this round.</summary>
    public volatile bool IsEnough;

    private bool IsOver => IsEnough || _tally.Violations.Count > 0 || _tally.Kills >= _options.Kills || Stopwatch.GetElapsedTime(_start) >= _options.Time;

    /// <summary>Runs it to its end.</summary>
    /// <param name="report">Called after each round.</param>
    public Tally Run(Action<Tally>? report = null)
    {
        while (!IsOver)
        {
            if (_tally.Rounds % 3 == 0)
            {
                RemoveQueue();
                _queue++;
                _tally.Queues++;
                _capacity = _options.Capacity ?? Capacities[_random.Next(Capacities.Length)];
            }

            _lastResort.Change(_options.TimePerRound + LastResort, Timeout.InfiniteTimeSpan);
            RunRound();
            _lastResort.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _tally.Rounds++;
            _tally.Time = Stopwatch.GetElapsedTime(_start);
            report?.Invoke(_tally);
        }

        RemoveQueue();
        return _tally;
    }

    public void Dispose()
    {
        try
        {
            int[] left = [.. _seats.Where(static seat => seat.Process != 0).Select(static seat => seat.Process)];
            Array.ForEach(left, static process => _ = Kernel.Kill(process, Kernel.SignalKill));
            _nursery.Bury(left);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // The nursery is gone, and with it all that came from it.
        }

        _nursery.Dispose();
        _lastResort.Dispose();
        RemoveFiles();
    }

    private void RunRound()
    {
        long start = Stopwatch.GetTimestamp();
        long kills = _tally.Kills;
        _recordsOfDead = 0;
        _lastProgress = start;
        for (int i = 0; i < _options.Senders + _options.Receivers; i++)
        {
            bool isSender = i < _options.Senders;
            _seats.Add(new(isSender ? Role.Sender : Role.Receiver, isAnew: (isSender ? i : i - _options.Senders) < _options.Awaiting));
        }

        Occupy(_seats);

        // The last thing before a round ends is a deed, so that somebody is always in the middle of something.
        while (!IsOver && _tally.Kills - kills < _options.KillsPerRound && Stopwatch.GetElapsedTime(start) < _options.TimePerRound && CountRecords() < 3_000_000)
        {
            WaitForNextDeed();
            Do(_seats[_random.Next(_seats.Count)]);
        }

        EndRound();
        Audit();
        new Judge(_tally, _options, _fates).Decide();
        _fates.ForEach(static fate => fate.Ledger.Dispose());
        _fates.Clear();
    }

    private long CountRecords() => _recordsOfDead + _seats.Sum(static seat => (long)seat.Ledger.Records);

    /// <summary>Waits for a random time, and meanwhile does what was decided before.</summary>
    private void WaitForNextDeed()
    {
        double wait = -Math.Log(1 - _random.NextDouble()) * _options.Pace.TotalSeconds;
        long next = Stopwatch.GetTimestamp() + (long)(Math.Min(wait, 1) * Stopwatch.Frequency);
        while (true)
        {
            Watch();
            long now = Stopwatch.GetTimestamp();
            long due = next;
            foreach (Seat seat in _seats)
            {
                if (seat.DiesAt <= now)
                {
                    Replace([seat]);
                }
                else if (seat.StoppedUntil <= now)
                {
                    Continue(seat);
                }

                due = Math.Min(due, Math.Min(seat.DiesAt ?? long.MaxValue, seat.StoppedUntil ?? long.MaxValue));
            }

            if (now >= next || IsOver)
            {
                return;
            }

            Kernel.Pause(Stopwatch.GetElapsedTime(now, due));
        }
    }

    private void Do(Seat seat)
    {
        int deed = _random.Next(1000);
        if (deed < _options.StopsPerThousand)
        {
            if (seat.StoppedUntil is null && seat.Ledger.Life == Life.Born)
            {
                _ = Kernel.Kill(seat.Process, Kernel.SignalStop);
                int longest = _random.Next(10) == 0 ? 500 : 60;
                seat.StoppedUntil = Stopwatch.GetTimestamp() + (_random.Next(1, longest) * Stopwatch.Frequency / 1000);
                _tally.Stops++;
            }
        }
        else if (deed > 970)
        {
            TellToStop(seat);
        }
        else
        {
            // Now and then several at once.
            int many = _random.Next(4) == 0 ? _random.Next(2, _seats.Count + 1) : 1;
            Seat[] dying = [seat, .. _seats.Where(other => other != seat).OrderBy(_ => _random.Next()).Take(many - 1)];
            Replace([.. dying.Where(MayDie)]);
        }
    }

    /// <summary>Who has hardly begun is spared most of the time, and so is who took long to start: they would never come to work.</summary>
    private bool MayDie(Seat seat) => _random.Next(20) == 0 || (!seat.IsAnew && seat.Ledger.Now != 0);

    private void Replace(Seat[] seats)
    {
        if (seats.Length == 0)
        {
            return;
        }

        Corpse[] corpses = Array.ConvertAll(seats, static seat => new Corpse(seat.Ledger, seat.Process, seat.StoppedUntil is not null));
        Array.ForEach(corpses, static corpse => _ = Kernel.Kill(corpse.Process, Kernel.SignalKill));
        Array.ForEach(seats, static seat => seat.Process = 0);
        if (_random.Next(2) == 0)
        {
            // The successors come while the kernel still takes the old ones apart.
            Occupy(seats);
            BuryKilled(corpses);
        }
        else
        {
            BuryKilled(corpses);
            Occupy(seats);
        }
    }

    private void Occupy(IReadOnlyList<Seat> seats)
    {
        foreach (Seat seat in seats)
        {
            seat.Ledger = NewLedger(seat.Role, seat.IsAnew);
            _lastStop = seat.StoppedUntil is null ? _lastStop : Stopwatch.GetTimestamp();
            seat.StoppedUntil = null;
            seat.SeenRecords = 0;
            seat.DiesYoung = _random.Next(5) == 0;
            seat.DiesAt = null;
        }

        int[] processes = _nursery.Start([.. seats.Select(static seat => (seat.Ledger.Incarnation, seat.IsAnew))]);
        for (int i = 0; i < processes.Length; i++)
        {
            seats[i].Process = processes[i];
            seats[i].SeenDoing = (0, Stopwatch.GetTimestamp());
        }

        _tally.Started += processes.Length;
    }

    private unsafe Ledger NewLedger(Role role, bool isAnew)
    {
        int incarnation = _incarnations++;
        return Ledger.Create(Zygote.LedgerPath(_ledgers, incarnation), new LedgerHeader
        {
            Incarnation = incarnation,
            Role = (int)role,
            Seed = _random.Next(),
            Queue = _queue,
            Capacity = _capacity,
            Topology = (int)_options.Topology,
            Delivery = (int)_options.Delivery,
            Priorities = _options.Topology == MqTopology.OneToOne ? 1 : _options.Priorities,
            Awaits = isAnew ? 1 : 0,
            MostRecords = 500_000,
        });
    }

    /// <summary>Buries those who were killed.</summary>
    private void BuryKilled(Corpse[] corpses)
    {
        int[] statuses = _nursery.Bury(Array.ConvertAll(corpses, static corpse => corpse.Process));
        for (int i = 0; i < corpses.Length; i++)
        {
            Ledger ledger = corpses[i].Ledger;
            bool hadEnded = ledger.Life == Life.Ended;
            if (statuses[i] != Kernel.SignalKill && !(statuses[i] == 0 && ledger.Life is Life.Ended or Life.Failed))
            {
                _tally.AddViolation($"{ledger.Role} {ledger.Incarnation} ended by itself with status {statuses[i]} while {ledger.Doing}");
            }

            if (hadEnded)
            {
                _tally.EndedThemselves++;
            }
            else
            {
                _tally.AddKill(ledger.Role, ledger.Doing);
                _tally.KillsWhileStopped += corpses[i].WasStopped ? 1 : 0;
            }

            Close(ledger, wasKilled: !hadEnded);
        }
    }

    /// <summary>Buries who has ended, or failed, and has nothing more to do.</summary>
    private void BuryEnded(Seat seat)
    {
        int status = _nursery.Bury([seat.Process])[0];
        seat.Process = 0;
        if (status != 0)
        {
            _tally.AddViolation($"{seat.Role} {seat.Ledger.Incarnation} has {seat.Ledger.Life}, and yet its status is {status}");
        }

        _tally.EndedThemselves++;
        Close(seat.Ledger, wasKilled: false);
    }

    private void Close(Ledger ledger, bool wasKilled)
    {
        if (ledger.Life == Life.Failed)
        {
            _tally.AddViolation($"{ledger.Role} {ledger.Incarnation} failed: {ledger.Text}");
        }

        _recordsOfDead += ledger.Records;
        _fates.Add(new(ledger, wasKilled));
    }

    private void Continue(Seat seat)
    {
        _ = Kernel.Kill(seat.Process, Kernel.SignalContinue);
        seat.StoppedUntil = null;
        _lastStop = Stopwatch.GetTimestamp();
        seat.SeenDoing = (0, _lastStop);
    }

    private static unsafe void TellToStop(Seat seat) => Volatile.Write(ref seat.Ledger.Header->Stop, 1);

    /// <summary>Replaces who has ended, and sees whether there is progress.</summary>
    private void Watch(bool replaces = true)
    {
        long now = Stopwatch.GetTimestamp();
        bool hasProgress = false;
        foreach (Seat seat in _seats)
        {
            if (replaces && seat.Ledger.Life is Life.Ended or Life.Failed && seat.StoppedUntil is null)
            {
                BuryEnded(seat);
                Occupy([seat]);
                continue;
            }

            int records = seat.Ledger.Records;
            hasProgress |= records != seat.SeenRecords;
            seat.SeenRecords = records;
            ulong doing = seat.Ledger.Now;
            if (doing != seat.SeenDoing.Now)
            {
                seat.SeenDoing = (doing, now);
                if (seat.DiesYoung)
                {
                    seat.DiesYoung = false;
                    seat.DiesAt = now + (long)(_random.NextDouble() * 0.002 * Stopwatch.Frequency);
                }
            }
            else if (seat.StoppedUntil is null && Stopwatch.GetElapsedTime(seat.SeenDoing.Since, now) > Bound)
            {
                Stalled($"{seat} and has been for {Bound.TotalSeconds} s");
                seat.SeenDoing = (doing, now);
            }
        }

        if (hasProgress)
        {
            _lastProgress = now;
            return;
        }

        TimeSpan stall = Stopwatch.GetElapsedTime(_lastProgress, now);
        if (!_seats.Exists(static seat => seat.StoppedUntil is not null))
        {
            TimeSpan unexcused = Stopwatch.GetElapsedTime(Math.Max(_lastProgress, _lastStop), now);
            _tally.LongestStall = unexcused > _tally.LongestStall ? unexcused : _tally.LongestStall;
        }

        if (stall > Bound)
        {
            Stalled($"nobody makes progress: {string.Join("; ", _seats)}");
            _lastProgress = now;
        }
    }

    private void Stalled(string text) => _tally.AddViolation($"{text}\n{Describe()}");

    /// <summary>Lets all end as they were told, or kills them; nobody is left.</summary>
    private void EndRound()
    {
        _seats.FindAll(static seat => seat.StoppedUntil is not null).ForEach(Continue);
        bool isPolite = _random.Next(2) == 0 && _tally.Violations.Count == 0;
        foreach (Role role in new[] { Role.Sender, Role.Receiver })
        {
            List<Seat> leaving = _seats.FindAll(seat => seat.Role == role);
            leaving.ForEach(TellToStop);
            while (isPolite && leaving.Exists(static seat => seat.Ledger.Life is not (Life.Ended or Life.Failed)) && _tally.Violations.Count == 0)
            {
                Watch(replaces: false);
                _lastProgress = Stopwatch.GetTimestamp();
                Kernel.Pause(TimeSpan.FromMilliseconds(1));
            }

            foreach (Seat seat in leaving)
            {
                _seats.Remove(seat);
                if (isPolite && seat.Ledger.Life is Life.Ended or Life.Failed)
                {
                    BuryEnded(seat);
                }
                else
                {
                    _ = Kernel.Kill(seat.Process, Kernel.SignalKill);
                    BuryKilled([new(seat.Ledger, seat.Process, WasStopped: false)]);
                }
            }
        }
    }

    private void RemoveFiles()
    {
        Environment.SetEnvironmentVariable("TYPEDMQ_ROOT", _rootBefore);
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>Who was killed and is to be buried.</summary>
    private readonly record struct Corpse(Ledger Ledger, int Process, bool WasStopped);
}
