using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace TypedMq.Benchmarks;

/// <summary>
/// Writes a message into a buffer that is used again, and reads it back: TypedMq's generated formatter, System.Text.Json's generated code, which is
/// the baseline of the ratios, and a plain copy of TypedMq's bytes, below which nothing can be.
/// </summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public abstract class CodecBenchmark<TFormatter, T> : IDisposable
    where TFormatter : struct, IMqFormatter<T>
    where T : class
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly ArrayBufferWriter<byte> _jsonBuffer = new(64 * 1024);
    private readonly Utf8JsonWriter _jsonWriter;
    private readonly JsonTypeInfo<T> _json;
    private readonly T _value;
    private readonly byte[] _jsonMessage;
    private T _existing;

    protected CodecBenchmark(T value, JsonTypeInfo<T> json)
    {
        _value = value;
        _json = json;
        _jsonWriter = new(_jsonBuffer, new() { SkipValidation = true });
        Message = _buffer[..WriteTypedMq()];
        _jsonMessage = JsonSerializer.SerializeToUtf8Bytes(value, json);
        _existing = ReadTypedMq();
        if (JsonSerializer.Serialize(ReadIntoTypedMq(), json) != JsonSerializer.Serialize(value, json))
        {
            throw new InvalidOperationException($"What was read of {typeof(T).Name} is not what was written.");
        }
    }

    /// <summary>The message as TypedMq writes it.</summary>
    protected byte[] Message { get; }

    [GlobalCleanup]
    public void Dispose()
    {
        _jsonWriter.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Description = "TypedMq")]
    [BenchmarkCategory("Write")]
    public int WriteTypedMq()
    {
        MqWriter writer = new(_buffer);
        TFormatter.Write(ref writer, in _value);
        return (int)writer.Length;
    }

    [Benchmark(Description = "System.Text.Json", Baseline = true)]
    [BenchmarkCategory("Write")]
    public int WriteJson()
    {
        _jsonBuffer.ResetWrittenCount();
        _jsonWriter.Reset();
        JsonSerializer.Serialize(_jsonWriter, _value, _json);
        return _jsonBuffer.WrittenCount;
    }

    [Benchmark(Description = "copy")]
    [BenchmarkCategory("Write")]
    public int Copy()
    {
        Message.CopyTo(_buffer, 0);
        return Message.Length;
    }

    [Benchmark(Description = "TypedMq")]
    [BenchmarkCategory("Read")]
    public T ReadTypedMq()
    {
        MqReader reader = new(Message);
        T value = TFormatter.Read(ref reader);
        reader.End();
        return value;
    }

    /// <summary>Into the same object, again and again.</summary>
    [Benchmark(Description = "TypedMq, into")]
    [BenchmarkCategory("Read")]
    public T ReadIntoTypedMq()
    {
        MqReader reader = new(Message);
        TFormatter.ReadInto(ref reader, ref _existing);
        reader.End();
        return _existing;
    }

    /// <summary>In place: every member is looked at once.</summary>
    [Benchmark(Description = "TypedMq, view")]
    [BenchmarkCategory("Read")]
    public abstract long View();

    [Benchmark(Description = "System.Text.Json", Baseline = true)]
    [BenchmarkCategory("Read")]
    public T? ReadJson() => JsonSerializer.Deserialize(_jsonMessage, _json);
}
