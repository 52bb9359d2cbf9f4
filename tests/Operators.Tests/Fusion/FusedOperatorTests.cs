using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Tests.Execution;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Fusion;

public class FusedOperatorTests
{
    /// <summary>Keeps the batches it is given.</summary>
    private sealed class Keeper<T> : IReceiver<T>
    {
        public List<RecordBatch<T>> Batches { get; } = [];

        public void Receive(RecordBatch<T> batch) => Batches.Add(batch);
    }

    [Fact]
    public void Batch_of_the_same_type_is_compacted_in_place_and_holds_nothing_back()
    {
        var run = ChainRun<string>.Of<string>(s => s.Where(x => x != "b"));
        var keeper = new Keeper<string>();
        var op = run.Operators[0];
        var alone = new FusedOperator<string, string>(op.Context, Loop(), ["where"]);
        alone.Outputs[0].Connect(new InputPort<string>(keeper));
        var batch = Feeding.Batch(("a", 1L), ("b", 2L), ("c", 3L));

        alone.Receive(batch);

        keeper.Batches.Single().ShouldBeSameAs(batch);
        batch.Count.ShouldBe(2);
        batch.ValueArray[..3].ShouldBe(["a", "c", null!]);
        batch.TimestampArray[..2].ShouldBe([1L, 3L]);
    }

    [Fact]
    public void What_comes_of_a_record_is_of_its_kind() =>
        Gen.Select(Gen.Int[0, 99], Gen.Enum<RowKind>()).Array[1, 200].Sample(changes =>
        {
            (int, long, RowKind)[] records = [.. changes.Select((c, i) => (c.Item1, (long)i, c.Item2))];
            (int, RowKind)[] passed = [.. changes.Where(c => c.Item1 % 3 != 0)];
            var ofRows = OfRows(changes, x => x % 3 != 0);

            ChainRun<int>.Through<int>(s => s.Where(x => x % 3 != 0), records).ShouldBe(ofRows);
            ChainRun<string>.Through<int>(s => s.Where(x => x % 3 != 0).Select(x => $"{x}"), records).ShouldBe(ofRows.Select(p => ($"{p.Item1}", p.Item2)));
            ChainRun<int>.Through<int>(s => s.SelectMany(x => Enumerable.Repeat(x, x % 3)), records)
                .ShouldBe(passed.SelectMany(p => Enumerable.Repeat(p, p.Item1 % 3)));
        });

    /// <summary>What a condition leaves of changes: of an update one half alone is a deletion or an insert, also where it comes alone.</summary>
    private static List<(int, RowKind)> OfRows((int, RowKind)[] changes, Func<int, bool> isKept)
    {
        var left = new List<(int, RowKind)>();
        for (var i = 0; i < changes.Length; i++)
        {
            var (row, kind) = changes[i];
            if (kind == RowKind.UpdateBefore && i + 1 < changes.Length && changes[i + 1].Item2 == RowKind.UpdateAfter)
            {
                var after = changes[++i].Item1;
                left.AddRange((isKept(row), isKept(after)) switch
                {
                    (true, true) => [(row, RowKind.UpdateBefore), (after, RowKind.UpdateAfter)],
                    (true, false) => [(row, RowKind.Delete)],
                    (false, true) => [(after, RowKind.Insert)],
                    _ => Array.Empty<(int, RowKind)>(),
                });
            }
            else if (isKept(row))
            {
                left.Add((row, kind == RowKind.UpdateBefore ? RowKind.Delete : kind));
            }
        }

        return left;
    }

    [Fact]
    public void Run_of_verbs_becomes_one_operator_that_counts_both_ends()
    {
        var run = ChainRun<string>.Of<int>(s => s.Where(x => x > 1).Select(x => $"{x}").Filter(x => x != "3"));

        run.Feed([(1, 0L), (2, 0L), (3, 0L), (4, 0L)]);

        run.Operators.Count.ShouldBe(2, "one compiled loop and the sink");
        (run.Operators[0].Counters.In, run.Operators[0].Counters.Out).ShouldBe((4L, 2L));
        run.Records.Select(r => r.Value).ShouldBe(["2", "4"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Exception_of_a_lambda_reaches_the_runtime_with_the_operator_and_the_record(bool isExpanding)
    {
        var run = ChainRun<int>.Of<int>(s => isExpanding ? s.SelectMany(x => new[] { 10 / x }) : s.Select(x => 10 / x));

        var error = Should.Throw<UserFunctionException>(() => run.Feed([(5, 0L), (0, 0L)]));

        error.InnerException.ShouldBeOfType<DivideByZeroException>();
        error.Message.ShouldStartWith($"The operator '{(isExpanding ? "select-many" : "select")}' failed for the record «0»: DivideByZeroException: ");
        error.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public void Sequence_is_disposed_when_a_later_verb_throws()
    {
        var disposed = 0;
        IEnumerable<int> Items()
        {
            try
            {
                yield return 1;
                yield return 0;
            }
            finally
            {
                disposed++;
            }
        }

        var run = ChainRun<int>.Of<int>(s => s.FlatMap(_ => Items()).Select(x => 10 / x));

        Should.Throw<UserFunctionException>(() => run.Feed([(5, 0L)])).Message.ShouldStartWith("The operator 'select' failed for what 'flat-map' made of the record «5»");
        disposed.ShouldBe(1);
    }

    [Fact]
    public void Derived_items_can_be_treated_as_their_base()
    {
        var run = ChainRun<object>.Of<int>(s => s.SelectMany<object>(x => new List<string> { "a", "b" }).Where(x => x is string).Select(x => x ?? "none"));

        run.Feed([(1, 5L)]);

        run.Records.ShouldBe([("a", 5L), ("b", 5L)]);
    }

    [Fact]
    public void Expanding_verb_may_emit_more_than_a_batch_holds()
    {
        var run = ChainRun<int>.Of<int>(s => s.SelectMany(x => Enumerable.Range(0, x)));

        run.Feed([(5_000, 1L), (3, 2L)]);

        run.Records.Select(r => r.Value).ShouldBe([.. Enumerable.Range(0, 5_000), 0, 1, 2]);
        run.Operators[0].Counters.Out.ShouldBe(5_003);
    }

    private static FusedLoop<string, string> Loop() =>
        FusedLoopCompiler.Compile<string, string>([new Stage(StageKind.Where, (System.Linq.Expressions.Expression<Func<string, bool>>)(x => x != "b"))]);
}
