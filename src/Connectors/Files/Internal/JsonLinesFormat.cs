using System.Diagnostics.CodeAnalysis;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>One record on each line.</summary>
internal sealed class JsonLinesFormat<T>(IDeserializer<T> deserializer) : IRecordFormat<T>
{
    public bool NeedsHeader => false;

    public bool TryReadHeader(ReadOnlySpan<byte> record, [NotNullWhen(false)] out string? reason)
    {
        reason = null;
        return true;
    }

    public Scan Find(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        var line = Scan.Line(bytes, isEnd);
        return line.Outcome == ScanOutcome.Record && bytes[0] <= ' ' && IsBlank(bytes[..line.Length])
            ? line with { Outcome = ScanOutcome.Blank }
            : line;
    }

    public bool TryDecode(ReadOnlySpan<byte> record, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? reason) =>
        SafeDecoding.TryDecode(deserializer, record, out value, out reason);

    private static bool IsBlank(ReadOnlySpan<byte> line) => !line.ContainsAnyExcept(" \t\r"u8);
}
