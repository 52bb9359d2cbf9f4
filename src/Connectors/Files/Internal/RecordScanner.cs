namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Finds the next record of a file, whatever the chunks are in which it is read.</summary>
/// <remarks>
/// The outcome depends on the content from the window's position on and on nothing else, so that a restored job finds
/// the same records.
/// </remarks>
internal static class RecordScanner
{
    /// <summary>Looks at what stands at the front of a window, reading as far as necessary.</summary>
    /// <param name="window">The file; left at its position.</param>
    /// <param name="format">The format.</param>
    /// <param name="maxRecordBytes">How long a record may be without its line end.</param>
    /// <param name="isGrowing">Whether a line without a line end is still being written.</param>
    public static Scan Next<T>(FileWindow window, IRecordFormat<T> format, int maxRecordBytes, bool isGrowing)
    {
        var isEnd = false;
        while (true)
        {
            // Never more than the longest record with CR and LF, so that chunks make no difference.
            var unread = window.Unread;
            var isCut = unread.Length >= maxRecordBytes + 2;
            var bytes = isCut ? unread[..(maxRecordBytes + 2)] : unread;
            if (!bytes.IsEmpty)
            {
                var scan = format.Find(bytes, isEnd && !isCut);
                if (scan.Outcome != ScanOutcome.Incomplete)
                {
                    return scan.Length > maxRecordBytes ? new Scan(ScanOutcome.TooLong) : scan;
                }

                if (isCut)
                {
                    return new Scan(ScanOutcome.TooLong);
                }
            }

            if (!window.Fill())
            {
                if (isGrowing || bytes.IsEmpty)
                {
                    return new Scan(ScanOutcome.None);
                }

                isEnd = true;
            }
        }
    }
}
