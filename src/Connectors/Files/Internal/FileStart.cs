using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>What stands before the first record of a file: a byte order mark and, in CSV, the header.</summary>
internal static class FileStart
{
    /// <summary>Leaves a window at the first record to read, having taken the header where the format needs it.</summary>
    /// <returns>Whether that was possible; otherwise the header is still being written.</returns>
    /// <exception cref="FilesException">The header cannot be understood.</exception>
    public static bool TryPass<T>(FileWindow window, SourceSplit split, IRecordFormat<T> format, FileSourceOptions options)
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

        if (format.NeedsHeader && !TryPassHeader(window, split, format, options))
        {
            return false;
        }

        if (split.Position > window.Position)
        {
            window.Seek(split.Position);
        }

        return true;
    }

    private static bool TryPassHeader<T>(FileWindow window, SourceSplit split, IRecordFormat<T> format, FileSourceOptions options)
    {
        while (true)
        {
            var scan = RecordScanner.Next(window, format, options.MaxRecordBytes, options.IsFollowing);
            string? reason;
            switch (scan.Outcome)
            {
                case ScanOutcome.None:
                    // A file without any content has no rows either.
                    return !options.IsFollowing;
                case ScanOutcome.TooLong:
                    throw FileErrors.BadHeader(split.Id, $"its first row is longer than {options.MaxRecordBytes} bytes, or a quote in it is not closed");
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
