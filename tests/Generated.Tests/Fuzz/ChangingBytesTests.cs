using System.Diagnostics;
using System.Text;
using TypedMq.Tests.Catalogue;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests.Fuzz;

/// <summary>Messages that change while they are read become values or decode errors, and nothing is read behind their end.</summary>
[Trait("Accepts", "R7")]
public class ChangingBytesTests
{
    private const int Readings = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Every_contract_is_read_and_read_into_while_its_bytes_change()
    {
        foreach (IGrouping<string, CorpusMessage> messages in CorpusMessage.All.GroupBy(static message => message.Contract.Name))
        {
            using ChangingMessage message = new(messages.MaxBy(static message => message.Bytes.Length)!.Bytes);
            ZooContract contract = messages.First().Contract;
            for (int i = 0; i < Readings / 10; i++)
            {
                try
                {
                    _ = i % 2 == 0 ? contract.Consume(message.Bytes) : contract.ConsumeInto(message.Bytes);
                }
                catch (MqDecodeException)
                {
                    // As it should be.
                }
            }
        }
    }

    [Fact]
    public void A_view_and_all_its_parts_are_read_while_their_bytes_change()
    {
        using ChangingMessage message = new(ViewTests.Message);
        (int values, int refusals) = (0, 0);
        Stopwatch clock = Stopwatch.StartNew();
        for (int i = 0; i < Readings || (Math.Min(values, refusals) == 0 && clock.Elapsed < Patience); i++)
        {
            try
            {
                ViewTests.GoThrough(MqView.Read<ParcelView>(message.Bytes));
                values++;
            }
            catch (MqDecodeException)
            {
                refusals++;
            }
        }

        Assert.NotEqual(0, values);
        Assert.NotEqual(0, refusals);
    }

    [Fact]
    public void Text_of_every_length_is_compared_and_copied_while_its_bytes_change()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("naïve 名前 \U0001F600 plain text. ", 40)));
        foreach (int length in new[] { 7, 16, 33, 64, 300, 1000 })
        {
            string there = Encoding.UTF8.GetString(text.AsSpan(0, length));
            using ChangingMessage message = new([0xDA, (byte)(length >> 8), unchecked((byte)length), .. text.AsSpan(0, length)]);
            for (int i = 0; i < Readings; i++)
            {
                try
                {
                    MqReader reader = new(message.Bytes);
                    reader.ReadStringInto(ref there);
                    reader = new(message.Bytes);
                    reader.ReadString();
                }
                catch (MqDecodeException)
                {
                    // As it should be.
                }
            }
        }
    }
}
