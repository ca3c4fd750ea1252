using TypedMq.Interop;
using TypedMq.Native;
using TypedMq.Tests.Support;

namespace TypedMq.Tests.SysV;

/// <summary>Keys: explicit, private, and derived from files.</summary>
[Trait("Transport", "sysv")]
[Trait("Layer", "raw")]
public sealed class SysVKeyTests : RawSysVTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedmq-tests-");

    [SkippableFact]
    [Trait("Accepts", "S1")]
    public void Ftok_gives_the_same_key_as_in_C()
    {
        CProgram.SkipWithoutCompiler();
        string program = CProgram.Compile(_folder.FullName, """
            #include <stdio.h>
            #include <stdlib.h>
            #include <sys/ipc.h>
            int main(int count, char **arguments) {
                for (int i = 1; i + 1 < count; i += 2) {
                    printf("%d\n", (int)ftok(arguments[i], atoi(arguments[i + 1])));
                }
            }
            """);
        string file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");
        (string Path, int Id)[] cases = [(file, 'A'), (file, 1), (file, 255), (file, 0x1FF), (_folder.FullName, 7), ("/", 'Z'), ("/proc/self/status", 3)];

        (int exitCode, string output) = ChildProcess.Run([program, .. cases.SelectMany(pair => new[] { pair.Path, $"{pair.Id}" })], _folder.FullName);

        Assert.Equal(0, exitCode);

        // /proc/self is another file in another process; the others are the same.
        string[] keys = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(keys[..6], cases[..6].Select(pair => $"{SysVKey.Ftok(pair.Path, pair.Id).Value}"));
    }

    [Fact]
    [Trait("Accepts", "S1")]
    public void Ftok_counts_only_the_low_eight_bits_of_the_id_and_refuses_zero()
    {
        Assert.Equal(SysVKey.Ftok("/", 0x01), SysVKey.Ftok("/", 0x101));
        Assert.NotEqual(SysVKey.Ftok("/", 0x01), SysVKey.Ftok("/", 0x02));
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVKey.Ftok("/", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVKey.Ftok("/", 0x100));
    }

    [Fact]
    [Trait("Accepts", "S1")]
    public void Ftok_needs_a_file_that_exists()
    {
        MqSystemCallException error = Assert.Throws<MqSystemCallException>(() => SysVKey.Ftok(Path.Combine(_folder.FullName, "absent"), 1));
        Assert.Equal("ftok", error.Call);
        Assert.Equal(Errno.ENOENT, error.Errno);
    }

    [Fact]
    [Trait("Accepts", "V33")]
    public void A_key_that_happens_to_be_zero_is_never_the_private_one()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SysVKey(0));
        Assert.True(SysVKey.Private.IsPrivate);
        Assert.True(default(SysVKey).IsPrivate);
        Assert.Throws<ArgumentException>(() => SysVMq.Open(SysVKey.Private));
    }

    [Fact]
    public void A_key_reads_as_ipcs_shows_it()
    {
        Assert.Equal("0x0000beef", new SysVKey(0xBEEF).ToString());
        Assert.Equal("0xffffffff", new SysVKey(-1).ToString());
        Assert.Equal("IPC_PRIVATE", SysVKey.Private.ToString());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Delete(recursive: true);
    }
}
