using System.Diagnostics;
using System.Runtime.InteropServices;
using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Tests.Support;

namespace TypedMq.Tests.SysV;

/// <summary>What <c>semget(2)</c>, <c>semop(2)</c> and <c>semctl(2)</c> promise.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "raw")]
public sealed class RawSysVSemaphoreTests : RawSysVTest
{
    private const int WindowChanged = 28;

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    [Trait("Accepts", "S8")]
    public void A_set_is_created_once_and_found_with_as_many_semaphores_at_most()
    {
        SysVKey key = UnusedKey();
        Fails(Errno.ENOENT, () => SysVSemaphoreSet.Open(key));
        Fails(Errno.EINVAL, () => SysVSemaphoreSet.Create(key, 0));
        Fails(Errno.EINVAL, () => SysVSemaphoreSet.Create(key, SysVSemaphoreSet.GetLimits().MaxSemaphoresPerSet + 1));
        SysVSemaphoreSet set = Track(SysVSemaphoreSet.Create(key, 3));
        Fails(Errno.EEXIST, () => SysVSemaphoreSet.Create(key, 3));
        Assert.Equal(set.Id, SysVSemaphoreSet.Open(key).Id);
        Assert.Equal(set.Id, SysVSemaphoreSet.Open(key, 2).Id);
        Assert.Equal(set.Id, SysVSemaphoreSet.OpenOrCreate(key, 3).Id);
        Fails(Errno.EINVAL, () => SysVSemaphoreSet.Open(key, 4));
        Assert.NotEqual(New(1).Id, New(1).Id);
        Assert.Throws<ArgumentException>(() => SysVSemaphoreSet.Open(SysVKey.Private));
    }

    [Fact]
    [Trait("Accepts", "S8")]
    public void Values_are_set_and_read_one_by_one_and_all_at_once()
    {
        SysVSemaphoreSet set = New(3);
        set.SetAll([1, 2, 32767]);
        set.SetValue(1, 7);
        Assert.Equal(7, set.GetValue(1));
        Assert.Equal([1, 7, 32767], set.GetAll());
        Fails(Errno.ERANGE, () => set.SetValue(0, 32768));
        Fails(Errno.ERANGE, () => set.SetValue(0, -1));
        Fails(Errno.EINVAL, () => set.GetValue(3));
        Assert.Throws<ArgumentException>(() => set.SetAll([1, 2]));
        Assert.Throws<ArgumentException>(() => set.SetAll([1, 2, 3, 4]));
        Assert.Equal([1, 7, 32767], set.GetAll());
    }

