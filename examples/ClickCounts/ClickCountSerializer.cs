using System.Buffers;

namespace AkkaStreamProc.Examples.ClickCounts;

/// <summary>Encodes counts as <c>{"user_id", "window_start", "window_end", "count"}</c>.</summary>
/// <remarks>The times are written in ISO 8601 with milliseconds, in UTC.</remarks>
public sealed class ClickCountSerializer : ISerializer<ClickCount>
{
    /// <inheritdoc/>
    public void Serialize(ClickCount value, IBufferWriter<byte> output)
    {
        var writer = JsonLine.Begin(output);
        writer.WriteStartObject();
        writer.WriteString("user_id"u8, value.UserId);
        writer.WriteTime("window_start"u8, value.WindowStart);
        writer.WriteTime("window_end"u8, value.WindowEnd);
        writer.WriteNumber("count"u8, value.Count);
        writer.WriteEndObject();
        writer.Flush();
    }
}
