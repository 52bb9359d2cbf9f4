using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Changelogs;

/// <summary>What happens to a table of entries, some changes at a time, with restarts in between.</summary>
internal sealed record TableHistory(int Parallelism, TableHistory.Step[][] Batches)
{
    /// <summary>An entry is set (kinds up to 9), deleted (up to 12), or the operator restarts.</summary>
    public sealed record Step(int Kind, Entry Entry, int Parallelism);

    public static Gen<TableHistory> Any { get; } = Gen.Select(
        Gen.Int[1, 4],
        Gen.Select(Gen.Int[0, 13], Gen.Int[0, 5], Gen.Int[0, 2], Gen.Int[0, 4], Gen.Int[1, 4], (kind, id, group, value, parallelism) => new Step(kind, new Entry(id, group, value), parallelism))
            .Array[1, 3].Array[0, 40],
        (parallelism, batches) => new TableHistory(parallelism, batches));

    /// <summary>Does the same to an operator and to the entries it should know, and compares after each batch.</summary>
    /// <param name="run">The operator.</param>
    /// <param name="ofChange">From an entry to what the operator takes.</param>
    /// <param name="expected">From the entries as they are to the table that the operator should have made.</param>
    public void Replay<TIn, TKey, T>(TableRun<TIn, TKey, T> run, Func<Entry, TIn> ofChange, Func<Entries, Dictionary<TKey, T>> expected)
        where TKey : notnull
    {
        var entries = new Entries();
        foreach (var batch in Batches)
        {
            List<(RowKind, TIn)> changes = [];
            foreach (var step in batch)
            {
                if (step.Kind == 13)
                {
                    run.Restart(step.Parallelism);
                    break;
                }

                changes.AddRange(entries.Take(step).Select(c => (c.Kind, ofChange(c.Entry))));
            }

            var emitted = run.Feed(changes);

            run.Table.ShouldBe(expected(entries), ignoreOrder: true);
            if (changes.Count > 0 && batch.Length == 1)
            {
                emitted.Where(c => c.Kind != RowKind.UpdateBefore).Select(c => c.Key).ShouldBeUnique("of one change each row changes once");
            }
        }
    }
}

/// <summary>The entries of a table as they are, and in which order they came.</summary>
internal sealed class Entries
{
    private readonly Dictionary<int, (Entry Entry, int Place, int Arrival)> _entries = [];
    private int _next;

    /// <summary>The entries by the order in which they came to their group, or got their value.</summary>
    public IEnumerable<Entry> ByPlace => _entries.Values.OrderBy(e => e.Place).Select(e => e.Entry);

    /// <summary>The entries by the order in which they came to their group.</summary>
    public IEnumerable<Entry> ByArrival => _entries.Values.OrderBy(e => e.Arrival).Select(e => e.Entry);

    public List<(RowKind Kind, Entry Entry)> Take(TableHistory.Step step)
    {
        var isThere = _entries.TryGetValue(step.Entry.Id, out var before);
        if (step.Kind > 9)
        {
            _entries.Remove(step.Entry.Id);
            return isThere ? [(RowKind.Delete, before.Entry)] : [];
        }

        _next++;
        var stays = isThere && before.Entry.Group == step.Entry.Group;
        _entries[step.Entry.Id] = (step.Entry, stays && before.Entry.Value == step.Entry.Value ? before.Place : _next, stays ? before.Arrival : _next);
        return isThere ? [(RowKind.UpdateBefore, before.Entry), (RowKind.UpdateAfter, step.Entry)] : [(RowKind.Insert, step.Entry)];
    }
}
