using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Tests.Execution;

namespace AkkaStreamProc.Operators.Tests.Changelogs;

/// <summary>An operator of a table in several subtasks, driven by hand as the runtime would, and the table that its changes make.</summary>
/// <typeparam name="TIn">What the operator takes.</typeparam>
/// <typeparam name="TKey">The type of the key of the table.</typeparam>
/// <typeparam name="T">The type of its rows.</typeparam>
internal sealed class TableRun<TIn, TKey, T>
    where TKey : notnull
{
    /// <summary>What the operator is to be called.</summary>
    public const string Tested = "tested";

    private const int Groups = 16;

    private readonly JobGraph _graph;
    private readonly Func<TIn, ulong> _hashOf;
    private readonly ErrorPolicy _policy;
    private List<Subtask> _subtasks = [];

    /// <param name="declare">Declares the operator, and returns its table.</param>
    /// <param name="hashOf">From what it takes to the hash of the key it is sent by.</param>
    /// <param name="parallelism">How many subtasks it has at first.</param>
    /// <param name="policy">What happens to records that fail.</param>
    public TableRun(Func<JobBuilder, ChangeStream<TKey, T>> declare, Func<TIn, ulong> hashOf, int parallelism = 1, ErrorPolicy policy = ErrorPolicy.Fail)
    {
        var job = new JobBuilder("job") { MaxParallelism = Groups };
        declare(job).Changes().SinkTo(new IdleSink<Change<TKey, T>>());
        _graph = job.Build();
        (_hashOf, _policy) = (hashOf, policy);
        Start(parallelism);
        _subtasks.ForEach(s => s.Operator.OpenFresh());
    }

    /// <summary>The table that all changes so far make.</summary>
    public Dictionary<TKey, T> Table { get; } = [];

    public long Skipped => _subtasks.Sum(s => s.Operator.Counters.Skipped);

    public long StateBytes => _subtasks.Sum(s => s.Operator.MeasureMemory().State);

    public TestRuntime Runtime { get; } = new();

    /// <summary>Feeds changes, as the shuffle would: an update whose halves go to different subtasks is a deletion and an insert.</summary>
    /// <returns>The changes that came of it.</returns>
    public List<Change<TKey, T>> Feed(params IEnumerable<(RowKind Kind, TIn Row)> changes)
    {
        List<(RowKind Kind, TIn Row)> all = [.. changes];
        var sent = _subtasks.ConvertAll(_ => new List<(TIn, long, RowKind)>());
        for (var i = 0; i < all.Count; i++)
        {
            var (kind, row) = all[i];
            var isApart = (kind == RowKind.UpdateBefore && OwnerOf(row) != OwnerOf(all[i + 1].Row))
                || (kind == RowKind.UpdateAfter && i > 0 && all[i - 1].Kind == RowKind.UpdateBefore && OwnerOf(row) != OwnerOf(all[i - 1].Row));
            sent[OwnerOf(row)].Add((row, 1, !isApart ? kind : kind == RowKind.UpdateBefore ? RowKind.Delete : RowKind.Insert));
        }

        for (var i = 0; i < sent.Count; i++)
        {
            if (sent[i].Count > 0)
            {
                _subtasks[i].Operator.Inputs[0].Deliver(Feeding.Changes(sent[i]));
                Feeding.Complete(_subtasks[i].Operator.Continue);
            }
        }

        return [.. _subtasks.SelectMany(Apply)];
    }

    public void Restart(int parallelism)
    {
        var snapshots = _subtasks.ConvertAll(s => s.Operator.Save());
        Start(parallelism);
        _subtasks.ForEach(s => s.Operator.OpenFrom(snapshots));
    }

    private int OwnerOf(TIn row) => KeyGroupRange.OwnerOf(KeyGroups.Of(_hashOf(row), Groups), _subtasks.Count, Groups);

    /// <summary>Applies what a subtask has emitted, and refuses what no table does.</summary>
    private List<Change<TKey, T>> Apply(Subtask subtask)
    {
        var kinds = subtask.Results.Kinds.ToList();
        subtask.Results.Kinds.Clear();
        List<Change<TKey, T>> changes = [.. subtask.Results.Take().Zip(kinds, (r, kind) => new Change<TKey, T>(kind, r.Value.Key, r.Value.Value))];
        for (var i = 0; i < changes.Count; i++)
        {
            var (kind, key, row) = changes[i];
            switch (kind)
            {
                case RowKind.Insert:
                    Table.TryAdd(key, row).ShouldBeTrue($"{row} is inserted where {Table[key]} is");
                    break;
                case RowKind.Delete:
                    Table.Remove(key, out var deleted).ShouldBeTrue($"{row} is deleted and not there");
                    deleted.ShouldBe(row);
                    break;
                case RowKind.UpdateBefore:
                    Table[key].ShouldBe(row);
                    var (after, afterKey, now) = changes[i + 1];
                    (after, afterKey).ShouldBe((RowKind.UpdateAfter, key), "an update stays together");
                    now.ShouldNotBe(row, "nothing changes");
                    break;
                default:
                    changes[i - 1].Kind.ShouldBe(RowKind.UpdateBefore);
                    Table[key] = row;
                    break;
            }
        }

        return changes;
    }

    private void Start(int parallelism) => _subtasks =
        [.. Enumerable.Range(0, parallelism).Select(i =>
        {
            var context = Runtime.Context(Tested, i, parallelism, Groups);
            context.ErrorPolicy = _policy;
            var op = _graph.Create(Tested, context);
            return new Subtask(op, Collector<Row<TKey, T>>.Of(op));
        })];

    private sealed record Subtask(StreamOperator Operator, Collector<Row<TKey, T>> Results);
}
