namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>
/// The transactions of one partition: those without an end yet, and the index of those that were aborted.
/// It is a function of the log, like the producers' state: recovery feeds it the batches it reads, so it needs no file of its own.
/// Guarded by the partition's lock.
/// </summary>
internal sealed class PartitionTransactions
{
    private readonly Dictionary<long, long> _open = [];

    // By the offset of the marker, as they come.
    private readonly List<AbortedTransaction> _aborted = [];

    /// <summary>Where a producer's open transaction begins; null when it has none.</summary>
    public long? OpenSince(long producerId) => _open.TryGetValue(producerId, out long offset) ? offset : null;

    /// <summary>The last stable offset: everything before it is decided.</summary>
    /// <param name="startOffset">The first offset the log offers.</param>
    /// <param name="endOffset">One past the last.</param>
    public long StableEnd(long startOffset, long endOffset)
    {
        long first = endOffset;
        foreach (long offset in _open.Values)
        {
            first = Math.Min(first, offset);
        }

        return Math.Max(first, startOffset);
    }

    /// <summary>Takes note of a transactional batch of records.</summary>
    public void Record(long producerId, long baseOffset) => _open.TryAdd(producerId, baseOffset);

    /// <summary>Takes note of a marker; one without an open transaction changes nothing.</summary>
    public void End(long producerId, long markerOffset, bool isCommit)
    {
        if (_open.Remove(producerId, out long first) && !isCommit)
        {
            _aborted.Add(new AbortedTransaction(producerId, first, markerOffset));
        }
    }

    /// <summary>The aborted transactions with anything in a range of offsets.</summary>
    /// <param name="from">The first offset of the range.</param>
    /// <param name="to">One past its last.</param>
    public IReadOnlyList<AbortedTransaction> AbortedIn(long from, long to)
    {
        List<AbortedTransaction> found = [];
        for (int i = FirstEndingAt(from); i < _aborted.Count; i++)
        {
            // Where markers are long after the records, later ones may still begin in the range: all are looked at.
            if (_aborted[i].FirstOffset < to)
            {
                found.Add(_aborted[i]);
            }
        }

        return found;
    }

    /// <summary>Forgets aborted transactions that lie wholly before the log's new start.</summary>
    public void Forget(long startOffset) => _aborted.RemoveRange(0, FirstEndingAt(startOffset));

    /// <summary>Forgets aborted transactions whose markers are gone: who is told of one skips the producer's records until its marker comes.</summary>
    public void Forget(IReadOnlySet<long> markers) => _aborted.RemoveAll(transaction => markers.Contains(transaction.MarkerOffset));

    private int FirstEndingAt(long offset)
    {
        int low = 0;
        int high = _aborted.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_aborted[middle].MarkerOffset < offset)
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
}
