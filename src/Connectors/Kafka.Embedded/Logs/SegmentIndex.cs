namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>
/// Finds places in a segment by offset, by timestamp or by position: one entry for about every 4 KB, always at the start of a batch.
/// Lives in memory and is rebuilt from the segment at start. Guarded by the partition's lock.
/// </summary>
internal sealed class SegmentIndex
{
    private const int Interval = 4096;
    private readonly List<Entry> _entries = [];
    private long _sinceEntry = Interval;

    /// <summary>Takes note of a batch; batches come in the order of the file.</summary>
    /// <param name="baseOffset">The batch's first offset.</param>
    /// <param name="position">Where it begins in the file.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="maxTimestampBefore">The highest timestamp of all batches before it.</param>
    public void Add(long baseOffset, long position, int bytes, long maxTimestampBefore)
    {
        if (_sinceEntry >= Interval)
        {
            _entries.Add(new Entry(baseOffset, position, maxTimestampBefore));
            _sinceEntry = 0;
        }

        _sinceEntry += bytes;
    }

    /// <summary>A batch's start at or before <paramref name="offset"/>.</summary>
    public long PositionOfOffset(long offset) => PositionOf(Count(offset, static (entry, value) => entry.BaseOffset <= value));

    /// <summary>A batch's start with nothing of <paramref name="timestamp"/> or later before it.</summary>
    public long PositionOfTimestamp(long timestamp) => PositionOf(Count(timestamp, static (entry, value) => entry.MaxTimestampBefore < value));

    /// <summary>The last known batch's start at or before <paramref name="position"/>.</summary>
    public long Floor(long position) => PositionOf(Count(position, static (entry, value) => entry.Position <= value));

    private long PositionOf(int count) => count == 0 ? 0 : _entries[count - 1].Position;

    private int Count(long value, Func<Entry, long, bool> holds)
    {
        int low = 0;
        int high = _entries.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (holds(_entries[middle], value))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private readonly record struct Entry(long BaseOffset, long Position, long MaxTimestampBefore);
}
