using System.Text;
using HostWatch;

namespace Samples.Tests;

public sealed class ProcFilesTests
{
    [Fact]
    public void Cores_are_read_and_their_sum_is_left_out()
    {
        List<CoreTimes> cores = [];

        CoreTimes.Parse(
            """
            cpu  300 4 60 1500 30 6 8 2 10 0
            cpu0 100 2 20 700 10 2 3 1 5 0
            cpu1 200 2 40 800 20 4 5 1 5 0
            intr 1234 0 0
            ctxt 5678
            """u8,
            cores);

        Assert.Equal([new(0, Busy: 128, Total: 838), new(1, Busy: 252, Total: 1072)], cores);
    }

    [Fact]
    public void A_core_line_of_an_old_kernel_without_steal_and_guest_time_is_read()
    {
        List<CoreTimes> cores = [];

        CoreTimes.Parse("cpu3 1 2 3 4 5 6 7\n"u8, cores);

        Assert.Equal([new(3, Busy: 19, Total: 28)], cores);
    }

    [Fact]
    public void Memory_in_use_is_what_is_not_available()
    {
        Assert.True(MemoryUse.TryParse("MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    400 kB\n"u8, out MemoryUse use));

        Assert.Equal(new(Used: 600 * 1024, Total: 1000 * 1024), use);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MemTotal: 1000 kB\n")]
    [InlineData("MemAvailable: 1000 kB\n")]
    public void Memory_is_not_guessed_when_the_file_lacks_it(string file) => Assert.False(MemoryUse.TryParse(Encoding.UTF8.GetBytes(file), out _));

    [Fact]
    public void Disks_are_read_without_partitions_loops_and_unused_ones()
    {
        List<DiskCounters> disks = [];

        DiskCounters.Parse(
            """
               7       0 loop0 50 0 100 5 0 0 0 0 0 5 5
             259       0 nvme0n1 1000 10 4000 300 2000 20 8000 600 0 750 900 0 0 0 0 10 5
             259       1 nvme0n1p1 900 10 3900 290 1900 20 7900 590 0 740 880
               8       0 sda 0 0 0 0 0 0 0 0 0 0 0
            """u8,
            static name => !name.EndsWith("p1", StringComparison.Ordinal),
            disks);

        Assert.Equal([new("nvme0n1", BytesRead: 4000 * 512, BytesWritten: 8000 * 512, BusyMilliseconds: 750)], disks);
    }

    [Fact]
    public void Network_interfaces_are_read_also_without_a_space_after_the_colon_and_with_a_colon_in_the_name()
    {
        List<NetworkCounters> interfaces = [];

        NetworkCounters.Parse(
            """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo:     500       5    0    0    0     0          0         0      500       5    0    0    0     0       0          0
              eth0:123456 7 0 0 0 0 0 0 654321 8 0 0 0 0 0 0
            eth0:1: 10 1 0 0 0 0 0 0 20 1 0 0 0 0 0 0
              idle: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
            """u8,
            interfaces);

        Assert.Equal([new("lo", 500, 500), new("eth0", 123456, 654321), new("eth0:1", 10, 20)], interfaces);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("Web Content")]
    [InlineData("tricky) S 1 (x")]
    [InlineData("((sd-pam))")]
    [InlineData(")")]
    [InlineData("")]
    public void A_process_is_read_whatever_its_name(string name)
    {
        string file = $"4711 ({name}) S 1 4711 4711 0 -1 4194560 1000 2000 3 4 250 50 7 8 20 0 1 0 98765 22528000 1300 18446744073709551615 1 1 0\n";

        Assert.True(ProcessTimes.TryParse(Encoding.UTF8.GetBytes(file), out ProcessTimes times, out ReadOnlySpan<byte> read));

        Assert.Equal(new(4711, StartedAt: 98765, Ticks: 300, ResidentPages: 1300), times);
        Assert.Equal(name, Encoding.UTF8.GetString(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("4711")]
    [InlineData("4711 (bash")]
    [InlineData("() S 1")]
    [InlineData("x (bash) S 1 1 1 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 5 0 0")]
    [InlineData("4711 (bash) S 1 4711")]
    public void What_is_no_process_is_refused(string file) => Assert.False(ProcessTimes.TryParse(Encoding.UTF8.GetBytes(file), out _, out _));

    [Fact]
    public void Control_characters_in_a_name_do_not_reach_the_terminal_and_long_names_are_cut()
    {
        Assert.Equal("evil?[2Jname", ProcFields.Name("evil\u001b[2Jname"u8));
        Assert.Equal(32, ProcFields.Name(Encoding.UTF8.GetBytes(new string('x', 500))).Length);
        Assert.Equal("a\uFFFDb", ProcFields.Name([(byte)'a', 0xFF, (byte)'b']));
    }

    [Fact]
    public void Numbers_beyond_what_a_field_can_hold_or_no_numbers_count_as_zero()
    {
        ProcFields fields = new("18446744073709551616 12x 7"u8);

        Assert.Equal(0, fields.NextNumber());
        Assert.Equal(0, fields.NextNumber());
        Assert.Equal(7, fields.NextNumber());
        Assert.Equal(0, fields.NextNumber());
    }
}
