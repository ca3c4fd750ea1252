using System.Text;
using TypedMq.Tests.Zoo;

namespace TypedMq.Tests;

/// <summary>A receiver may keep strings to give them out again.</summary>
public sealed class StringCacheTests : IDisposable
{
    private readonly MqNode _node = MqNode.Create(static options => options.UseInProcess());

    public void Dispose() => _node.Dispose();

    [Fact]
    public void Text_that_comes_again_is_the_same_string()
    {
        ICachedHeadlines headlines = _node.Open<ICachedHeadlines>();

        Assert.Same(Receive(headlines, "ACME"), Receive(headlines, "ACME"));
        Assert.Same(Receive(headlines, "名前 \U0001F600"), Receive(headlines, "名前 \U0001F600"));
        Assert.Equal("", Receive(headlines, ""));
    }

    [Fact]
    public void Without_the_setting_every_string_is_new()
    {
        IHeadlines headlines = _node.Open<IHeadlines>();

        Assert.NotSame(Receive(headlines, "ACME"), Receive(headlines, "ACME"));
    }

    [Fact]
    public void Options_win_over_the_attribute()
    {
        ICachedHeadlines without = _node.Open<ICachedHeadlines>(static options => options.CachedStrings = 0);
        IHeadlines with = _node.Open<IHeadlines>(static options => options.CachedStrings = 65536);

        Assert.NotSame(Receive(without, "ACME"), Receive(without, "ACME"));
        Assert.Same(Receive(with, "ACME"), Receive(with, "ACME"));
    }

    [Fact]
    public void Text_of_more_than_64_bytes_is_not_kept()
    {
        ICachedHeadlines headlines = _node.Open<ICachedHeadlines>();

        Assert.Same(Receive(headlines, new('x', 64)), Receive(headlines, new('x', 64)));
        Assert.NotSame(Receive(headlines, new('x', 65)), Receive(headlines, new('x', 65)));
        Assert.NotSame(Receive(headlines, new('é', 33)), Receive(headlines, new('é', 33)));
    }

    [Fact]
    public void More_texts_than_entries_come_out_right_and_take_each_others_place()
    {
        ICachedHeadlines headlines = _node.Open<ICachedHeadlines>();
        string first = Receive(headlines, "text 0");
        for (int i = 0; i < 2000; i++)
        {
            Assert.Equal($"text {i % 500}", Receive(headlines, $"text {i % 500}"));
        }

        Assert.NotSame(first, Receive(headlines, "text 0"));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_beside_a_cached_string()
    {
        ICachedHeadlines headlines = _node.Open<ICachedHeadlines>();
        using MqByteChannel bytes = _node.OpenBytes("headlines", static options => options.Envelope = MqEnvelopeMode.Standard);
        Receive(headlines, "\uFFFD");
        bytes.Send([0x93, 0x01, 0xA1, 0xFF, 0x90]);

        Assert.Throws<MqDecodeException>(() => headlines.Receive());
    }

    [Fact]
    public async Task Receivers_on_many_threads_share_the_cache()
    {
        ICachedHeadlines headlines = _node.Open<ICachedHeadlines>(static options => options.Capacity = 64);
        Task<bool>[] receivers =
        [
            .. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                bool right = true;
                for (int i = 0; i < 2500; i++)
                {
                    Headline headline = headlines.Receive();
                    right &= headline.Text == $"text {headline.Id % 50}";
                }

                return right;
            })),
        ];
        for (int i = 0; i < 10_000; i++)
        {
            Assert.True(headlines.Send(new(i, $"text {i % 50}", []), TimeSpan.FromSeconds(60)));
        }

        Assert.DoesNotContain(false, await Task.WhenAll(receivers).WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private static string Receive(IMqQueue<Headline> headlines, string text)
    {
        headlines.Send(new(1, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), []));
        return headlines.Receive().Text;
    }
}
