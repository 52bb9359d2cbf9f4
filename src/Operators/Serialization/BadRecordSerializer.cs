using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc;

/// <summary>Encodes bad records as one line of JSON each, for people and for a program that repairs them.</summary>
/// <remarks>
/// The properties are <c>split</c>, <c>position</c>, <c>reason</c>, <c>length</c> and either <c>text</c>, where the
/// bytes are valid UTF-8, or <c>base64</c>. Of a long record both hold the beginning
/// (<see cref="BadRecord.MaxRawBytes"/>); <c>length</c> tells how long the whole is.
/// </remarks>
public sealed class BadRecordSerializer : ISerializer<BadRecord>
{
    /// <inheritdoc/>
    public void Serialize(BadRecord value, IBufferWriter<byte> output)
    {
        // Bad records are rare, so a writer of its own for each is affordable.
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("split"u8, value.Split);
        writer.WriteString("position"u8, value.Position);
        writer.WriteString("reason"u8, value.Reason);
        writer.WriteNumber("length"u8, value.Length);
        var text = value.Raw.Length < value.Length ? WholeRunes(value.Raw) : value.Raw;
        if (Utf8.IsValid(text))
        {
            writer.WriteString("text"u8, text);
        }
        else
        {
            writer.WriteBase64String("base64"u8, value.Raw);
        }

        writer.WriteEndObject();
    }

    /// <summary>Bytes that were cut off somewhere, without the beginning of the character that was cut.</summary>
    private static ReadOnlySpan<byte> WholeRunes(ReadOnlySpan<byte> cut)
    {
        for (var length = 1; length <= Math.Min(3, cut.Length); length++)
        {
            if (Rune.DecodeFromUtf8(cut[^length..], out _, out var consumed) == OperationStatus.NeedMoreData && consumed == length)
            {
                return cut[..^length];
            }
        }

        return cut;
    }
}