    [Fact]
    [Trait("Accepts", "S8")]
    public void Operations_are_done_in_their_order_all_of_them_or_none()
    {
        SysVSemaphoreSet set = New(2);

        // In the other order the second one would have to wait.
        set.Operate([new(0, 2), new(0, -1), new(1, 5)]);
        Assert.Equal([1, 5], set.GetAll());
        Fails(Errno.EAGAIN, () => set.Operate([new(1, -1), new(0, -2, NoWait: true)]));
        Assert.False(set.TryOperate([new(1, -1), new(0, -2)], TimeSpan.Zero));
        Fails(Errno.ERANGE, () => set.Operate([new(1, -1), new(0, 32767)]));
        Fails(Errno.EFBIG, () => set.Operate([new(1, -1), new(2, 1)]));
        Fails(Errno.EINVAL, () => set.Operate([]));
        Fails(Errno.E2BIG, () => set.Operate(new SysVSemaphoreOperation[SysVSemaphoreSet.GetLimits().MaxOperations + 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Operate([new(0, 32768)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Operate([new(-1, 1)]));
        Assert.Equal([1, 5], set.GetAll());
        Assert.Equal(Environment.ProcessId, set.GetLastProcess(1));
    }

    [Fact]
    [Trait("Accepts", "S8")]
    public async Task Who_waits_is_counted_and_wakes_when_the_value_is_there()
    {
        SysVSemaphoreSet set = New(1);
        NativeThread waiter = new(() => set.Wait(0));
        waiter.WaitUntilItIsIn(SystemCallNumber.SemTimedOperation);
        Assert.Equal((1, 0), (set.GetIncreaseWaiters(0), set.GetZeroWaiters(0)));
        set.Post(0);
        await waiter.Completion;
        Assert.Equal(0, set.GetValue(0));

        set.Post(0);
        NativeThread forZero = new(() => set.WaitForZero(0));
        forZero.WaitUntilItIsIn(SystemCallNumber.SemTimedOperation);
        Assert.Equal((0, 1), (set.GetIncreaseWaiters(0), set.GetZeroWaiters(0)));
        Assert.False(set.WaitForZero(0, TimeSpan.Zero));
        set.Wait(0);
        await forZero.Completion;
        Assert.True(set.WaitForZero(0, TimeSpan.Zero));
    }

    [Fact]
    public void A_wait_ends_at_its_timeout_never_before_and_hardly_after()
    {
        SysVSemaphoreSet set = New(1);
        TimeSpan best = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < 5 && best > Short + TimeSpan.FromMilliseconds(20); attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            Assert.False(set.Wait(0, Short));
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            Assert.True(elapsed >= Short, $"It ended after {elapsed}.");
            best = elapsed < best ? elapsed : best;
        }

        Assert.InRange(best, Short, Short + TimeSpan.FromMilliseconds(20));
        set.Post(0);
        Assert.True(set.Wait(0, TimeSpan.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Wait(0, TimeSpan.FromSeconds(-2)));
    }

    [Fact]
    [Trait("Accepts", "S9")]
    [Trait("Accepts", "G31")]
    public async Task A_storm_of_signals_neither_ends_a_wait_nor_lengthens_it()
    {
        SysVSemaphoreSet set = New(1);
        using PosixSignalRegistration handler = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, static context => context.Cancel = true);
        TimeSpan best = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < 5 && best > Short + TimeSpan.FromMilliseconds(20); attempt++)
        {
            TimeSpan elapsed = default;
            NativeThread waiter = new(() =>
            {
                long start = Stopwatch.GetTimestamp();
                Assert.False(set.Wait(0, Short));
                elapsed = Stopwatch.GetElapsedTime(start);
            });
            waiter.WaitUntilItIsIn(SystemCallNumber.SemTimedOperation);
            while (!waiter.HasEnded)
            {
                waiter.Interrupt(WindowChanged);
                Thread.Yield();
            }

            await waiter.Completion;
            Assert.True(elapsed >= Short, $"It ended after {elapsed}.");
            best = elapsed < best ? elapsed : best;
        }

        Assert.InRange(best, Short, Short + TimeSpan.FromMilliseconds(20));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Accepts", "S8")]
    public async Task A_lock_of_a_killed_process_is_free_again_when_it_was_taken_with_undo(bool undo)
    {
        SysVSemaphoreSet set = New(1);
        set.Post(0);
        using RunningChild child = new("/", [], "sysv-raw", "hold", $"{set.Id}", $"{undo}");
        Assert.Equal("taken", child.ReadLine());
        Assert.Equal(0, set.GetValue(0));
        if (undo)
        {
            NativeThread waiter = new(() => set.Wait(0));
            waiter.WaitUntilItIsIn(SystemCallNumber.SemTimedOperation);
            child.Kill();
            await waiter.Completion;
        }
        else
        {
            child.Kill();
            Assert.False(set.Wait(0, TimeSpan.Zero));
        }
    }

    [Fact]
    [Trait("Accepts", "S8")]
    [Trait("Accepts", "V50")]
    public async Task Removal_wakes_who_waits()
    {
        SysVSemaphoreSet set = New(1);
        NativeThread waiter = new(() => Fails(Errno.EIDRM, () => set.Wait(0)));
        waiter.WaitUntilItIsIn(SystemCallNumber.SemTimedOperation);
        set.Remove();
        await waiter.Completion;
        Fails(Errno.EINVAL, () => set.Post(0));
        Fails(Errno.EINVAL, set.Remove);
    }

    [Fact]
    public void Status_tells_who_owns_the_set_and_whether_it_was_ever_used()
    {
        SysVKey key = UnusedKey();
        SysVSemaphoreSet set = Track(SysVSemaphoreSet.Create(key, 4));
        SysVSemaphoreStatus status = set.GetStatus();
        Assert.Equal((key, 4), (status.Permissions.Key, status.Count));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, status.Permissions.Mode);
        Assert.Null(status.LastOperation);
        Assert.InRange(status.Changed!.Value, DateTimeOffset.UtcNow.AddSeconds(-30), DateTimeOffset.UtcNow);
        set.Post(3);
        Assert.InRange(set.GetStatus().LastOperation!.Value, DateTimeOffset.UtcNow.AddSeconds(-30), DateTimeOffset.UtcNow);
        set.SetPermissions(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead, set.GetStatus().Permissions.Mode);
    }

    [Fact]
    public async Task Of_many_who_create_one_set_with_values_all_find_the_values_set_once()
    {
        const int Peers = 8;
        SysVKey key = UnusedKey();
        SysVSemaphoreSet[] sets = new SysVSemaphoreSet[Peers];
        using Barrier barrier = new(Peers);
        try
        {
            NativeThread[] threads =
            [
                .. Enumerable.Range(0, Peers).Select(i => new NativeThread(() =>
                {
                    barrier.SignalAndWait();
                    sets[i] = SysVSemaphoreSet.OpenOrCreate(key, [32767, 5, 0], UnixFileMode.UserRead | UnixFileMode.UserWrite, Bound);
                    Assert.True(sets[i].Wait(0, TimeSpan.Zero), "Its values were not set yet.");
                })),
            ];
            foreach (NativeThread thread in threads)
            {
                await thread.Completion;
            }

            Assert.Single(sets.Select(static set => set.Id).Distinct());
            Assert.Equal([32767 - Peers, 5, 0], sets[0].GetAll());
        }
        finally
        {
            SystemVCalls.RemoveSemaphores(SystemVCalls.GetSemaphores(key.Value, 0, 0));
        }
    }

    [Fact]
    public void A_set_that_never_gets_its_values_is_reported_and_not_used()
    {
        SysVKey key = UnusedKey();
        SysVSemaphoreSet set = Track(SysVSemaphoreSet.Create(key, 1));
        MqSystemCallException error = Assert.Throws<MqSystemCallException>(() => SysVSemaphoreSet.OpenOrCreate(key, [1], UnixFileMode.UserRead | UnixFileMode.UserWrite, TimeSpan.FromMilliseconds(20)));
        Assert.Equal(Errno.ETIMEDOUT, error.Errno);
        Assert.Contains($"System V semaphore set {set.Id} has not set its values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_whose_values_are_refused_is_not_left_behind()
    {
        SysVKey key = UnusedKey();
        Fails(Errno.ERANGE, () => SysVSemaphoreSet.OpenOrCreate(key, [40000], UnixFileMode.UserRead | UnixFileMode.UserWrite, Bound));
        Fails(Errno.ENOENT, () => SysVSemaphoreSet.Open(key));
    }

    [Fact]
    public void Operating_allocates_nothing()
    {
        SysVSemaphoreSet set = New(1);
        Exchange();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Exchange()
        {
            for (int i = 0; i < 100; i++)
            {
                set.Post(0);
                set.Wait(0, Short);
            }
        }
    }

    private SysVSemaphoreSet New(int count) => Track(SysVSemaphoreSet.Create(SysVKey.Private, count));
}
