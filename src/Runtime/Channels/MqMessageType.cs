using TypedMq.Consumers;
using TypedMq.Transports;

namespace TypedMq.Channels;

/// <summary>One contract that a channel carries, as the generator lists it: its messages can be decoded without reflection.</summary>
public abstract class MqMessageType
{
    private protected MqMessageType(string contract, uint tag)
    {
        Contract = contract;
        Tag = tag;
    }

    /// <summary>The contract's name, for people.</summary>
    public string Contract { get; }

    /// <summary>The contract's tag on the wire.</summary>
    public uint Tag { get; }

    /// <summary>Lists a contract; called by generated code.</summary>
    /// <typeparam name="TFormatter">The contract's formatter.</typeparam>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="contract">The contract's name, for error messages.</param>
    /// <param name="tag">The contract's tag.</param>
    /// <returns>What is listed.</returns>
    public static MqMessageType Create<TFormatter, T>(string contract, uint tag)
        where TFormatter : struct, IMqFormatter<T> => new MqMessageType<TFormatter, T>(contract, tag);

    /// <summary>Whether a class handles messages of this contract.</summary>
    internal abstract bool IsHandledBy(Type handler);

    /// <summary>Ties messages of this contract to who handles them.</summary>
    /// <param name="handler">Gives the handler, which handles this contract; called for each message.</param>
    /// <param name="cachedStrings">How many strings to keep; 0 means none.</param>
    internal abstract HandlerBinding Bind(Func<IServiceProvider, object> handler, int cachedStrings);
}

/// <summary>Decodes messages of one contract, for who does not know its formatter.</summary>
internal interface IMqMessageReader<T>
{
    /// <summary>Decodes a message.</summary>
    /// <exception cref="MqDecodeException">It is not the contract.</exception>
    T Read(ReadOnlySpan<byte> payload);
}

/// <summary>One contract, with the types that decode it.</summary>
internal sealed class MqMessageType<TFormatter, T>(string contract, uint tag) : MqMessageType(contract, tag), IMqMessageReader<T>
    where TFormatter : struct, IMqFormatter<T>
{
    internal override bool IsHandledBy(Type handler) => typeof(IMqHandler<T>).IsAssignableFrom(handler);

    internal override HandlerBinding Bind(Func<IServiceProvider, object> handler, int cachedStrings) =>
        new HandlerBinding<TFormatter, T>(this, handler, cachedStrings == 0 ? null : new(cachedStrings));

    /// <summary>Decodes a message. The lease stays as it is.</summary>
    /// <exception cref="MqDecodeException">It is not the contract.</exception>
    public T Decode(scoped in MqLease lease, MqStringCache? strings) => Decode(lease.Payload, strings);

    public T Read(ReadOnlySpan<byte> payload) => Decode(payload, strings: null);

    private T Decode(ReadOnlySpan<byte> payload, MqStringCache? strings)
    {
        MqReader reader = new(payload, strings);
        try
        {
            T message = TFormatter.Read(ref reader);
            reader.End();
            return message;
        }
        catch (Exception error)
        {
            if (MqDecodeException.Settle(error, Contract, reader.Position) is { } refusal && refusal != error)
            {
                throw refusal;
            }

            throw;
        }
    }
}
