using HostWatch;
using TypedMq;

namespace Samples.Tests;

/// <summary>The contracts and channels of HostWatch, over queues in this process.</summary>
public sealed class ContractsTests : IDisposable
{
    private readonly MqNode _node = MqNode.Create(options => options.UseInProcess());

    public void Dispose() => _node.Dispose();

    [Fact]
    public void An_alert_overtakes_the_readings_that_wait()
    {
        IFindings findings = _node.Open<IFindings>();
        for (int i = 1; i <= 5; i++)
        {
            findings.Send(Make(FindingKind.Reading, i));
        }

        findings.SendAlert(Make(FindingKind.AlertRaised, 6));
        findings.SendAlert(Make(FindingKind.AlertCleared, 7));

        List<int> received = [];
        while (findings.TryReceive(out Finding finding))
        {
            received.Add(finding.Id);
        }

        Assert.Equal([6, 7, 1, 2, 3, 4, 5], received);
    }

    [Fact]
    public void The_largest_event_and_the_largest_finding_fit_into_their_queues()
    {
        // What ProcFields.Name lets through: 32 characters, of up to three bytes each.
        string longest = new('\uFFFD', 32);
        MessageStamp stamp = new(int.MaxValue, MessageLane.Urgent, long.MaxValue, long.MaxValue);
        HostEvent sample = new(stamp, HostMetric.Delivery, longest, int.MinValue, long.MinValue, long.MinValue, long.MinValue, long.MinValue);
        Finding finding = new(stamp, FindingKind.Notice, HostMetric.Delivery, longest, int.MinValue, double.MaxValue, double.MinValue, double.NaN);
        IHostEvents events = _node.Open<IHostEvents>();
        IFindings findings = _node.Open<IFindings>();

        events.Send(in sample);
        findings.Send(in finding);

        Assert.Equal(sample, events.Receive());
        Assert.True(findings.TryReceive(out Finding received));
        Assert.Equal(finding, received);
    }

    private static Finding Make(FindingKind kind, int id) => new(default, kind, HostMetric.Core, "cpu", id, 0, 0, 0);
}
