using System.Buffers.Text;
using System.Text;

namespace HostWatch;

/// <summary>Walks through the fields of a line of a <c>/proc</c> file: what spaces and tabs separate.</summary>
internal ref struct ProcFields(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> _rest = line;

    /// <summary>The next field; empty at the end of the line.</summary>
    public ReadOnlySpan<byte> Next()
    {
        _rest = _rest.TrimStart(" \t"u8);
        int end = _rest.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> field = end < 0 ? _rest : _rest[..end];
        _rest = _rest[field.Length..];
        return field;
    }

    /// <summary>The next field as a number; 0 when it is none: kernels before and after ours have fewer or more fields.</summary>
    public long NextNumber()
    {
        ReadOnlySpan<byte> field = Next();
        return Utf8Parser.TryParse(field, out ulong value, out int length) && length == field.Length ? unchecked((long)value) : 0;
    }

    /// <summary>Passes over fields.</summary>
    public void Skip(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Next();
        }
    }

    /// <summary>A name as text that is safe to show and short enough for a message: the kernel allows any bytes in the name of a process.</summary>
    public static string Name(ReadOnlySpan<byte> bytes)
    {
        const int MaxLength = 32;
        string text = Encoding.UTF8.GetString(bytes);
        return string.Create(Math.Min(text.Length, MaxLength), text, static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '?' : source[i];
            }
        });
    }
}
