using System.Diagnostics;
using TypedMq.Tests.Catalogue;

namespace TypedMq.Tests.Fuzz;

/// <summary>
/// Reads hostile bytes as a contract and skips them. They become a value or an <see cref="MqDecodeException"/>, soon, and without allocating what
/// they cannot pay for. A failure names the contract and the bytes: <c>ZooContract.All[name].Consume(Convert.FromHexString(hex))</c>,
/// or <c>ConsumeInto</c> where their number is odd.
/// </summary>
internal static class FuzzRun
{
    /// <summary>
    /// How much may be allocated for each byte of a message. The worst is a list on each of the 64 levels that announces all bytes that follow: each
    /// takes 8 bytes for every one of them ahead of its elements (450 in all where it is tried). Anything else stays below 300: a byte is at least
    /// 0x90, a contract whose members are all absent, which costs its object, what its initialisers make, and a place in a list that doubles.
    /// </summary>
    public const int BytesPerByte = 512;

    /// <summary>What a refusal costs: an exception, its message, its stack.</summary>
    public const int Constant = 16 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    /// <summary>How many inputs a test tries: <c>TYPEDMQ_FUZZ_ITERATIONS</c>, or a million.</summary>
    public static int Iterations { get; } = int.TryParse(Environment.GetEnvironmentVariable("TYPEDMQ_FUZZ_ITERATIONS"), out int count) ? count : 1_000_000;

    /// <summary>Reads and skips one input.</summary>
    public static void Try(ZooContract contract, ReadOnlySpan<byte> bytes)
    {
        Measure(contract, bytes, out TimeSpan elapsed, out long allocated);

        // Another process or the first use of some code may have been in the way: only what happens again is the input's doing.
        for (int again = 0; again < 3 && (elapsed > Limit || allocated > Allowance(bytes)); again++)
        {
            Measure(contract, bytes, out elapsed, out allocated);
        }

        if (elapsed > Limit)
        {
            Fail(contract, bytes, $"takes {elapsed.TotalMilliseconds} ms");
        }

        if (allocated > Allowance(bytes))
        {
            Fail(contract, bytes, $"allocates {allocated} bytes for {bytes.Length}");
        }
    }

    private static long Allowance(ReadOnlySpan<byte> bytes) => Constant + ((long)BytesPerByte * bytes.Length);

    private static void Measure(ZooContract contract, ReadOnlySpan<byte> bytes, out TimeSpan elapsed, out long allocated)
    {
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        Read(contract, bytes);
        Skip(contract, bytes);
        elapsed = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
    }

    private static void Read(ZooContract contract, ReadOnlySpan<byte> bytes)
    {
        try
        {
            // By turns a new value, and the one that was left by the last of these inputs.
            if ((bytes.Length % 2 == 0 ? contract.Consume(bytes) : contract.ConsumeInto(bytes)) > bytes.Length)
            {
                Fail(contract, bytes, "is read beyond its end");
            }
        }
        catch (MqDecodeException refusal) when (refusal.Offset >= 0 && refusal.Offset <= bytes.Length)
        {
            // Refused, as it should be.
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            Fail(contract, bytes, $"throws {error}");
        }
    }

    private static void Skip(ZooContract contract, ReadOnlySpan<byte> bytes)
    {
        MqReader reader = new(bytes);
        try
        {
            reader.Skip();
            if (reader.Position > bytes.Length)
            {
                Fail(contract, bytes, "is skipped beyond its end");
            }
        }
        catch (MqDecodeException refusal) when (refusal.Offset >= 0 && refusal.Offset <= bytes.Length)
        {
            // Refused, as it should be.
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            Fail(contract, bytes, $"throws {error} when it is skipped");
        }
    }

    private static void Fail(ZooContract contract, ReadOnlySpan<byte> bytes, string problem) =>
        Assert.Fail($"{contract} from {Convert.ToHexStringLower(bytes)} {problem}");
}
