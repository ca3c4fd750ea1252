using TypedMq.Tests.Catalogue;

namespace TypedMq.Tests;

/// <summary>
/// Every contract of the zoo, to and from another implementation of MessagePack. The same values in every run; a failure names the seed, which makes
/// its value again: <c>Values.Make(contract, seed, size)</c>.
/// </summary>
public abstract class InteropTests(Peer peer)
{
    private const int Count = 200;

    public static TheoryData<string> Contracts => ZooContract.Names;

    [SkippableTheory]
    [MemberData(nameof(Contracts))]
    public void The_peer_sees_the_values_that_were_sent(string name) => ForEachValue(name, static (contract, value, answer) =>
        Expected.Of(value, contract.Type) is var expected && expected == answer.Seen ? null : $"expected {expected}, the peer sees {answer.Seen}");

    [SkippableTheory]
    [MemberData(nameof(Contracts))]
    public void What_the_peer_writes_is_read(string name) => ForEachValue(name, static (contract, value, answer) =>
        Likeness.Difference(value, contract.Read(answer.Packed)));

    [SkippableTheory]
    [MemberData(nameof(Contracts))]
    public void What_the_peer_writes_in_other_valid_forms_is_read(string name) => ForEachValue(name, static (contract, value, answer) =>
        Likeness.Difference(value, contract.Read(answer.Widened)));

    private void ForEachValue(string name, Func<ZooContract, object, (string Seen, byte[] Packed, byte[] Widened), string?> problem)
    {
        Assert.True(peer.Missing is null || Environment.GetEnvironmentVariable("TYPEDMQ_CI") != "1", peer.Missing);
        Skip.IfNot(peer.Missing is null, peer.Missing);
        ZooContract contract = ZooContract.All[name];
        for (int seed = 0; seed < Count; seed++)
        {
            object value = Values.Make(contract, seed, size: seed % 12);
            byte[] message = contract.Write(value);
            (string Seen, byte[] Packed, byte[] Widened) answer = peer.Exchange(message);
            string? found;
            try
            {
                found = problem(contract, value, answer);
            }
            catch (MqDecodeException refusal)
            {
                found = refusal.Message;
            }

            Assert.True(
                found is null,
                $"{contract}, seed {seed}, size {seed % 12}: {found}\nsent    {Convert.ToHexStringLower(message)}\npacked  {Convert.ToHexStringLower(answer.Packed)}\nwidened {Convert.ToHexStringLower(answer.Widened)}");
        }
    }
}

/// <summary>To and from Python.</summary>
[Trait("Accepts", "T6")]
public sealed class PythonInteropTests(PythonPeer peer) : InteropTests(peer), IClassFixture<PythonPeer>;

/// <summary>To and from C.</summary>
[Trait("Accepts", "T6")]
public sealed class CInteropTests(CPeer peer) : InteropTests(peer), IClassFixture<CPeer>;
