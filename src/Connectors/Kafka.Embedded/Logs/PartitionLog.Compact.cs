using AkkaStreamProc.Connectors.Kafka.Embedded.Logs.Compaction;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <content>Compaction: what is kept of old segments is written beside them and takes their place.</content>
internal sealed partial class PartitionLog
{
    /// <summary>A compacted segment that is being written; one left behind is worth nothing.</summary>
    private const string UnfinishedExtension = ".cleaned";

    /// <summary>A compacted segment that is whole, while those it replaces are being removed.</summary>
    private const string ReplacingExtension = ".swap";

    private long _compactedTo;
    private long _nextHorizonMs = long.MaxValue;

    /// <summary>Compacts what there is to compact. One call at a time; appends and reads go on meanwhile.</summary>
    /// <param name="cancellation">Ends it early, which leaves the log compacted in part.</param>
    /// <exception cref="IOException">The disk refused; the log is as before, or compacted in part.</exception>
    public void Compact(CancellationToken cancellation)
    {
        CompactionPlan? plan;
        lock (_gate)
        {
            plan = _closed || !_settings.Compacts ? null : PlanCompaction(_time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        if (plan is null)
        {
            return;
        }

        try
        {
            var compactor = new Compactor(plan, cancellation);
            foreach (IReadOnlyList<LogSegment> group in plan.Groups())
            {
                Compact(compactor, group);
            }

            lock (_gate)
            {
                _compactedTo = plan.Segments[^1].NextOffset;
                _nextHorizonMs = compactor.NextHorizonMs;
            }
        }
        catch (ObjectDisposedException)
        {
            // Retention, a deletion or the end of the broker was faster; the next round sees what is left.
        }
    }

    private CompactionPlan? PlanCompaction(long nowMs)
    {
        LogSettings settings = _settings;
        long decided = Math.Min(StableEnd, Active.BaseOffset);
        List<LogSegment> segments = [.. _segments.TakeWhile(segment => segment.NextOffset <= decided && segment != Active
            && (settings.MinCompactionLagMs == 0 || nowMs - segment.MaxTimestamp >= settings.MinCompactionLagMs))];
        List<LogSegment> dirty = segments.FindAll(segment => segment.NextOffset > _compactedTo && segment.Bytes > 0);
        double bytes = segments.Sum(segment => segment.Bytes);
        bool isDue = dirty.Count > 0 && (dirty.Sum(segment => segment.Bytes) / bytes >= settings.MinDirtyRatio || nowMs - dirty[0].MaxTimestamp > settings.MaxCompactionLagMs);
        return segments.Count > 0 && (isDue || nowMs >= _nextHorizonMs)
            ? new CompactionPlan(segments, _producers.Transactions.AbortedIn(0, decided), _producers.Places, nowMs, settings)
            : null;
    }

    private void Compact(Compactor compactor, IReadOnlyList<LogSegment> group)
    {
        var output = new LogSegment(_directory, group[0].BaseOffset, UnfinishedExtension);
        try
        {
            if (!compactor.Write(group, output))
            {
                output.Delete();
                return;
            }

            output.Flush();
        }
        catch
        {
            output.Delete();
            throw;
        }

        lock (_gate)
        {
            int first = _segments.IndexOf(group[0]);
            if (_closed || first < 0)
            {
                output.Delete();
                throw new ObjectDisposedException(group[0].Path);
            }

            Replace(first, group, output);
            _producers.Transactions.Forget(compactor.DroppedMarkers);
        }
    }

    /// <summary>From the first rename on, the compacted segment counts: a start after a death in between carries the rest out.</summary>
    private void Replace(int first, IReadOnlyList<LogSegment> group, LogSegment output)
    {
        output.MoveTo(ReplacingExtension);
        for (int i = group.Count - 1; i > 0; i--)
        {
            group[i].Delete();
        }

        group[0].Dispose();
        output.MoveTo(LogSegment.Extension);
        _segments.RemoveRange(first, group.Count);
        _segments.Insert(first, output);
    }

    /// <summary>Carries out a replacement that a death interrupted, and removes what is unfinished.</summary>
    private static void FinishCompaction(string directory)
    {
        foreach (string unfinished in Directory.EnumerateFiles(directory, "*" + UnfinishedExtension))
        {
            File.Delete(unfinished);
        }

        foreach (string path in Directory.EnumerateFiles(directory, "*" + ReplacingExtension))
        {
            using var segment = new LogSegment(directory, OffsetOf(path), ReplacingExtension);
            if (SegmentRecovery.Run(segment, new PartitionProducers()) > 0)
            {
                throw new EmbeddedKafkaDirectoryException($"The compacted log file {path} is damaged at byte {segment.Bytes}. Restore it, or delete the topic's directory to give up its records.");
            }

            foreach (string replaced in Segments(directory).Where(replaced => OffsetOf(replaced) > segment.BaseOffset && OffsetOf(replaced) < segment.NextOffset))
            {
                File.Delete(replaced);
            }

            segment.MoveTo(LogSegment.Extension);
        }
    }
}
