using System.Collections.Concurrent;
using System.Diagnostics;
using TypedMq.Tests.Support;
using TypedMq.Transports;
using TypedMq.Transports.FastMq;

namespace TypedMq.Tests.FastMq;

/// <summary>
/// A hostile peer writes anything anywhere into a queue while others use it. It can spoil what they exchange, and make them say so; it cannot
/// crash them, nor keep them for ever.
/// </summary>
[Trait("Transport", "fastmq")]
[Trait("Layer", "typed")]
public sealed class FastMqScribblerTests : FastMqTest
{
    private readonly ConcurrentDictionary<string, long> _outcomes = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly TimeSpan _duration = Soak.For(TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(10));
    private readonly CancellationTokenSource _end = new();

    [Theory]
    [InlineData(MqTopology.ManyToMany, 1)]
    [InlineData(MqTopology.OneToOne, 2)]
    [Trait("Accepts", "R7")]
    [Trait("Accepts", "T3")]
    [Trait("Accepts", "T4")]
    [Trait("Accepts", "T9")]
    public async Task Whatever_other_mappings_write_no_operation_fails_but_by_a_named_error_and_none_hangs(MqTopology topology, int seed)
    {
        MqQueueOptions options = Options() with { Capacity = 16, MaxMessageBytes = 200, MaxPriorities = topology == MqTopology.ManyToMany ? 4 : null, Topology = topology };
        List<MqQueue> handles = [Transport.Open(options), Transport.Open(options)];
        using Scribbler scribbler = new(Map(), seed, heals: true);
        using RunningChild child = Child("scribble", Name().Value, $"{seed + 100}");
        Assert.Equal("ready", child.ReadLine());
        scribbler.Start();
        List<Thread> threads =
        [
            Worker(handles[0], Look),
            Worker(handles[1], (queue, _) => queue.Wait(MqDirection.Receive, MqDeadline.After(Bound), _end.Token)),
            Worker(handles[0], (queue, _) => Attempt("look from outside", () => FastMqAttributes.Read(queue.Name.Value))),
            Worker(handles[1], (_, _) => Transport.Open(options).Dispose()),
        ];
        if (topology == MqTopology.ManyToMany)
        {
            threads.AddRange([Worker(handles[0], Exchange), Worker(handles[1], Exchange), Worker(handles[0], (queue, random) => queue.TryDiscardOldest(random.Next(4)))]);
        }
        else
        {
            // What is lost here stops both sides, until others come.
            threads.Add(Worker(null!, (_, random) => Visit(options, random)));
        }

        Task[] waits = [.. Enumerable.Range(0, 4).Select(i => AwaitAllTheTime(handles[i % 2], i < 2 ? MqDirection.Receive : MqDirection.Send))];
        Finish(threads);
        await Task.WhenAll(waits).WaitAsync(Bound);
        child.WriteLine("end");
        Assert.InRange(long.Parse(child.ReadLine(), System.Globalization.CultureInfo.InvariantCulture), 1000, long.MaxValue);
        Assert.InRange(scribbler.Stop(), 1000, long.MaxValue);

        // Whatever is left there now, handles end, and the name is good again.
        handles.ForEach(static queue => queue.Dispose());
        Assert.True(Transport.Delete(Name()));
        MqQueue next = Open(options);
        Assert.True(TrySend(next, [1]));
        Assert.Equal([1], TryReceive(next));
        Assert.All(["sent", "received"], outcome => Assert.True(_outcomes.GetValueOrDefault(outcome) >= 100, Outcomes()));
    }

