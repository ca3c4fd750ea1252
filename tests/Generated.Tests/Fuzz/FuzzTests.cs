using TypedMq.Tests.Catalogue;

namespace TypedMq.Tests.Fuzz;

// Two classes, because only classes run side by side.

/// <summary>Messages that were honest once.</summary>
[Trait("Accepts", "R7")]
public class ChangedMessagesFuzz
{
    [Fact]
    public void Changed_messages_are_read_or_refused_soon_and_cheaply()
    {
        HostileMessages hostile = new(seed: 20261120);
        CorpusMessage[] corpus = CorpusMessage.All;
        for (int i = 0; i < FuzzRun.Iterations; i++)
        {
            CorpusMessage honest = corpus[i % corpus.Length];
            FuzzRun.Try(honest.Contract, hostile.Changed(honest));
        }
    }
}

/// <summary>Messages that never were.</summary>
[Trait("Accepts", "R7")]
public class RandomMessagesFuzz
{
    [Fact]
    public void Random_messages_of_any_shape_and_of_the_contract_s_are_read_or_refused_soon_and_cheaply()
    {
        HostileMessages hostile = new(seed: 20261121);
        CorpusMessage[] corpus = CorpusMessage.All;
        for (int i = 0; i < FuzzRun.Iterations; i++)
        {
            CorpusMessage shape = corpus[i % corpus.Length];
            FuzzRun.Try(shape.Contract, (i % 8) switch
            {
                0 => hostile.Noise(),
                1 or 2 => hostile.Tree(),
                _ => hostile.Shaped(shape),
            });
        }
    }

    /// <summary>A fuzzer that never gets past the first header proves nothing: some messages are read, some are refused near their end.</summary>
    [Fact]
    public void Random_messages_get_deep_into_every_contract()
    {
        HostileMessages hostile = new(seed: 1);
        HashSet<ZooContract> read = [];
        HashSet<ZooContract> refusedLate = [];
        for (int round = 0; round < 200; round++)
        {
            foreach (CorpusMessage shape in CorpusMessage.All)
            {
                ReadOnlySpan<byte> message = hostile.Shaped(shape);
                try
                {
                    shape.Contract.Consume(message);
                    read.Add(shape.Contract);
                }
                catch (MqDecodeException refusal)
                {
                    if (refusal.Offset >= message.Length / 2)
                    {
                        refusedLate.Add(shape.Contract);
                    }
                }
            }
        }

        Assert.Empty(ZooContract.All.Values.Except(read));
        Assert.All(ZooContract.All.Values, contract => Assert.True(refusedLate.Contains(contract) || contract.Type.Name is "Empty" or "Blank", contract.Name));
    }
}
