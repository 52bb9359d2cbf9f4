using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>What stands before the first record of a file: a byte order mark and, in CSV, the header.</summary>
internal static class FileStart
{
    /// <summary>Leaves a window at the first record to read, having taken the header where the format needs it.</summary>
    /// <param name="window">The file.</param>
    /// <param name="split">How far it was read.</param>
    /// <param name="format">The format.</param>
    /// <param name="maxRecordBytes">How long a row may be.</param>
    /// <param name="isGrowing">Whether more may still be written.</param>
    /// <returns>Whether that was possible; otherwise the header is still being written.</returns>
    /// <exception cref="FilesException">The header cannot be understood.</exception>
    public static bool TryPass<T>(FileWindow window, OffsetSplit split, IRecordFormat<T> format, int maxRecordBytes, bool isGrowing)
    {
        if (split.Position > 0 && !format.NeedsHeader)
        {
            return true;
        }

        window.Seek(0);
        while (window.Unread.Length < 3 && window.Fill())
        {
        }

        if (window.Unread.StartsWith("\uFEFF"u8))
        {
            window.Advance(3);
        }

        if (format.NeedsHeader && !TryPassHeader(window, split, format, maxRecordBytes, isGrowing))
        {
            return false;
        }

        if (split.Position > window.Position)
        {
            window.Seek(split.Position);
        }

        return true;
    }

    private static bool TryPassHeader<T>(FileWindow window, OffsetSplit split, IRecordFormat<T> format, int maxRecordBytes, bool isGrowing)
    {
        while (true)
        {
            var scan = RecordScanner.Next(window, format, maxRecordBytes, isGrowing);
            string? reason;
            switch (scan.Outcome)
            {
                case ScanOutcome.None:
                    // A file without any content has no rows either.
                    return !isGrowing;
                case ScanOutcome.TooLong:
                    throw FileErrors.BadHeader(split.Id, $"its first row is longer than {maxRecordBytes} bytes, or a quote in it is not closed");
                case ScanOutcome.Malformed:
                    throw FileErrors.BadHeader(split.Id, scan.Reason!);
                case ScanOutcome.Record when !format.TryReadHeader(window.Unread[..scan.Length], out reason):
                    throw FileErrors.BadHeader(split.Id, reason);
            }

            window.Advance(scan.Consumed);
            if (scan.Outcome == ScanOutcome.Record)
            {
                return true;
            }
        }
    }
}
