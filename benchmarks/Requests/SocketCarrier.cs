using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace TypedMq.Benchmarks.Requests;

/// <summary>A Unix socket with the least that works: a length, then the numbers and the text; one connection for each request under way.</summary>
internal sealed class SocketCarrier : Carrier
{
    private const int MaxFrame = 256;

    public override string Name => "unix-socket";

    public static string PathOf(string address) => Path.Combine(Path.GetTempPath(), address + ".socket");

    public override async Task ServeAsync(string address, Action ready, CancellationToken stop)
    {
        string path = PathOf(address);
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(4096);
            ready();
            while (true)
            {
                _ = AnswerAsync(await listener.AcceptAsync(stop));
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
        finally
        {
            File.Delete(path);
        }
    }

    public override ICaller Connect(string address) => new Caller(PathOf(address));

    private static async Task AnswerAsync(Socket connection)
    {
        using NetworkStream stream = new(connection, ownsSocket: true);
        byte[] frame = new byte[MaxFrame];
        try
        {
            while (true)
            {
                QuoteRequest request = Request(await ReadAsync(stream, frame));
                await stream.WriteAsync(Write(frame, Pricing.Answer(in request)));
            }
        }
        catch (IOException)
        {
            // The caller has gone.
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(NetworkStream stream, byte[] frame)
    {
        await stream.ReadExactlyAsync(frame.AsMemory(0, 4));
        int length = BinaryPrimitives.ReadInt32LittleEndian(frame);
        await stream.ReadExactlyAsync(frame.AsMemory(4, length));
        return frame.AsMemory(4, length);
    }

    private static QuoteRequest Request(ReadOnlyMemory<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes.Span), Encoding.UTF8.GetString(bytes.Span[12..]), BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[8..]));

    private static ReadOnlyMemory<byte> Write(byte[] frame, in QuoteRequest request)
    {
        int length = 12 + Encoding.UTF8.GetBytes(request.Symbol, frame.AsSpan(16));
        BinaryPrimitives.WriteInt32LittleEndian(frame, length);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(4), request.Order);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(12), request.Quantity);
        return frame.AsMemory(0, 4 + length);
    }

    private static ReadOnlyMemory<byte> Write(byte[] frame, in Quote quote)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, 24);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(4), quote.Order);
        BinaryPrimitives.WriteDoubleLittleEndian(frame.AsSpan(12), quote.Price);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(20), quote.ValidUntil);
        return frame.AsMemory(0, 28);
    }

    private static Quote Quote(ReadOnlyMemory<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes.Span), BinaryPrimitives.ReadDoubleLittleEndian(bytes.Span[8..]), BinaryPrimitives.ReadInt64LittleEndian(bytes.Span[16..]));

    private sealed class Caller(string path) : ICaller
    {
        private readonly ConcurrentBag<Connection> _free = [];
        private readonly ConcurrentBag<Connection> _all = [];

        public async ValueTask<Quote> AskAsync(QuoteRequest request)
        {
            if (!_free.TryTake(out Connection? connection))
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
                connection = new(new(socket, ownsSocket: true), new byte[MaxFrame]);
                _all.Add(connection);
            }

            await connection.Stream.WriteAsync(Write(connection.Frame, in request));
            Quote quote = Quote(await ReadAsync(connection.Stream, connection.Frame));
            _free.Add(connection);
            return quote;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (Connection connection in _all)
            {
                await connection.Stream.DisposeAsync();
            }
        }
    }

    private sealed record Connection(NetworkStream Stream, byte[] Frame);
}
