namespace AkkaStreamProc.Operators.Time;

/// <summary>Something with a time, that stands among others in the order of their times.</summary>
internal interface ITimedRow
{
    /// <summary>In milliseconds.</summary>
    long Time { get; }
}

/// <summary>Finds places in lists that are in the order of time; what has one time stands as it came.</summary>
internal static class TimeOrder
{
    /// <summary>The place of the first row at or behind a time.</summary>
    /// <param name="rows">The list, if there is any.</param>
    /// <param name="from">The place of the first row that counts.</param>
    /// <param name="time">The time.</param>
    public static int PlaceOf<TRow>(List<TRow>? rows, int from, long time)
        where TRow : struct, ITimedRow
    {
        var end = rows?.Count ?? from;
        while (from < end)
        {
            var middle = (from + end) / 2;
            if (rows![middle].Time < time)
            {
                from = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return from;
    }

    /// <summary>The place of the first row behind a time.</summary>
    /// <inheritdoc cref="PlaceOf" path="/param"/>
    public static int PlaceBehind<TRow>(List<TRow>? rows, int from, long time)
        where TRow : struct, ITimedRow => time == long.MaxValue ? rows?.Count ?? from : PlaceOf(rows, from, time + 1);
}
