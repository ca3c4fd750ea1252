using System.Text;

namespace TypedMq.Requests;

/// <summary>Why a request failed, as it travels: an array of the exception's type, its message, and its details or nil.</summary>
internal readonly record struct RemoteFailure(string Type, string Message, string? Details)
{
    /// <summary>The room that every reply queue has for one, in bytes.</summary>
    public const int UsualBytes = 512;

    /// <summary>What a failure without any text takes, in bytes.</summary>
    public const int FramingBytes = 16;

    public static RemoteFailure Of(Exception error, bool withDetails) =>
        new(error.GetType().ToString(), Text(error, static error => error.Message), withDetails ? Text(error, static error => error.ToString()) : null);

    /// <summary>The same, so short that it fits: the details go first, then the end of the message.</summary>
    /// <param name="bytes">The largest payload.</param>
    public RemoteFailure Within(int bytes)
    {
        int left = Math.Max(bytes - FramingBytes, 0);
        string type = Cut(Type, ref left);
        string message = Cut(Message, ref left);
        return new(type, message, Details is null ? null : Cut(Details, ref left));
    }

    /// <summary>The text of an exception, which is the server's own code: it may be null, or throw in turn.</summary>
    private static string Text(Exception error, Func<Exception, string?> get)
    {
        try
        {
            return get(error) ?? "";
        }
        catch (Exception problem)
        {
            return $"({problem.GetType()} instead of its text)";
        }
    }

    private static string Cut(string text, ref int bytes)
    {
        int length = text.Length;
        while (Encoding.UTF8.GetByteCount(text.AsSpan(0, length)) > bytes)
        {
            // At most three bytes of UTF-8 are one of UTF-16.
            length = Math.Max(length - Math.Max((Encoding.UTF8.GetByteCount(text.AsSpan(0, length)) - bytes) / 3, 1), 0);
        }

        bytes -= Encoding.UTF8.GetByteCount(text.AsSpan(0, length));
        return length == text.Length ? text : text[..length];
    }
}

/// <summary>Writes and reads a <see cref="RemoteFailure"/>.</summary>
internal readonly struct RemoteFailureFormatter : IMqFormatter<RemoteFailure>
{
    public static int MaxSize => MqSize.Unbounded;

    public static void Write(ref MqWriter writer, in RemoteFailure value)
    {
        writer.WriteArrayHeader(3);
        writer.WriteString(value.Type);
        writer.WriteString(value.Message);
        if (value.Details is null)
        {
            writer.WriteNil();
        }
        else
        {
            writer.WriteString(value.Details);
        }
    }

    public static RemoteFailure Read(ref MqReader reader)
    {
        reader.At("RemoteFailure"u8);
        int start = reader.Position;
        int count = reader.ReadArrayHeader();
        if (count < 3)
        {
            throw reader.Error($"expected 3 elements, found {count}", start);
        }

        RemoteFailure failure = new(reader.ReadString(), reader.ReadString(), reader.TryReadNil() ? null : reader.ReadString());
        for (; count > 3; count--)
        {
            reader.Skip();
        }

        return failure;
    }

    public static void ReadInto(ref MqReader reader, ref RemoteFailure value) => value = Read(ref reader);
}
