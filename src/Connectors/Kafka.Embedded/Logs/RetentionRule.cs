namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>Decides how many of the oldest segments retention lets go.</summary>
internal static class RetentionRule
{
    /// <summary>The number of expired segments, oldest first; by age it may be all of them, by size never the last.</summary>
    public static int Expired(IReadOnlyList<LogSegment> segments, LogSettings settings, long nowMs)
    {
        int count = 0;
        long kept = segments.Sum(segment => segment.Bytes);
        foreach (LogSegment segment in segments)
        {
            bool tooOld = settings.RetentionMs >= 0 && segment.Bytes > 0 && nowMs - segment.NewestMs > settings.RetentionMs;
            bool tooMuch = settings.RetentionBytes >= 0 && count < segments.Count - 1 && kept - segment.Bytes >= settings.RetentionBytes;
            if (!tooOld && !tooMuch)
            {
                break;
            }

            kept -= segment.Bytes;
            count++;
        }

        return count;
    }
}
