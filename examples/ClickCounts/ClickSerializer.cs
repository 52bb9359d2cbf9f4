using System.Buffers;

namespace AkkaStreamProc.Examples.ClickCounts;

/// <summary>Encodes clicks as <see cref="ClickDeserializer"/> reads them: <c>{"user_id", "url", "event_time"}</c>.</summary>
/// <remarks>The time is written in ISO 8601 with milliseconds, in UTC.</remarks>
public sealed class ClickSerializer : ISerializer<Click>
{
    /// <inheritdoc/>
    public void Serialize(Click value, IBufferWriter<byte> output)
    {
        var writer = JsonLine.Begin(output);
        writer.WriteStartObject();
        writer.WriteString("user_id"u8, value.UserId);
        writer.WriteString("url"u8, value.Url);
        writer.WriteTime("event_time"u8, value.EventTime);
        writer.WriteEndObject();
        writer.Flush();
    }
}
