using System.CommandLine;
using HostWatch;

namespace Samples.Tests;

public sealed class CommandLineTests
{
    private SupervisorOptions? _supervised;
    private RoleOptions? _role;

    [Fact]
    public void Without_arguments_it_runs_until_it_is_stopped()
    {
        Invoke();

        Assert.Null(_supervised!.Duration);
        Assert.False(_supervised.Chaos);
        Assert.Equal(TimeSpan.FromMilliseconds(250), _supervised.Interval);
    }

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("10s", 10)]
    [InlineData("1.5s", 1.5)]
    [InlineData("2m", 120)]
    [InlineData("24h", 86_400)]
    public void Durations_have_a_number_and_a_unit(string text, double seconds)
    {
        Invoke("--for", text, "--chaos");

        Assert.Equal(TimeSpan.FromSeconds(seconds), _supervised!.Duration);
        Assert.True(_supervised.Chaos);
    }

    [Theory]
    [InlineData("banana", "'banana' is no duration: write a number and a unit (ms, s, m, h), from 100ms to 24h, for example 10s or 2m.")]
    [InlineData("0", "'0' is no duration")]
    [InlineData("10", "'10' is no duration")]
    [InlineData("s", "'s' is no duration")]
    [InlineData("-5s", "'-5s' is no duration")]
    [InlineData("1,5s", "'1,5s' is no duration")]
    [InlineData("NaNs", "'NaNs' is no duration")]
    [InlineData("0s", "'0s' is out of range: from 100ms to 24h.")]
    [InlineData("25h", "'25h' is out of range: from 100ms to 24h.")]
    [InlineData("99999999999999999999999999h", "is out of range")]
    public void A_wrong_duration_is_refused_by_saying_what_would_be_right(string text, string message)
    {
        Assert.Contains(message, string.Join('\n', Errors("--for=" + text)), StringComparison.Ordinal);
        Assert.StartsWith("--for: ", Errors("--for=" + text)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--banana")]
    [InlineData("banana")]
    [InlineData("--for")]
    [InlineData("--interval", "1ms")]
    [InlineData("role", "analyst")]
    [InlineData("role", "nobody", "--run", "/tmp", "--incarnation", "1")]
    [InlineData("role", "analyst", "--run", "/", "--incarnation", "1")]
    public void Other_wrong_input_is_refused(params string[] arguments) => Assert.NotEmpty(Errors(arguments));

    [Fact]
    public void The_supervisor_and_its_roles_understand_each_other()
    {
        RunFolder run = HostWatchRun.Create();
        try
        {
            RoleOptions told = new(Role.Analyst, run, 17, TimeSpan.FromMilliseconds(40), Plain: true, Port: 5123);

            Invoke([.. RoleCommandLine.For(told).ArgumentList.SkipWhile(static argument => argument != RoleCommandLine.Command)]);

            Assert.Equal(told, _role);
        }
        finally
        {
            run.Delete();
        }
    }

    [Theory]
    [InlineData("hostwatch-123-events", 123)]
    [InlineData("hostwatch-4-AbCdEf", 4)]
    public void Queues_and_folders_name_their_supervisor(string name, int expected)
    {
        Assert.True(RunFolder.TryGetSupervisor(HostWatchRun.Program, name, out int supervisor));
        Assert.Equal(expected, supervisor);
    }

    [Theory]
    [InlineData("hostwatch-")]
    [InlineData("hostwatch-events")]
    [InlineData("hostwatch--1-x")]
    [InlineData("hostwatch-12")]
    [InlineData("orders")]
    public void Other_names_are_not_ours(string name) => Assert.False(RunFolder.TryGetSupervisor(HostWatchRun.Program, name, out _));

    private RootCommand Create() => CommandLine.Create(
        options => Keep(_supervised = options),
        options => Keep(_role = options));

    private void Invoke(params string[] arguments)
    {
        ParseResult parsed = Create().Parse(arguments);
        Assert.Empty(parsed.Errors);
        Assert.Equal(0, parsed.Invoke());
    }

    private List<string> Errors(params string[] arguments) => [.. Create().Parse(arguments).Errors.Select(static error => error.Message)];

    private static Task<int> Keep(object _) => Task.FromResult(0);
}
