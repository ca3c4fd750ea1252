using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace TypedMq;

/// <summary>Compares UTF-8 with strings.</summary>
internal static class Utf8Text
{
    /// <summary>Whether bytes are valid UTF-8 and the same text as a string. Nothing is allocated.</summary>
    public static bool IsText(ReadOnlySpan<byte> utf8, string text)
    {
        // A code unit of UTF-16 takes one byte when it is ASCII, and two or three otherwise.
        if (utf8.Length == text.Length)
        {
            return Ascii.Equals(utf8, text);
        }

        if (utf8.Length < text.Length || utf8.Length > 3L * text.Length)
        {
            return false;
        }

        Span<char> part = stackalloc char[128];
        ReadOnlySpan<char> rest = text;
        while (true)
        {
            OperationStatus status = Utf8.ToUtf16(utf8, part, out int read, out int written, replaceInvalidSequences: false);
            if (status is not (OperationStatus.Done or OperationStatus.DestinationTooSmall) || !rest.StartsWith(part[..written]))
            {
                return false;
            }

            utf8 = utf8[read..];
            rest = rest[written..];
            if (status == OperationStatus.Done)
            {
                return rest.IsEmpty;
            }
        }
    }
}
