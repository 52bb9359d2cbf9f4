using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Simulation.Tests.EventTime;

/// <summary>What functions with timers must emit for the records of one split, computed in one loop over sorted lists.</summary>
internal static class EventTimeOracle
{
    /// <summary>The watermark before each record.</summary>
    public static IEnumerable<(Click Click, long Watermark)> WithWatermarks(IEnumerable<Click> clicks, int bound)
    {
        var latest = long.MinValue;
        foreach (var click in clicks)
        {
            yield return (click, latest == long.MinValue ? long.MinValue : latest - bound - 1);
            latest = Math.Max(latest, click.Time);
        }
    }

    /// <summary>What <see cref="FirstWithin"/> lets pass.</summary>
    public static List<Click> FirstWithin(IEnumerable<Click> clicks, int bound, long ttl)
    {
        var passed = new List<Click>();
        var clearedAt = new Dictionary<string, long>();
        foreach (var (click, watermark) in WithWatermarks(clicks, bound))
        {
            if (!clearedAt.TryGetValue(click.User, out var time) || (watermark != long.MinValue && time <= watermark))
            {
                passed.Add(click);
                clearedAt[click.User] = click.Time + ttl;
                // A timer for the past fires before the next record.
                if (watermark != long.MinValue && click.Time + ttl <= watermark)
                {
                    clearedAt.Remove(click.User);
                }
            }
        }

        return passed;
    }

    /// <summary>What <see cref="Watcher"/> emits, with the watermark each result travels with.</summary>
    /// <param name="records">The records with the watermark before each.</param>
    /// <param name="delay">How far behind a record its timer is.</param>
    public static List<(Sighting Seen, long Watermark)> Watch(IEnumerable<(Sighting Record, long Watermark)> records, long delay)
    {
        var output = new List<(Sighting, long)>();
        var timers = new SortedSet<(long Time, ulong Hash, string Key)>();
        var timerOf = new Dictionary<string, long>();
        var (now, sent) = (long.MinValue, long.MinValue);
        void fire(long upTo)
        {
            while (upTo != long.MinValue && timers.Count > 0 && timers.Min.Time <= upTo)
            {
                var (time, hash, key) = timers.Min;
                timers.Remove(timers.Min);
                now = Math.Max(now, time);
                sent = Math.Max(sent, time - 1);
                output.Add((new Sighting(key, time, -1, now), sent));
                if (time % 3 == 0)
                {
                    timerOf[key] = time % 2 == 0 ? time + 7 : time - 1;
                    timers.Add((timerOf[key], hash, key));
                }
            }

            now = Math.Max(now, upTo);
            sent = Math.Max(sent, upTo);
        }

        foreach (var (record, watermark) in records)
        {
            fire(watermark);
            output.Add((record with { Watermark = now }, sent));
            var hash = KeyHash<string>.Of(record.User);
            if (timerOf.TryGetValue(record.User, out var former))
            {
                timers.Remove((former, hash, record.User));
            }

            timerOf[record.User] = record.Time + delay;
            timers.Add((record.Time + delay, hash, record.User));
            fire(now);
        }

        fire(long.MaxValue);
        return output;
    }
}
