using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Tests.Fusion;

namespace AkkaStreamProc.Operators.Tests.Faults;

public class FusedPolicyTests
{
    [Fact]
    public void Stage_in_the_middle_of_a_run_is_named_with_the_record_as_it_came()
    {
        var run = ChainRun<int>.Of<int>(s => s.Where(x => x > 0).Select(x => x - 5, "less").Map(x => 100 / x, "share"));

        Should.Throw<UserFunctionException>(() => run.Feed([(7, 0L), (5, 0L)])).Message
            .ShouldStartWith("The operator 'share' failed for what 'where' and 'less' made of the record «5»: DivideByZeroException");
    }

    [Fact]
    public void Skipped_records_are_left_out_and_counted_and_all_others_keep_their_order()
    {
        var run = ChainRun<int>.Of<int>(s => s.Where(x => x != 3).Map(x => 12 / x, "share").OnError(ErrorPolicy.Skip).Where(x => x < 12));

        run.Feed(new[] { 0, 1, 2, 3, 0, 4, 6, 0 }.Select((x, i) => (x, (long)i)));

        run.Records.ShouldBe([(6, 2L), (3, 5L), (2, 6L)]);
        run.Operators.Single(o => o.Context.OperatorName == "share").Counters.Skipped.ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Diverted_records_carry_the_record_the_error_and_the_operator(bool isExpanding)
    {
        var job = new JobBuilder("job");
        var head = ChainRun<string>.Head<int>(job);
        var shares = isExpanding
            ? head.SelectMany(x => new[] { $"{12 / x}" }, "share")
            : head.Select(x => $"{12 / x}", "share");
        var failed = new CollectingSink<FailedRecord<int>>();
        shares.Failed.SinkTo(failed, "failed");
        var run = ChainRun<string>.Of(shares);

        run.Feed([(0, 5L), (4, 6L), (0, 7L)]);

        run.Records.ShouldBe([("3", 6L)]);
        failed.Records.Select(r => r.Timestamp).ShouldBe([5L, 7L]);
        var first = failed.Records[0].Value;
        (first.Operator, first.Record, first.Text, first.ErrorType, first.Timestamp).ShouldBe(("share", 0, "0", "System.DivideByZeroException", 5L));
        run.Operators.Single(o => o.Context.OperatorName == "share").Counters.Diverted.ShouldBe(2);
    }

    [Fact]
    public void What_a_failing_record_has_expanded_to_is_taken_back_however_much_it_is()
    {
        static IEnumerable<int> Items(int x)
        {
            for (var item = 0; item < x; item++)
            {
                yield return item;
            }

            if (x % 2 == 1)
            {
                throw new InvalidOperationException("Odd.");
            }
        }

        var run = ChainRun<int>.Of<int>(s => s.FlatMap(Items).OnError(ErrorPolicy.Skip));

        run.Feed([(2, 0L), (3, 0L), (5001, 0L), (6000, 0L), (1, 0L), (2047, 0L), (2048, 0L)]);

        run.Records.Select(r => r.Value).ShouldBe([0, 1, .. Enumerable.Range(0, 6000), .. Enumerable.Range(0, 2048)]);
    }

    [Fact]
    public void Record_whose_text_cannot_be_had_is_named_by_its_type()
    {
        var run = ChainRun<int>.Of<Mute>(s => s.Map<int>(_ => throw new InvalidOperationException("No.")));

        Should.Throw<UserFunctionException>(() => run.Feed([(new Mute(), 0L)])).Message.ShouldContain("«a Mute that cannot be shown (NotSupportedException)»");
    }

    [Fact]
    public void Failure_of_what_follows_is_not_that_of_the_operator_before_it()
    {
        var run = ChainRun<int>.Of<int>(s => s
            .FlatMap(x => Enumerable.Range(0, x), "first").OnError(ErrorPolicy.Skip)
            .Map(x => x == 4000 ? throw new InvalidOperationException("Mine.") : x, "second").OnError(ErrorPolicy.Skip)
            .Map(x => x == 4500 ? throw new InvalidOperationException("Mine.") : x, "third"));

        Should.Throw<UserFunctionException>(() => run.Feed([(5000, 0L)])).OperatorName.ShouldBe("third");
        run.Operators.Where(o => o.Counters.Skipped > 0).Select(o => (o.Context.OperatorName, o.Counters.Skipped)).ShouldBe([("second", 1L)]);
    }

    [Fact]
    public void Key_that_throws_or_is_null_is_diverted_before_the_shuffle()
    {
        var job = new JobBuilder("job");
        var keyed = ChainRun<string>.Head<string>(job).KeyBy(s => Key(s));
        var failed = new CollectingSink<FailedRecord<string>>();
        keyed.Failed.SinkTo(failed, "failed");
        keyed.Reduce((_, b) => b).SinkTo(new IdleSink<string>(), "sink");
        var graph = job.Build();
        var op = graph.Plan.Operators.Single(o => o.Kind == "key-by") is { ErrorPolicy: ErrorPolicy.Divert } check
            ? graph.Create(check.Name, new Operators.Execution.OperatorContext(new TestRuntime(), "job", check.Name, 0, 1, 128) { ErrorPolicy = check.ErrorPolicy })
            : throw new InvalidOperationException("The keys are not checked.");
        var passed = Collector<string>.Of(op);
        var diverted = Collector<FailedRecord<string>>.Of(op, output: 1);

        op.Feed(("a", 0L), ("", 1L), ("none", 2L), ("b", 3L));

        passed.Values.ShouldBe(["a", "b"]);
        diverted.Values.Select(f => (f.Record, f.Error)).ShouldBe([("", "Empty."), ("none", "The key is null.")]);
    }

    [Fact]
    public void Policy_for_keys_is_refused_behind_the_first_verb()
    {
        var keyed = ChainRun<string>.Head<string>(new JobBuilder("job")).KeyBy(s => s);
        keyed.Reduce((_, b) => b);

        Should.Throw<StreamProcessingException>(() => keyed.OnError(ErrorPolicy.Skip)).Message.ShouldContain("before the first verb behind KeyBy");
    }

    [Fact]
    public void Stream_of_failed_records_that_a_later_policy_would_leave_empty_is_refused_when_built()
    {
        var job = new JobBuilder("job");
        var mapped = ChainRun<int>.Head<int>(job).Map(x => x, "map");
        mapped.Failed.SinkTo(new IdleSink<FailedRecord<int>>(), "failed");
        mapped.OnError(ErrorPolicy.Skip).SinkTo(new IdleSink<int>(), "sink");

        Should.Throw<StreamProcessingException>(job.Build).Message.ShouldContain("The failed records of 'map' in the job 'job' are used, but its policy was set to Skip afterwards");
    }

    private static string Key(string text) => text switch
    {
        "" => throw new InvalidOperationException("Empty."),
        "none" => null!,
        _ => text,
    };

    private sealed class Mute
    {
        public override string ToString() => throw new NotSupportedException();
    }
}
