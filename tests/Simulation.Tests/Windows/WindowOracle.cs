namespace AkkaStreamProc.Simulation.Tests.Windows;

/// <summary>What windows must contain, computed one record at a time over plain lists.</summary>
internal static class WindowOracle
{
    /// <summary>Counts by user and window.</summary>
    public static Dictionary<(string User, long Start), long> Count(IEnumerable<Click> clicks, Scenario scenario) =>
        clicks.GroupBy(c => (c.User, scenario.StartOf(c.Time))).ToDictionary(g => g.Key, g => g.LongCount());

    /// <summary>
    /// The late records of one split: a record is late when the records before it have moved the watermark past its
    /// window's end and the allowed lateness.
    /// </summary>
    public static List<Click> Late(Scenario scenario)
    {
        var late = new List<Click>();
        var latest = long.MinValue;
        foreach (var click in scenario.Splits[0])
        {
            var lastMillisecond = scenario.StartOf(click.Time) + scenario.Size - 1;
            if (latest != long.MinValue && lastMillisecond + scenario.Lateness <= latest - scenario.Bound - 1)
            {
                late.Add(click);
            }

            latest = Math.Max(latest, click.Time);
        }

        return late;
    }
}
