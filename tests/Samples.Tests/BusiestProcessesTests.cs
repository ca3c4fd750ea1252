using System.Globalization;
using HostWatch;

namespace Samples.Tests;

/// <summary>Against a folder that stands for <c>/proc</c>.</summary>
public sealed class BusiestProcessesTests : IDisposable
{
    private readonly string _proc = Directory.CreateTempSubdirectory("fake-proc-").FullName;

    public void Dispose() => Directory.Delete(_proc, recursive: true);

    [Fact]
    public void The_first_look_finds_nobody_because_nothing_is_known_about_before()
    {
        Put(1, startedAt: 10, ticks: 1000);

        Assert.Empty(Finder(3).Look());
    }

    [Fact]
    public void Those_who_worked_since_the_last_look_come_busiest_first_and_no_more_than_asked_for()
    {
        BusiestProcesses finder = Finder(2);
        Put(1, startedAt: 10, ticks: 9000);
        Put(2, startedAt: 20, ticks: 0);
        Put(3, startedAt: 30, ticks: 0);
        Put(4, startedAt: 40, ticks: 0);
        finder.Look();
        Put(2, startedAt: 20, ticks: 5);
        Put(3, startedAt: 30, ticks: 50);
        Put(4, startedAt: 40, ticks: 20);

        Assert.Equal([(3, 50L), (4, 20L)], finder.Look().Select(found => (found.Times.Id, found.RecentTicks)));
    }

    [Fact]
    public void A_process_that_disappears_is_forgotten_without_a_word()
    {
        BusiestProcesses finder = Finder(3);
        Put(1, startedAt: 10, ticks: 0);
        Put(2, startedAt: 20, ticks: 0);
        finder.Look();
        Directory.Delete(Path.Combine(_proc, "1"), recursive: true);
        File.Delete(Path.Combine(_proc, "2", "stat")); // its folder is listed, but it is gone when it is read

        Assert.Empty(finder.Look());
    }

    [Fact]
    public void A_new_process_with_the_id_of_an_old_one_does_not_inherit_its_counters()
    {
        BusiestProcesses finder = Finder(3);
        Put(1, startedAt: 10, ticks: 100);
        finder.Look();
        Put(1, startedAt: 99, ticks: 500);
        Assert.Empty(finder.Look());
        Put(1, startedAt: 99, ticks: 507);

        Assert.Equal(7, Assert.Single(finder.Look()).RecentTicks);
    }

    private BusiestProcesses Finder(int count) => new(new ProcFile(_proc), count);

    private void Put(int id, long startedAt, long ticks)
    {
        string folder = Path.Combine(_proc, id.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "stat"), $"{id} (test) R 1 1 1 0 -1 0 0 0 0 0 {ticks} 0 0 0 20 0 1 0 {startedAt} 4096 1\n");
    }
}
