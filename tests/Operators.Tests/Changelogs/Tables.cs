using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Changelogs;

/// <summary>Declares what the tests of tables begin with.</summary>
internal static class Tables
{
    /// <summary>A stream of entries.</summary>
    public static DataStream<Entry> Stream(this JobBuilder job, string name = "source") =>
        job.FromSource(new IdleSource<Entry>(), WatermarkStrategy<Entry>.Monotonous(), name);

    /// <summary>A table of entries by id.</summary>
    public static ChangeStream<int, Entry> Table(this JobBuilder job, string name = "source") =>
        job.Stream(name).KeyBy(e => e.Id).Updating(Ttl.Never).Last(name: $"{name}-table");

    /// <summary>An operator on groups of entries of a table.</summary>
    public static TableRun<Row<int, Entry>, TKey, T> RunOnTable<TKey, T>(
        Func<RowGroups<Entry, int, int>, ChangeStream<TKey, T>> declare, int parallelism = 1, Ttl? ttl = null)
        where TKey : notnull =>
        new(job => declare(job.Table().GroupBy(e => e.Group, ttl ?? Ttl.Never)), row => KeyHash<int>.Of(row.Value.Group), parallelism);

    /// <summary>An operator on groups of entries of a stream.</summary>
    public static TableRun<Entry, TKey, T> RunOnStream<TKey, T>(
        Func<RowGroups<Entry, long, int>, ChangeStream<TKey, T>> declare, int parallelism = 1, Ttl? ttl = null, ErrorPolicy policy = ErrorPolicy.Fail)
        where TKey : notnull =>
        new(job => declare(job.Stream().KeyBy(e => e.Group).Updating(ttl ?? Ttl.Never)), entry => KeyHash<int>.Of(entry.Group), parallelism, policy);

    /// <summary>An entry as a row of a table.</summary>
    public static Row<int, Entry> Row(Entry entry) => new(entry.Id, entry);
}
