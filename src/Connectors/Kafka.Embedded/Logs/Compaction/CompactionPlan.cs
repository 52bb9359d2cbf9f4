using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs.Compaction;

/// <summary>What one round of compaction works on, as it was when it began: everything in it is decided and does not change any more.</summary>
/// <param name="Segments">The oldest segments of the log.</param>
/// <param name="Aborted">The aborted transactions in them.</param>
/// <param name="Producers">The place of each remembered producer's last batch and last marker.</param>
/// <param name="NowMs">The time, in milliseconds since the epoch.</param>
/// <param name="Settings">What the topic's configuration means.</param>
internal sealed record CompactionPlan(
    IReadOnlyList<LogSegment> Segments,
    IReadOnlyList<AbortedTransaction> Aborted,
    IReadOnlyDictionary<long, ProducerPlace> Producers,
    long NowMs,
    LogSettings Settings)
{
    /// <summary>Segments that become one, together no larger than a segment may be.</summary>
    public IEnumerable<IReadOnlyList<LogSegment>> Groups()
    {
        List<LogSegment> group = [];
        long bytes = 0;
        foreach (LogSegment segment in Segments)
        {
            if (group.Count > 0 && bytes + segment.Bytes > Settings.SegmentBytes)
            {
                yield return group;
                group = [];
                bytes = 0;
            }

            group.Add(segment);
            bytes += segment.Bytes;
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }
}
