using System.Numerics;
using TypedMq;

[assembly: MqContractFor(typeof(Vector3), nameof(Vector3.X), nameof(Vector3.Y), nameof(Vector3.Z))]
[assembly: MqContractFor(typeof(Tuple<,>), "Item1", "Item2")]
[assembly: MqContractFor(typeof(UriBuilder), nameof(UriBuilder.Scheme), nameof(UriBuilder.Host), nameof(UriBuilder.Port), Tag = "address")]

namespace TypedMq.Tests.Zoo;

[MqContract]
public sealed record Flight(Vector3 From, List<Vector3> Over, Vector3? To, Tuple<int, string>? Named);

[MqChannel("adopted")]
public interface IAdopted : IMqQueue<Vector3>
{
    void Send(UriBuilder address);
}
