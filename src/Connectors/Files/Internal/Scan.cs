namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>What stands at the front of some bytes, and how many of them it takes.</summary>
/// <param name="Outcome">What it is.</param>
/// <param name="Length">How many bytes its content has, without the line end.</param>
/// <param name="Consumed">How many bytes it takes, with the line end.</param>
/// <param name="Reason">What is wrong with a malformed one.</param>
internal readonly record struct Scan(ScanOutcome Outcome, int Length = 0, int Consumed = 0, string? Reason = null)
{
    /// <summary>Looks at the first line of some bytes: blank, incomplete or a record.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isEnd">Whether no byte follows, so that a line without a line end is whole.</param>
    public static Scan Line(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        var lineFeed = bytes.IndexOf((byte)'\n');
        if (lineFeed < 0 && !isEnd)
        {
            return new Scan(ScanOutcome.Incomplete);
        }

        var length = lineFeed < 0 ? bytes.Length : lineFeed;
        var consumed = lineFeed < 0 ? bytes.Length : lineFeed + 1;
        if (length > 0 && bytes[length - 1] == '\r')
        {
            length--;
        }

        return new Scan(length == 0 ? ScanOutcome.Blank : ScanOutcome.Record, length, consumed);
    }
}
