namespace AkkaStreamProc.Operators.Joins;

/// <summary>A record that waits for others.</summary>
internal struct JoinRow<T>
{
    public long Timestamp;

    /// <summary>Whether it has been in a pair.</summary>
    public bool IsMatched;

    public T Value;
}

/// <summary>Lists of rows by time; those of one time as they came.</summary>
internal static class JoinRows
{
    /// <summary>The place of the first row at or behind a time.</summary>
    public static int PlaceOf<T>(List<JoinRow<T>> rows, long time)
    {
        var (from, end) = (0, rows.Count);
        while (from < end)
        {
            var middle = (from + end) / 2;
            if (rows[middle].Timestamp < time)
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
    public static int PlaceBehind<T>(List<JoinRow<T>> rows, long time) => time == long.MaxValue ? rows.Count : PlaceOf(rows, time + 1);

    public static void Insert<T>(List<JoinRow<T>> rows, JoinRow<T> row)
    {
        if (rows.Count == 0 || rows[^1].Timestamp <= row.Timestamp)
        {
            rows.Add(row);
        }
        else
        {
            rows.Insert(PlaceBehind(rows, row.Timestamp), row);
        }
    }
}
