namespace AkkaStreamProc.Simulation.Tests;

/// <summary>What windows must contain, computed one record at a time over plain lists.</summary>
internal static class Oracle
{
    public static long StartOf(long time, Scenario scenario)
    {
        var start = scenario.Offset;
        while (start > time)
        {
            start -= scenario.Size;
        }

        return start + (time - start) / scenario.Size * scenario.Size;
    }

    /// <summary>Counts by user and window, with no record late.</summary>
    public static Dictionary<(string User, long Start), long> CountAll(Scenario scenario) =>
        scenario.All.GroupBy(c => (c.User, StartOf(c.Time, scenario))).ToDictionary(g => g.Key, g => g.LongCount());

    /// <summary>
    /// Counts and late records of one split: a record is late when the records before it have moved the watermark past
    /// its window's end and the allowed lateness.
    /// </summary>
    public static (Dictionary<(string User, long Start), long> Counts, List<Click> Late) CountInOrder(Scenario scenario)
    {
        var counts = new Dictionary<(string, long), long>();
        var late = new List<Click>();
        var latest = long.MinValue;
        foreach (var click in scenario.Splits[0])
        {
            var start = StartOf(click.Time, scenario);
            var lastMillisecond = start + scenario.Size - 1;
            if (latest != long.MinValue && lastMillisecond + scenario.Lateness <= latest - scenario.Bound - 1)
            {
                late.Add(click);
            }
            else
            {
                counts[(click.User, start)] = counts.GetValueOrDefault((click.User, start)) + 1;
            }

            latest = Math.Max(latest, click.Time);
        }

        return (counts, late);
    }
}