    [Fact]
    [Trait("Accepts", "R7")]
    [Trait("Accepts", "R8")]
    [Trait("Accepts", "T4")]
    public void What_is_read_in_place_may_change_while_it_is_read_and_costs_no_more_than_the_message()
    {
        string[] names = [Name("ticks").Value, Name("stories").Value];
        using MqNode node = MqNode.Create(options => options.UseFastMq());
        IScribbledTicks ticks = node.Open<IScribbledTicks>(options => (options.Name, options.Capacity) = (names[0], 4));
        IScribbledStories stories = node.Open<IScribbledStories>(options => (options.Name, options.Capacity) = (names[1], 4));
        using Scribbler first = new(Map("ticks"), 3, heals: true);
        using Scribbler second = new(Map("stories"), 4, heals: true);
        first.Start();
        second.Start();
        ScribbledStory story = new(7, string.Concat(Enumerable.Repeat("Grüße, 世界! ", 12)), [.. Enumerable.Range(0, 50)], new() { ["a"] = 1, ["ß"] = 2 });
        long[] sum = [0];
        List<Thread> threads =
        [
            Worker(null!, Ticks), Worker(null!, Ticks), Worker(null!, Stories), Worker(null!, Stories),
        ];
        Finish(threads);
        Assert.All(["sent", "received", "seen"], outcome => Assert.True(_outcomes.GetValueOrDefault(outcome) >= 100, Outcomes()));
        Assert.True(_outcomes.Keys.Any(static outcome => outcome is not ("sent" or "received" or "seen")), "Nobody was hurt.");

        void Ticks(MqQueue _, Random random)
        {
            Count("sent", ticks.TrySend(new(1, 2, random.Next(), 4)));
            Count("received", ticks.TryReceive(out ScribbledTick _));
            Count("sent", ticks.TrySend(new(1, 2, random.Next(), 4)));
            Count("seen", ticks.TryReceiveView(sum, static (view, sum) => sum[0] += view.Value.Volume + view.Value.Time));
        }

        void Stories(MqQueue _, Random random)
        {
            Count("sent", stories.TrySend(story));
            Count("received", stories.TryReceive(out ScribbledStory? _));
            Count("sent", stories.TrySend(story));
            Count("seen", stories.TryReceiveView(sum, See));
        }

        static void See(scoped ScribbledStoryView view, long[] sum)
        {
            foreach (int code in view.Codes)
            {
                sum[0] += code;
            }

            foreach (var total in view.Totals)
            {
                sum[0] += total.Key.ToString().Length + (long)total.Value.Decode();
            }

            sum[0] += view.Text.Length;
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _end.Dispose();
    }

    private void Visit(MqQueueOptions options, Random random)
    {
        using MqQueue queue = Transport.Open(options);
        for (int i = 0; i < 200 && !_end.IsCancellationRequested; i++)
        {
            Attempt("a visit", () => Exchange(queue, random));
        }
    }

    private void Exchange(MqQueue queue, Random random)
    {
        Send(queue, random);
        Receive(queue, random);
    }

    private void Send(MqQueue queue, Random random)
    {
        MqEnvelope envelope = random.Next(2) == 0 ? default : new() { Tag = 5, CorrelationId = 7, Fields = MqEnvelopeFields.CorrelationId };
        if (!queue.TryClaim(in envelope, queue is PoolQueue ? random.Next(4) : 0, out MqClaim claim))
        {
            return;
        }

        claim.Payload.Fill((byte)random.Next());
        if (random.Next(8) == 0)
        {
            queue.Abort(ref claim);
        }
        else
        {
            Count("sent", queue.TryCommit(ref claim, random.Next(claim.Payload.Length + 1)));
        }
    }

    private void Receive(MqQueue queue, Random random)
    {
        if (!queue.TryReceive(out MqLease lease))
        {
            return;
        }

        int sum = 0;
        foreach (byte one in lease.Payload)
        {
            sum += one;
        }

        Count("received", sum + lease.ReadEnvelope().Tag + lease.DeliveryCount > 0);
        if (random.Next(4) == 0)
        {
            queue.Abandon(ref lease);
        }
        else
        {
            queue.Complete(ref lease);
        }
    }

    private void Look(MqQueue queue, Random random)
    {
        Count("looked", queue.TryPeek(random.Next(18), new byte[200], out _, out _));
        queue.GetAttributes();
        queue.Wait(MqDirection.Send, MqDeadline.After(TimeSpan.FromMilliseconds(1)), default);
    }

    private Task AwaitAllTheTime(MqQueue queue, MqDirection direction) => Task.Run(async () =>
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await queue.WaitAsync(direction, _end.Token);
            }
            catch (Exception error) when (error is MqException or OperationCanceledException)
            {
                await Task.Yield();
            }
        }
    });

    private Thread Worker(MqQueue queue, Action<MqQueue, Random> work)
    {
        int seed = work.Method.Name.Length + Environment.CurrentManagedThreadId;
        Thread thread = new(() =>
        {
            Random random = new(seed);
            while (!_end.IsCancellationRequested)
            {
                Attempt("unexpected", () => work(queue, random));
            }
        })
        { IsBackground = true };
        thread.Start();
        return thread;
    }

    /// <summary>Ends all when the time is over.</summary>
    private void Finish(List<Thread> threads)
    {
        Until(() => _watch.Elapsed > _duration || _outcomes.Keys.Any(static key => key.StartsWith("unexpected", StringComparison.Ordinal)), "The time never ends.", _duration + Bound);
        _end.Cancel();
        Assert.All(threads, static thread => Assert.True(thread.Join(Bound), "An operation does not end."));
        Assert.DoesNotContain(_outcomes.Keys, static key => key.StartsWith("unexpected", StringComparison.Ordinal));
    }

    private void Attempt(string what, Action action)
    {
        try
        {
            action();
        }
        catch (MqException error)
        {
            Count(error.GetType().Name, true);
        }
        catch (OperationCanceledException)
        {
        }
        catch (InvalidOperationException error) when (error.Message.Contains("was settled before", StringComparison.Ordinal))
        {
            // The state of the slot says that it is not ours: there is no way to know that it lies.
            Count("settled by somebody else", true);
        }
        catch (Exception error)
        {
            Count($"unexpected in {what}: {error}", true);
        }
    }

    private string Outcomes() => string.Join(", ", _outcomes.Select(static outcome => $"{outcome.Key} {outcome.Value}"));

    private void Count(string outcome, bool happened)
    {
        if (happened)
        {
            _outcomes.AddOrUpdate(outcome, 1, static (_, count) => count + 1);
        }
    }
}

/// <summary>Sent as its memory.</summary>
[MqContract("scribbled-tick", Layout = MqLayout.Raw)]
public readonly record struct ScribbledTick(long Time, double Price, int Volume, int Flags);

[MqView(typeof(ScribbledTick))]
public readonly ref partial struct ScribbledTickView;

[MqChannel("scribbled-ticks")]
public interface IScribbledTicks : IMqQueue<ScribbledTick>, IMqViewReceiver<ScribbledTickView>;

/// <summary>Text, counts and keys, of which each could lie.</summary>
[MqContract("scribbled-story")]
public sealed record ScribbledStory(long Id, string Text, List<int> Codes, Dictionary<string, double> Totals);

[MqView(typeof(ScribbledStory))]
public readonly ref partial struct ScribbledStoryView;

[MqChannel("scribbled-stories", MaxMessageBytes = 1000)]
public interface IScribbledStories : IMqQueue<ScribbledStory>, IMqViewReceiver<ScribbledStoryView>;
