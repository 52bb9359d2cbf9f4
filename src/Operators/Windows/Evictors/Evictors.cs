using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Windows.Evictors;
using AkkaStreamProc.Operators.Windows.Triggers;

namespace AkkaStreamProc;

/// <summary>Makes the evictors that come with the library.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
public sealed class Evictors<T>
{
    internal static readonly Evictors<T> Instance = new();

    private Evictors()
    {
    }

    /// <summary>Keeps the last so many records.</summary>
    /// <param name="records">How many, at least one.</param>
    /// <param name="after">Whether the others are taken out behind the result, in place of before it.</param>
    public Evictor<T> Count(int records, bool after = false)
    {
        var kept = TriggerValues.Positive(records, "An evictor");
        return new ListEvictor<T>($"the last {kept}", after, list =>
        {
            if (list.Count > kept)
            {
                list.RemoveRange(0, list.Count - kept);
            }
        });
    }

    /// <summary>Keeps the records that are less than an age older than the newest one.</summary>
    /// <param name="age">The age, at least a millisecond.</param>
    /// <param name="after">Whether the others are taken out behind the result, in place of before it.</param>
    /// <remarks>Where records have no timestamps, all are kept.</remarks>
    public Evictor<T> Time(TimeSpan age, bool after = false)
    {
        var ms = TriggerValues.Milliseconds(age, "An evictor with an age");
        return new ListEvictor<T>($"younger than {age}", after, list =>
        {
            var newest = list.Count == 0 ? RecordBatch.NoTimestamp : list.Max(r => r.Timestamp);
            if (newest != RecordBatch.NoTimestamp)
            {
                list.RemoveAll(r => r.Timestamp <= newest - ms);
            }
        });
    }

    /// <summary>Keeps the records that are nearer to the last one than a threshold.</summary>
    /// <param name="threshold">The distance from which on records are taken out.</param>
    /// <param name="distance">From a record and the last one to their distance.</param>
    /// <param name="after">Whether the others are taken out behind the result, in place of before it.</param>
    public Evictor<T> Delta(double threshold, Func<T, T, double> distance, bool after = false) =>
        new ListEvictor<T>(FormattableString.Invariant($"nearer than {threshold}"), after, list =>
        {
            if (list.Count > 0)
            {
                var last = list[^1].Value;
                list.RemoveAll(r => distance(r.Value, last) >= threshold);
            }
        });
}
