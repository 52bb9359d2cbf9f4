namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Finds the rows of a CSV file after RFC 4180, where quoted fields may hold line ends.</summary>
/// <remarks>
/// A quote within an unquoted field stands for itself. After a row that breaks the rules reading continues on the next
/// line, so that one stray quote does not swallow the rest of the file.
/// </remarks>
internal static class CsvScanner
{
    public static Scan Find(ReadOnlySpan<byte> bytes, byte delimiter, bool isEnd)
    {
        var first = bytes.Length > 0 && bytes[0] is (byte)'\r' or (byte)'\n' ? Scan.Line(bytes, isEnd) : default;
        if (first.Outcome == ScanOutcome.Blank)
        {
            return first;
        }

        var at = 0;
        while (true)
        {
            if (at < bytes.Length && bytes[at] == '"')
            {
                at = EndOfQuoted(bytes, at);
                if (at < 0 || (at == bytes.Length && !isEnd))
                {
                    return isEnd ? Malformed(bytes, isEnd, "a quote is not closed before the end of the file") : default;
                }

                if (IsLineEnd(bytes[at..], isEnd, out var taken))
                {
                    return new Scan(ScanOutcome.Record, at, at + taken);
                }

                if (at == bytes.Length - 1 && bytes[at] == '\r')
                {
                    return default;
                }

                if (bytes[at] != delimiter)
                {
                    return Malformed(bytes, isEnd, "characters follow a closing quote (a quote within a quoted field must be doubled)");
                }
            }
            else
            {
                var length = bytes[at..].IndexOfAny(delimiter, (byte)'\n');
                if (length < 0 || bytes[at + length] == '\n')
                {
                    return Last(bytes, at + length, isEnd, isFound: length >= 0);
                }

                at += length;
            }

            at++;
        }
    }

    /// <summary>The index behind the closing quote of the field at <paramref name="at"/>, or −1.</summary>
    public static int EndOfQuoted(ReadOnlySpan<byte> bytes, int at)
    {
        at++;
        while (bytes[at..].IndexOf((byte)'"') is var quote and >= 0)
        {
            at += quote + 1;
            if (at == bytes.Length || bytes[at] != '"')
            {
                return at;
            }

            at++;
        }

        return -1;
    }

    private static bool IsLineEnd(ReadOnlySpan<byte> rest, bool isEnd, out int taken)
    {
        taken = rest switch
        {
            [] => 0,
            [(byte)'\n', ..] => 1,
            [(byte)'\r', (byte)'\n', ..] => 2,
            [(byte)'\r'] when isEnd => 1,
            _ => -1,
        };
        return taken >= 0;
    }

    private static Scan Last(ReadOnlySpan<byte> bytes, int lineFeed, bool isEnd, bool isFound)
    {
        if (!isFound && !isEnd)
        {
            return default;
        }

        var end = isFound ? lineFeed : bytes.Length;
        var length = end > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
        return new Scan(ScanOutcome.Record, length, isFound ? end + 1 : end);
    }

    private static Scan Malformed(ReadOnlySpan<byte> bytes, bool isEnd, string reason)
    {
        var line = Scan.Line(bytes, isEnd);
        return line.Outcome == ScanOutcome.Incomplete ? line : line with { Outcome = ScanOutcome.Malformed, Reason = reason };
    }
}
